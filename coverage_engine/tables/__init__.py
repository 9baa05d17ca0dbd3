"""Published tables: what they hold, how they are written, how they are read back."""
