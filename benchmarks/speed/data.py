"""The data of the workloads, made once as .npy files, so that reading it is no part of what is measured."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gansmith.data.builtin import BUILTIN
from gansmith.data.formats.read import open_data
from gansmith.data.planets import planets

Array = npt.NDArray[np.generic]
IMAGES = "train-images-idx3-ubyte.gz"


def _mnist(folder: Path) -> npt.NDArray[np.uint8]:
    return np.asarray(open_data(folder / IMAGES).values, np.uint8)


def _mnist32(folder: Path) -> npt.NDArray[np.uint8]:
    """Enlarge from 28 x 28 as torchvision's Resize does for the peer: bilinear, by Pillow."""
    from PIL import Image

    bilinear = Image.Resampling.BILINEAR
    return np.stack([np.asarray(Image.fromarray(digit).resize((32, 32), bilinear)) for digit in _mnist(folder)])


def _noise(count: int, side: int) -> npt.NDArray[np.uint8]:
    """Return random colour pictures: what is in them does not change how long a step takes."""
    return np.random.default_rng(0).integers(0, 256, (count, side, side, 3), np.uint8)


SETS: dict[str, Callable[[Path], Array]] = {
    "planets": lambda _: planets(),
    "mnist28": _mnist,
    "mnist32": _mnist32,
    "colour64": lambda _: _noise(2000, 64),
    "colour32": lambda _: _noise(5000, 32),
    "ring": lambda _: BUILTIN["ring"]().values[:10_000].astype(np.float32),
}


def stored(name: str, scratch: Path, mnist: Path) -> Path:
    """Return the .npy file of a set, made where it is not there yet; mnist: the folder of its IDX files."""
    path = scratch / f"{name}.npy"
    if not path.exists():
        np.save(path, SETS[name](mnist), allow_pickle=False)
    return path
