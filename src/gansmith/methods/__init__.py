"""The methods: a paper per file, each a function of the data's shape and its own hyper-parameters."""

from gansmith.methods.registry import METHODS, Entry

__all__ = ["METHODS", "Entry"]
