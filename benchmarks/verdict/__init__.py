"""Can the verdict be fooled? Planted sets over many kinds of data, and sanity checks of fidelity and diversity."""
