"""Detectors of generated samples: trained on sets of one format, and tested on generators that they have not seen."""
