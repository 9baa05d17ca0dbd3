"""What a printed cell means (pure text): one knowledge item per file, with its own good and bad
values.
"""
