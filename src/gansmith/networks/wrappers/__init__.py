"""What is put around a network of any family: conditions, packs, augmentation, a replay buffer."""
