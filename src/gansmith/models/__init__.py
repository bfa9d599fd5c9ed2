"""A trained generator on its own: loading, saving, sampling."""
