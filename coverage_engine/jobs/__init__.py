"""The long works: from files to a report."""
