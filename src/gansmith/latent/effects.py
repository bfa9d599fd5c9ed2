"""How far samples lie apart, in units of how far any two samples of the model do."""

import numpy as np
import numpy.typing as npt

from gansmith.errors import DataError
from gansmith.latent.latents import encoded
from gansmith.latent.stream import latents_of
from gansmith.models.conditions import Asked
from gansmith.models.model import Model

Floats = npt.NDArray[np.float64]
SAMPLES = 128  # of which all pairs are compared


def spread_of(model: Model, seed: int, label: str | int | None = None, condition: Asked | None = None) -> float:
    """Return the mean distance of any two samples, the root mean square over their encoded values.

    Raises DataError where all samples are the same.
    """
    latents = latents_of(model, range(SAMPLES), seed, label, condition)
    flat = encoded(model.network, latents).numpy().reshape(SAMPLES, -1).astype(np.float64)
    found = float(np.mean(np.concatenate([distances(flat[place + 1 :], one) for place, one in enumerate(flat[:-1])])))
    if not np.isfinite(found) or found == 0:
        raise DataError(
            f"{SAMPLES} samples of the model are all the same or not finite, so nothing in its latent space has an "
            "effect to measure. Train longer, or use another checkpoint."
        )
    return found


def distances(first: Floats, second: Floats) -> Floats:
    """Return root mean square differences (...) of flat samples (..., D), whose leading axes broadcast."""
    return np.asarray(np.sqrt(np.square(first - second).mean(axis=-1)))
