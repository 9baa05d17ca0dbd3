"""What a printed annex cell means: one knowledge item per file, each with its own good and bad values."""
