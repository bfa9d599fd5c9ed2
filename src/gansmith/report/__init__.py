"""Reports: what a run is and how good it is, for a reader who was not there."""
