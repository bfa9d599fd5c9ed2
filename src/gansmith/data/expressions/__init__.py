"""Conditions and rules of the columns of a table, as people write them: parsed by hand, with nothing run."""
