"""Figures of matplotlib, and text in them."""
