"""The version of the engine, printed in every output."""

__version__ = "0.2.0"
