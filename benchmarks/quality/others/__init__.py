"""Scripts that train other packages' generators; each runs in an environment of that package alone."""
