"""The buyers' desk: pages, exports and JSON API over what a run published. Nothing is computed
here.
"""
