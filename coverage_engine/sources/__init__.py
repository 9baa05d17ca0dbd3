"""Readers of real formats. The only package, with ``store``, that opens files."""
