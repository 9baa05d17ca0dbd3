"""What a printed cell means (pure text): one knowledge item per file, with good and bad values."""
