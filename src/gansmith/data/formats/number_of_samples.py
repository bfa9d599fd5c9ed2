"""Whether data holds enough samples, and numbers in them."""

import numpy as np

from gansmith.data.dataset import Dataset
from gansmith.data.formats.registry import FORMATS
from gansmith.errors import DataError, option


def check_samples(dataset: Dataset, fewest: int) -> None:
    """Raise DataError for samples of no numbers, or too few samples, with what may be wrong."""
    origin, shape = dataset.origin, dataset.values.shape
    if 0 in shape[1:]:
        raise DataError(f"{origin.path} holds samples of no numbers: the array has shape {origin.stored_shape}.")
    if len(dataset) >= fewest:
        return
    if origin.format == "wav":
        raise DataError(
            f"{origin.path} is one recording, which is one sample: cut it into many with {option('window', 256)}, "
            "or name a folder of recordings."
        )
    if origin.format == "dcm":
        raise DataError(f"{origin.path} is one image, which is one sample: name the folder of all of them.")
    raise DataError(
        f"{origin.path} holds {len(dataset)} sample{'s' * (len(dataset) != 1)} of shape {shape[1:]}; {fewest} are the "
        f"least. {_remedy(dataset)}"
    )


def _remedy(dataset: Dataset) -> str:
    """Return what gives more samples: another axis, in formats of arrays."""
    origin = dataset.origin
    longest = int(np.argmax(origin.stored_shape))
    is_array = origin.format in FORMATS and "samples_axis" in FORMATS[origin.format].options
    if is_array and len(origin.stored_shape) == 2 and longest != origin.samples_axis and max(origin.stored_shape) > 1:
        return f"If they lie along the other axis, give {option('samples_axis', longest)}."
    return "Add more."
