"""The mark of what a model generates."""

from gansmith.data.formats.marks import Mark
from gansmith.methods.own import without_folders
from gansmith.models.digest import model_digest
from gansmith.models.model import Model


def mark_of(model: Model, count: int, *, seed: int | None = None, real: int | None = None) -> Mark:
    """Return the mark of `count` samples of a model.

    Parameters
    ----------
    model : Model
        The model that made them.
    count : int
        Number of samples.
    seed : int, optional
        Seed of the noise.
    real : int, optional
        Number of real samples before them, in the same file.

    Returns
    -------
    Mark
        What the samples say of themselves.
    """
    return Mark(without_folders(model.card.method), model_digest(model), count, seed, real)
