"""What can be asked of what was published."""
