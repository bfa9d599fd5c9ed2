"""File formats: each reads and writes one kind of file."""
