"""Faults of the data, found by rule and listed: code, severity, place, value, expected, done,
remedy.
"""
