"""Losses of both players, a family per file, each with its equation."""
