"""A run from its settings to its last step: setup, dry run, training, validation, result."""
