"""Translate images in files, folders or arrays, under the same names."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.data.dataset import Dataset
from gansmith.data.formats.image_files import EXACT, exact_name, mode_of, read_picture, require_readable, write_picture
from gansmith.data.formats.image_listing import find_images
from gansmith.data.formats.read import open_data
from gansmith.data.formats.registry import IMAGE_SUFFIXES
from gansmith.data.formats.write import write_data
from gansmith.data.outputs import require_free
from gansmith.errors import DataError, TooLarge, UsageError, option
from gansmith.models.load import Recipe, load
from gansmith.models.model import Model
from gansmith.records.run_record import learned_from
from gansmith.storage.atomic import atomic_directory, atomic_file
from gansmith.storage.places import possible

TOGETHER = 64  # pictures of an array that are in work at once
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Translated:
    """The result of a translation.

    Attributes
    ----------
    path : Path
        The file or folder written.
    pictures : int
        Number of images translated.
    """

    path: Path
    pictures: int

    def __str__(self) -> str:
        return f"{self.path}: {self.pictures:,} picture{'' if self.pictures == 1 else 's'}."

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON values.

        Returns
        -------
        dict
            The output and the number of images.
        """
        return {"output": str(self.path), "pictures": self.pictures}


def translate(
    path: str | Path,
    pictures: str | Path,
    output: str | Path,
    *,
    back: bool = False,
    variable: str | None = None,
    samples_axis: int | None = None,
    recipe: Recipe | None = None,
    progress: Progress = lambda done, count: None,
) -> Translated:
    """Translate images with a run or model, and write them to a file or folder.

    Each image keeps its height and width, and its name in a folder. Channels, type and range become those of the target
    images. `Model.translate` translates arrays in memory.

    Parameters
    ----------
    path : str or Path
        A run, a checkpoint or a model directory.
    pictures : str or Path
        An image, a folder of images, or a file of arrays (N, H, W) or (N, H, W, C).
    output : str or Path
        The image, folder or file to write, of the same kind as the input. In a folder, JPEG inputs are saved losslessly
        as PNG.
    back : bool, default False
        Translate from targets to sources.
    variable : str, optional
        Variable of a .mat, .npz or HDF5 file.
    samples_axis : int, optional
        Axis of an array along which the images lie, 0 for the first.
    recipe : callable or str, optional
        For a model of a method of your own: its function, or where it is, as "file.py:function".
    progress : callable, optional
        Function called with (images done, images in total).

    Returns
    -------
    Translated
        The output and the number of images.

    Raises
    ------
    UsageError
        The model does not translate, an option does not apply, or the output does not suit the input.
    DataError
        An image cannot be read, or differs in channels or type from the training data.
    """
    model, place, target = load(path, recipe=recipe), possible(pictures), possible(output)
    model.codecs(back)
    require_free(target, learned_from(Path(path)))
    if target.exists() and place.exists() and target.samefile(place):
        raise UsageError(f"{target} is what is to be translated, and would be lost. Choose another name.")
    if place.is_dir() and target.resolve().is_relative_to(place.resolve()):
        raise UsageError(f"{target} lies in {place}, and would be among its pictures next time. Choose another place.")
    require_free(target, [place])
    is_image = place.suffix.lower() in IMAGE_SUFFIXES and place.is_file()
    if not is_image and not (place.is_dir() and find_images(place)):
        dataset = open_data(str(place), variable=variable, samples_axis=samples_axis, fewest=1)
        return _array(model, dataset, target, back, progress)
    for name, value in (("variable", variable), ("samples_axis", samples_axis)):
        if value is not None:
            raise UsageError(f"{option(name, value)} means nothing for {place}. Leave it out.")
    return _image(model, place, target, back) if is_image else _folder(model, place, target, back, progress)


def _array(model: Model, dataset: Dataset, output: Path, back: bool, progress: Progress) -> Translated:
    parts, count = [], len(dataset)
    channels = model.codecs(back)[0].shape[0]
    if dataset.values.ndim == 3 and channels > 1:
        raise DataError(
            f"{dataset.origin.path} holds grey pictures of shape {dataset.sample_shape}; the model takes {channels} "
            f"channels. Repeat them: numpy.repeat(pictures[..., None], {channels}, axis=3), or give images."
        )
    for first in range(0, count, TOGETHER):
        try:
            parts.append(model.translate(dataset.values[first : first + TOGETHER], back=back))
        except TooLarge as error:
            raise TooLarge(f"{dataset.origin.path}: {error}") from None
        except (UsageError, DataError) as error:
            raise DataError(f"{dataset.origin.path}: {error}") from None
        progress(min(first + TOGETHER, count), count)
    made, trained = np.concatenate(parts), model.card.origin
    origin = trained if trained.format == dataset.origin.format and not back else dataset.origin
    write_data(output, made, replace(origin, dtype=str(made.dtype)))
    return Translated(output, count)


def _image(model: Model, file: Path, output: Path, back: bool) -> Translated:
    if exact_name(output) != output:
        raise UsageError(f"{output}: an image becomes an image. Let the name end in {', '.join(EXACT)}.")
    made = _translated(model, file, back)
    with atomic_file(output) as temporary:
        write_picture(temporary, made)
    return Translated(output, 1)


def _folder(model: Model, folder: Path, output: Path, back: bool, progress: Progress) -> Translated:
    if output.suffix:
        raise UsageError(f"{output}: a folder of images becomes a folder. Name one without an ending.")
    if output.is_dir() and any(output.iterdir()):
        raise UsageError(f"{output} is a folder that is not empty. Name a new one for the translations.")
    named: dict[Path, Path] = {}
    for file in find_images(folder):
        require_readable(file, model.codecs(back)[0])
        name = exact_name(file.relative_to(folder))
        if name in named:
            raise DataError(f"{named[name]} and {file} would both become {name}. Rename one of them.")
        named[name] = file
    with atomic_directory(output) as temporary:
        for done, (name, file) in enumerate(named.items(), start=1):
            (temporary / name).parent.mkdir(parents=True, exist_ok=True)
            write_picture(temporary / name, _translated(model, file, back))
            progress(done, len(named))
    return Translated(output, len(named))


def _translated(model: Model, file: Path, back: bool) -> np.ndarray:
    start, end = model.codecs(back)
    mode_of(end)
    try:
        picture: np.ndarray = model.translate(read_picture(file, start), back=back)[0]
    except TooLarge as error:
        raise TooLarge(f"{file}: {error}") from None
    except UsageError as error:
        raise DataError(f"{file}: {error}") from None
    return picture
