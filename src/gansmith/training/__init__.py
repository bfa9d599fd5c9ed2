"""The loop and all that surrounds it: processes, signals, checkpoints and callbacks."""
