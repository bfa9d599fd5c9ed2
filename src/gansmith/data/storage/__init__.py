"""Where samples lie while a run trains: in memory, or in a mapped file."""
