"""The verbs, as Python functions: what the command line can do, a program can."""
