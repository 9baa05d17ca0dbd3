"""What a printed cell means (pure text): one knowledge item per file, each with its own good and bad values."""
