"""Quality against published numbers: every benchmark is a list of independent trials, each leaving a small JSON."""
