"""The work beneath each command of the command line; each gives an exit code."""
