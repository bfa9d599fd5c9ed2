"""The loop and all that surrounds it: run directories, locks, signals, checkpoints and observers."""
