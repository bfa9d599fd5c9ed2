"""Real and generated samples side by side."""
