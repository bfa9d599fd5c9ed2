"""Pictures that a run drew of its samples, read from files that a stranger may have put there."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np

from gansmith.data.reader.library_errors import reading
from gansmith.errors import DataError
from gansmith.storage.plain import open_plain

_NAME = re.compile(r"step-([0-9]{1,15})\.png")
_MOMENTS = 4  # pictures, from the first to the last
_LARGEST = 256 << 20  # bytes of a file
_MOST_PIXELS = 80_000_000  # of a picture: 64 samples of 1,024 by 1,024, and the gaps between them
_SIDE = 1600  # pixels of a side in a report


def moments(directory: Path, say: Callable[[str], None]) -> list[tuple[int, np.ndarray]]:
    """Return up to four pictures, (H, W) or (H, W, 3) uint8, with their steps, spread from the first to the last.

    What is no picture as runs draw them is left out, and `say` is told why.
    """
    entries = list(directory.iterdir()) if directory.is_dir() else []
    named = {int(match[1]): path for path in entries if (match := _NAME.fullmatch(path.name))}
    steps = sorted(named)
    places = sorted({round(place) for place in np.linspace(0, max(0, len(steps) - 1), _MOMENTS)} if steps else ())
    found = []
    for step in (steps[place] for place in places):
        try:
            found.append((step, _picture(named[step])))
        except DataError as error:
            say(f"{error} It is left out of the report.")
    return found


def _picture(path: Path) -> np.ndarray:
    """Return the pixels of a PNG, made smaller where a report would not show them all; raises DataError."""
    from PIL import Image

    with reading(path, "a picture"), os.fdopen(open_plain(path, os.O_RDONLY), "rb") as file:
        if (size := os.fstat(file.fileno()).st_size) > _LARGEST:
            raise DataError(f"{path} has {size:,} bytes, and {_LARGEST:,} are the most.")
        with Image.open(file, formats=["PNG"]) as image:  # of other kinds some would start a program
            if image.width * image.height > _MOST_PIXELS or image.mode not in ("L", "RGB"):
                raise DataError(f"{path} is no picture of a run: {image.mode}, {image.width} x {image.height} pixels.")
            image.thumbnail((_SIDE, _SIDE))
            return np.asarray(image)
