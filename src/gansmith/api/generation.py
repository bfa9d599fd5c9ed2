"""Generate: samples of a trained model, in a file of the kind that was trained on."""

from pathlib import Path

import numpy as np

from gansmith.api.model import load
from gansmith.data.write import write_data


def generate(path: str | Path, count: int, output: str | Path | None = None, *, seed: int = 0) -> np.ndarray:
    """Return `count` samples of a run or model in the data's units, and write them where `output` says.

    The suffix of the output decides its format; where it is the format trained on, variable name, orientation, dtype
    and shape are those of the data.
    """
    model = load(path)
    samples = model.sample(count, seed=seed)
    if output is not None:
        write_data(output, samples, model.card.origin)
    return samples
