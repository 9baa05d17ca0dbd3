"""What we speak about: records, cells, settings, errors, French text and numbers."""
