"""Data units to what networks see, and exactly back."""
