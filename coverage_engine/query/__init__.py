"""Pure questions on a run, shared by the command line, the reports, the notebook: one answer everywhere."""
