"""Where the pictures come from that samples are translated from: other files, the other half, or the samples."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.codec.resize import Size
from gansmith.data.conventions import IMAGES, LATEST
from gansmith.data.dataset import Dataset, Detail, Origin
from gansmith.data.derive import Derivation, derive
from gansmith.data.formats.image_listing import find_images
from gansmith.data.reader.library_errors import reading, shown
from gansmith.data.survey import complete_rows
from gansmith.errors import DataError, UsageError, option

Half = Literal["left", "right"]


@dataclass(frozen=True)
class Sources:
    """What the user said about sources; at most one is given, but that a variable may be named with the first two.

    pairs: a folder or file of sources, each belonging to a sample. unpaired: likewise, each belonging to none.
    side_by_side: the half of every picture that is its source. derive: what sources are made of the samples.
    source_variable: the variable that holds them, in the samples' own file or in that of the first two.
    """

    pairs: str | None = None
    unpaired: str | None = None
    side_by_side: Half | None = None
    derive: Derivation | None = None
    source_variable: str | None = None

    def given(self) -> list[str]:
        """Return the names of what is given, each another place where sources come from."""
        names = [field.name for field in fields(self) if getattr(self, field.name) is not None]
        return [name for name in names if name != "source_variable" or not {"pairs", "unpaired"} & {*names}]


Open = Callable[..., Dataset]


def open_with_sources(data: str | Path | Array, sources: Sources, open_one: Open, size: Size | None) -> Dataset:
    """Open data and its sources, both by `open_one(data, **reading)`.

    Raises UsageError where more than one kind of sources is given, DataError where sources and samples do not fit.
    """
    given, variable = sources.given(), sources.source_variable
    if len(given) > 1:
        flags = " and ".join("--" + name.replace("_", "-") for name in given)
        raise UsageError(f"{flags} each say where sources come from. Give one of them.")
    if sources.pairs is not None:
        dataset = _pairs(data, sources.pairs, variable, open_one)
    elif sources.unpaired is not None:
        dataset = replace(open_one(data), source=_sources(sources.unpaired, variable, open_one))
    elif sources.side_by_side is not None:
        dataset = _halves(open_one(data, size=_double(size)), sources.side_by_side)
    elif sources.derive is not None:
        opened = open_one(data)
        dataset = _with_pictures(opened, derive(opened.values, sources.derive), sources.derive)
    elif variable is not None:
        dataset = _from_one_file(data, variable, open_one)
    else:
        return open_one(data)
    _check_fit(dataset)
    return dataset


def conventions_of(sources: Sources) -> int:
    """Return the latest conventions that samples and their sources are read by: what is translated is no signal."""
    return IMAGES if sources.given() else LATEST


def with_whole_sources(dataset: Dataset) -> Dataset:
    """Return the dataset without sources that miss values, nor the samples they belong to; DataError for too few."""
    source = dataset.source
    if source is None or (whole := complete_rows(source.values)).all():
        return dataset
    if np.count_nonzero(whole) < 2:
        raise DataError(
            f"{source.origin.path}: {np.count_nonzero(whole)} sources have no missing value. Fill them first."
        )
    return dataset.rows(whole) if dataset.paired else replace(dataset, source=source.rows(whole))


def _pairs(data: str | Path | Array, sources: str, variable: str | None, open_one: Open) -> Dataset:
    if isinstance(data, str | Path) and Path(data).is_dir() and Path(sources).is_dir():
        here, there = _by_name(Path(data)), _by_name(Path(sources))
        if here and there:
            names = _common(here, there, str(data), sources)
            targets = open_one(data, images=[here[name] for name in names])
            noted = replace(targets.origin, details={**targets.origin.details, **_lonely(here, there)})
            origins = _sources(sources, variable, partial(open_one, images=[there[name] for name in names]))
            return replace(targets, origin=noted, source=origins, paired=True)
    return replace(open_one(data), source=_sources(sources, variable, open_one), paired=True)


def _sources(place: str | Path, variable: str | None, open_one: Open) -> Dataset:
    """Open sources, which have a variable of their own and no labels; errors name the flag that was given for it."""
    try:
        opened = open_one(place, variable=variable, label=None, unlabelled=None, drop=(), labels_from=None)
    except (DataError, UsageError) as error:
        said = re.sub(
            r"(^|[ (])variable=", r"\1source_variable=", str(error).replace("--variable", "--source-variable")
        )
        raise type(error)(said.replace("with variable", "with source_variable")) from error
    return replace(opened, labels=None, class_names=())


def _by_name(folder: Path) -> dict[str, Path]:
    """Return the images of a folder by their relative names without ending; raises DataError where two share one."""
    named: dict[str, Path] = {}
    with reading(str(folder), "a folder"):
        for file in find_images(folder):
            name = file.relative_to(folder).with_suffix("").as_posix()
            if name in named:
                raise DataError(f"{named[name]} and {file} have one name but for the ending. Keep one of them.")
            named[name] = file
    return named


def _common(here: dict[str, Path], there: dict[str, Path], targets: str, sources: str) -> list[str]:
    """Return the names on both sides; raises DataError where there are fewer than two."""
    common = sorted(here.keys() & there.keys())
    if len(common) < 2:
        which = f"Only {common[0]}" if common else "No picture"
        raise DataError(
            f"{which} in {targets} has the name of one in {sources} ({min(here)} and {min(there)}, for example); "
            f"pairs are matched by name. Rename them, or use {option('unpaired')} where they do not belong together."
        )
    return common


def _lonely(here: dict[str, Path], there: dict[str, Path]) -> dict[str, Detail]:
    """Return what to note of pictures that have no partner: how many, and one of them."""
    lonely = sorted(here.keys() ^ there.keys())
    return (
        {"unmatched": len(lonely), "unmatched_example": shown(lonely[0].encode(errors="replace").decode())}
        if lonely
        else {}
    )


def _double(size: Size | None) -> Size | None:
    return None if size is None else (size[0], 2 * size[1])


def _halves(dataset: Dataset, source: Half) -> Dataset:
    if dataset.values.ndim < 3:
        raise UsageError(f"{option('side_by_side')} is for pictures; {dataset.origin.path} holds vectors.")
    width = dataset.values.shape[2]
    if width % 2:
        raise DataError(f"{dataset.origin.path}: pictures {width} pixels wide have no two halves. Crop them evenly.")
    left, right = dataset.values[:, :, : width // 2], dataset.values[:, :, width // 2 :]
    origins, targets = (left, right) if source == "left" else (right, left)
    return _with_pictures(_whole(dataset, targets), origins, f"{source} half")


def _whole(dataset: Dataset, values: Array) -> Dataset:
    """Return the dataset of other pictures that are not stored as such anywhere."""
    origin = dataset.origin
    shape = (len(values), *values.shape[1:])
    return replace(dataset, values=values, origin=replace(origin, stored_shape=shape, samples_axis=0))


def _with_pictures(dataset: Dataset, pictures: Array, what: str) -> Dataset:
    origin = Origin(dataset.origin.format, f"{dataset.origin.path} ({what})", str(pictures.dtype), pictures.shape, 0)
    return replace(dataset, source=Dataset(pictures, None, (), origin), paired=True)


def _from_one_file(data: str | Path | Array, source: str, open_one: Open) -> Dataset:
    if not isinstance(data, str | Path) or Path(data).is_dir():
        what = "an array in memory" if not isinstance(data, str | Path) else f"the folder {data}"
        raise UsageError(f"{option('source_variable', source)} means nothing for {what}. Leave it out.")
    origins = _sources(data, source, open_one)
    return replace(open_one(data, aside=source), source=origins, paired=True)


def _check_fit(dataset: Dataset) -> None:
    source = dataset.source
    assert source is not None  # noqa: S101
    here, there = dataset.origin.path, source.origin.path
    if dataset.paired and len(source) != len(dataset):
        raise DataError(
            f"{here} holds {len(dataset)} samples and {there} {len(source)} sources; pairs are matched in their order, "
            "one for one."
        )
    sizes = [part.sample_shape[:2] for part in (source, dataset) if len(part.sample_shape) > 1]
    if len(sizes) < 2:
        raise DataError(f"{here} and {there} must both hold pictures: translation turns pictures into pictures.")
    if sizes[0] != sizes[1]:
        target, wanted = (f"{height}x{width}" for height, width, *_ in sizes)
        raise DataError(
            f"{there} holds images of {target} and {here} of {wanted} (height x width). Resize both with "
            f"{option('size', wanted)}."
        )
