"""Rare classes filled up with generated samples, and the check of whether that helps a classifier."""
