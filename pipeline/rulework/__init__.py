"""Work on rules: check them, try them, explain them, draft them and write them down."""
