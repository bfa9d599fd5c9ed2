"""Plain PyTorch loops, as one would write them by hand: the yardstick. One file per workload, nothing of gansmith."""
