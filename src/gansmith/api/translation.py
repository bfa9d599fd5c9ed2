"""Translate: pictures in files, folders or arrays into pictures of the other kind, under the same names."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.api.model import Model, load
from gansmith.data.folder import find_images
from gansmith.data.formats import IMAGE_SUFFIXES
from gansmith.data.open import open_data
from gansmith.data.picture_files import EXACT, exact_name, mode_of, read_picture, write_picture
from gansmith.data.write import write_data
from gansmith.errors import DataError, UsageError
from gansmith.storage.atomic import atomic_directory, atomic_file, require_parent

TOGETHER = 64  # pictures of an array that are in work at once
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Translated:
    """What was written where."""

    path: Path
    pictures: int

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {"output": str(self.path), "pictures": self.pictures}


def translate(
    path: str | Path,
    pictures: str | Path,
    output: str | Path,
    *,
    back: bool = False,
    progress: Progress = lambda done, count: None,
) -> Translated:
    """Translate pictures by a run or model, write them to `output`, and return what was written.

    pictures: an image, a folder of images, or a file of arrays (N, H, W) or (N, H, W, C). Each keeps its size, and in a
    folder its name; channels, type and range become those of the targets. back goes from targets to sources. Arrays in
    memory are translated by `Model.translate`. Raises UsageError for a model that does not translate, or an output
    that does not suit; DataError for a picture that cannot be read or is unlike those trained on.
    """
    model = load(path)
    model.codecs(back)
    place = Path(pictures)
    if place.suffix.lower() in IMAGE_SUFFIXES and place.is_file():
        return _image(model, place, Path(output), back)
    if place.is_dir() and find_images(place):
        return _folder(model, place, Path(output), back, progress)
    dataset = open_data(str(place))
    made = _all(model, dataset.values, back, progress)
    origin = dataset.origin if model.card.origin.format != dataset.origin.format else model.card.origin
    write_data(output, made, replace(origin, dtype=str(made.dtype), path=dataset.origin.path))
    return Translated(Path(output), len(made))


def _all(model: Model, pictures: np.ndarray, back: bool, progress: Progress) -> np.ndarray:
    parts = []
    for first in range(0, len(pictures), TOGETHER):
        parts.append(model.translate(pictures[first : first + TOGETHER], back=back))
        progress(min(first + TOGETHER, len(pictures)), len(pictures))
    return np.concatenate(parts)


def _image(model: Model, file: Path, output: Path, back: bool) -> Translated:
    if exact_name(output) != output:
        raise UsageError(f"{output}: an image becomes an image. Let the name end in {', '.join(EXACT)}.")
    require_parent(output)
    made = _translated(model, file, back)
    with atomic_file(output) as temporary:
        write_picture(temporary, made)
    return Translated(output, 1)


def _folder(model: Model, folder: Path, output: Path, back: bool, progress: Progress) -> Translated:
    if output.suffix:
        raise UsageError(f"{output}: a folder of images becomes a folder. Name one without an ending.")
    if output.is_dir() and any(output.iterdir()):
        raise UsageError(f"{output} is a folder that is not empty. Name a new one for the translations.")
    require_parent(output)
    files = find_images(folder)
    with atomic_directory(output) as temporary:
        for done, file in enumerate(files):
            target = temporary / exact_name(file.relative_to(folder))
            if target.exists():
                raise DataError(f"{file} would be written over another {target.name}: rename one of them.")
            target.parent.mkdir(parents=True, exist_ok=True)
            write_picture(target, _translated(model, file, back))
            progress(done + 1, len(files))
    return Translated(output, len(files))


def _translated(model: Model, file: Path, back: bool) -> np.ndarray:
    start, end = model.codecs(back)
    mode_of(end)
    try:
        picture: np.ndarray = model.translate(read_picture(file, start), back=back)[0]
    except UsageError as error:
        raise DataError(f"{file}: {error}") from None
    return picture
