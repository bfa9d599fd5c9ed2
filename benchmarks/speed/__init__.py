"""How fast gansmith trains, samples and starts, beside plain loops and peers, interleaved in one run."""
