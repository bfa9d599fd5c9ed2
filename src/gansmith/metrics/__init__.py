"""Metrics of generated against real samples: pure functions of arrays, their registry, and the whole suite."""
