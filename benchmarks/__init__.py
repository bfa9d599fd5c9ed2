"""Benchmarks: each one command, all results rendered into RESULTS.md."""
