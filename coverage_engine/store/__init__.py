"""Run folders: written aside then put in place, read back for questions."""
