"""The settings of a run, each declared once, and what follows from them: checks, flags, commands."""
