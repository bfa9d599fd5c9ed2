"""Feature extractors: what metrics are measured in."""
