"""Networks, a family per file; sizes are derived from the data's shape."""
