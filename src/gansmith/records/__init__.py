"""What a run leaves on disk, each with one schema: its directory, settings, checkpoints' states, and model cards."""
