"""Benchmark `tables`: generators of tables with columns of every type, by their minutes."""
