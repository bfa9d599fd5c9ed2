"""The sections of the benchmark: each a function of the arena that returns one table."""
