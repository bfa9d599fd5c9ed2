"""Files on disk that are whole or absent, and known to be what was written."""
