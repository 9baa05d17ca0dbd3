"""Graph, coverage, verdicts, findings. Computes only: never reads a file, never writes HTML."""
