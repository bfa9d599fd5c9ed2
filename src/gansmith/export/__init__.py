"""A trained model as a file that other programs run, and as a folder for a model hub."""
