"""Faults of the data, found by rule and listed, each with its place and remedy."""
