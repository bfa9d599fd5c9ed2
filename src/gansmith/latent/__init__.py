"""The latent space of a generator: paths, arithmetic, directions, codes and inversion."""
