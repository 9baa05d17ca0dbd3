"""The public face for notebooks and scripts."""
