"""Grey pictures that follow from their number, in arrays and folders, and how they are opened with their sources."""

from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from gansmith.data.dataset import Dataset
from gansmith.data.formats.read import open_data
from gansmith.data.pairs import Sources, open_with_sources


def opened(data: object, size: tuple[int, int] | None = None, **sources: object) -> Dataset:
    """Open data and its sources as a run does; a place may be a path."""
    said = Sources(**{name: str(value) for name, value in sources.items()})  # type: ignore[arg-type]
    return open_with_sources(data, said, partial(open_data, size=size, variable=None, label=None), size)  # type: ignore[arg-type]


def picture(number: int, height: int = 6, width: int = 8) -> np.ndarray:
    """Return a grey picture that differs from that of every other number."""
    return ((np.arange(height * width) * (number + 1) + 7 * number) % 251).astype(np.uint8).reshape(height, width)


def folder(place: Path, *names: str, plus: int = 0, **shape: int) -> Path:
    """Write a picture under each name: that of its place in the alphabet, plus a number."""
    for number, name in enumerate(sorted(names)):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        pixels = picture(number + plus, **shape)
        if name.endswith(".jpg"):
            Image.fromarray(pixels).save(place / name, quality=95)
        else:
            Image.fromarray(pixels).save(place / name)
    return place


def stack(*numbers: int, **shape: int) -> np.ndarray:
    """Return the pictures of these numbers in one array."""
    return np.stack([picture(number, **shape) for number in numbers])


def sources_of(dataset: Dataset) -> np.ndarray:
    """Return the sources of opened data, which bear no labels."""
    assert dataset.source is not None
    assert (dataset.source.labels, dataset.source.class_names) == (None, ())
    return dataset.source.values
