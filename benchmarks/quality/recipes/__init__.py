"""Recipes of the benchmarks' own: published networks of exact sizes under the package's games."""
