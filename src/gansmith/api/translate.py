"""Translate images in files, folders or arrays, under the same names."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.api.translated_pictures import Pictures, ends_of
from gansmith.data.conventions import IMAGES
from gansmith.data.dataset import Dataset
from gansmith.data.formats.grey_levels import Range
from gansmith.data.formats.image_files import EXACT, exact_name
from gansmith.data.formats.image_listing import find_images
from gansmith.data.formats.marks import mark_beside
from gansmith.data.formats.read import open_data
from gansmith.data.formats.registry import IMAGE_SUFFIXES
from gansmith.data.formats.write import require_writable, write_data
from gansmith.data.outputs import require_free
from gansmith.errors import DataError, TooLarge, UsageError, option
from gansmith.models.load import Recipe, load
from gansmith.models.marked import mark_of
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
    mark : Path or None
        File beside the output that says that it is synthetic; None where the output says so itself.
    """

    path: Path
    pictures: int
    mark: Path | None = None

    def __str__(self) -> str:
        marked = "" if self.mark is None else f" Marked as synthetic in {self.mark}."
        return f"{self.path}: {self.pictures:,} picture{'' if self.pictures == 1 else 's'}.{marked}"

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON values.

        Returns
        -------
        dict
            The output, the number of images, and the file of the mark beside the output, if there is one.
        """
        mark = None if self.mark is None else str(self.mark)
        return {"output": str(self.path), "pictures": self.pictures, "mark": mark}


def translate(
    path: str | Path,
    pictures: str | Path,
    output: str | Path,
    *,
    back: bool = False,
    variable: str | None = None,
    samples_axis: int | None = None,
    range: tuple[float, float] | None = None,
    mark: bool = True,
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
    range : (float, float), optional
        For images, the values that become black and white, such as (0, 1): the values are scaled to 0..255 in the
        images, and clipped, with a remark on stderr. By default images hold the values as they are, which must be whole
        numbers.
    mark : bool, default True
        Write into each file that it is synthetic and by which model, for machines to read; or to NAME.synthetic.json
        beside a file that has no place for it.
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
        dataset = open_data(str(place), variable=variable, samples_axis=samples_axis, fewest=1, conventions=IMAGES)
        return _array(model, dataset, target, back, range, mark, progress)
    for name, value in (("variable", variable), ("samples_axis", samples_axis)):
        if value is not None:
            raise UsageError(f"{option(name, value)} means nothing for {place}. Leave it out.")
    files = Pictures(model, back, range, mark)
    return _image(files, place, target) if is_image else _folder(files, place, target, progress)


def _array(
    model: Model, dataset: Dataset, output: Path, back: bool, ends: Range | None, mark: bool, progress: Progress
) -> Translated:
    parts, count = [], len(dataset)
    start, end = model.codecs(back)
    channels = start.shape[0]
    if dataset.values.ndim == 3 and channels > 1:
        raise DataError(
            f"{dataset.origin.path} holds grey pictures of shape {dataset.sample_shape}; the model takes {channels} "
            f"channels. Repeat them: numpy.repeat(pictures[..., None], {channels}, axis=3), or give images."
        )
    trained = model.card.origin
    origin = trained if trained.format == dataset.origin.format and not back else dataset.origin
    require_writable(output, end.scale.low, origin, ends_of(end), ends)
    for first in range(0, count, TOGETHER):
        try:
            parts.append(model.translate(dataset.values[first : first + TOGETHER], back=back))
        except TooLarge as error:
            raise TooLarge(f"{dataset.origin.path}: {error}") from None
        except (UsageError, DataError) as error:
            raise DataError(f"{dataset.origin.path}: {error}") from None
        progress(min(first + TOGETHER, count), count)
    made = np.concatenate(parts)
    put = mark_of(model, len(made)) if mark else None
    write_data(output, made, replace(origin, dtype=str(made.dtype)), range=ends, mark=put)
    return Translated(output, count, mark_beside(output) if mark else None)


def _image(pictures: Pictures, file: Path, output: Path) -> Translated:
    if exact_name(output) != output:
        raise UsageError(f"{output}: an image becomes an image. Let the name end in {', '.join(EXACT)}.")
    made = pictures.translated(file)
    with atomic_file(output) as temporary:
        pictures.write(temporary, made, output.suffix)
    pictures.say_clipped(output)
    return Translated(output, 1)


def _folder(pictures: Pictures, folder: Path, output: Path, progress: Progress) -> Translated:
    if output.suffix:
        raise UsageError(f"{output}: a folder of images becomes a folder. Name one without an ending.")
    if output.is_dir() and any(output.iterdir()):
        raise UsageError(f"{output} is a folder that is not empty. Name a new one for the translations.")
    named: dict[Path, Path] = {}
    for file in find_images(folder):
        pictures.require_readable(file)
        name = exact_name(file.relative_to(folder))
        if name in named:
            raise DataError(f"{named[name]} and {file} would both become {name}. Rename one of them.")
        named[name] = file
    with atomic_directory(output) as temporary:
        for done, (name, file) in enumerate(named.items(), start=1):
            (temporary / name).parent.mkdir(parents=True, exist_ok=True)
            pictures.write(temporary / name, pictures.translated(file), name.suffix)
            progress(done, len(named))
    pictures.say_clipped(output)
    return Translated(output, len(named))
