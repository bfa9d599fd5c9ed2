"""All sets in the form of the coarsest: the same channels, compression, size and grid, each change with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from gansmith.config.command_line import shown
from gansmith.data.chunks import Array
from gansmith.data.codec.codec import Codec
from gansmith.data.codec.resize import resize_pictures
from gansmith.data.dataset import Dataset
from gansmith.data.formats.grey_levels import checked_range
from gansmith.detection.grid import Grid
from gansmith.detection.pictures import (
    channels_of,
    common_channels,
    common_size,
    from_range,
    jpeg_quality,
    lossy_format,
    through_jpeg,
    to_channels,
)
from gansmith.detection.rounding import NAMED, REAL, grids_of
from gansmith.errors import DataError, UsageError, first_few, option
from gansmith.evaluation.two_sets import ANOTHER_UNIT

Sides = tuple[int, int]
_BYTE, _WHITE = np.dtype(np.uint8), 255
_SIGNED = 0.1  # of their range that values lie below 0
_WHOLE = Grid("step", (0.0, 1.0))


@dataclass(frozen=True)
class Preparation:
    """What is done to every set, real or generated, before a network sees it.

    dtype is that of whole numbers where all sets are made of them, else float64. sizes are those of the images that
    were met in training, size what they are reduced to where there were several. grids holds, for each column of a
    table or once for all values, the grids that values are put onto one after the other.
    """

    dtype: str = "float64"
    channels: int | None = None
    sizes: tuple[Sides, ...] = ()
    size: Sides | None = None
    jpeg: int | None = None
    range: tuple[float, float] | None = None
    grids: tuple[tuple[Grid, ...], ...] = ((),)

    @property
    def is_of_images(self) -> bool:
        """Whether samples are images."""
        return bool(self.sizes)

    def apply(self, data: Dataset) -> Array:
        """Return the samples of a set (N, ...) in the common form; raises UsageError for images of an unknown size."""
        values = np.asarray(data.values)
        if not self.is_of_images:
            return self._on_grid(np.asarray(values, np.float64))
        assert self.channels is not None  # noqa: S101 - images have some
        if values.shape[1:3] not in self.sizes:
            known = ", ".join(f"{height} x {width}" for height, width in self.sizes)
            raise UsageError(
                f"{data.origin.path} holds images of {values.shape[1]} x {values.shape[2]}, and the detector knows "
                f"{known}. Train a detector on images of this size."
            )
        values = self._on_grid(to_channels(in_units(values, self), self.channels))
        if self.jpeg is not None:
            values = through_jpeg(values, self.jpeg)
        return values if self.size is None else resize_pictures(values, self.size)

    def _on_grid(self, values: Array) -> Array:
        whole = np.dtype(self.dtype).kind in "iu"
        if whole and values.dtype == np.dtype(self.dtype) and set(self.grids[0]) <= {_WHOLE}:
            return values
        made = np.asarray(values, np.float64).copy()
        for place, grids in enumerate(self.grids):
            where = np.s_[:, place] if len(self.grids) > 1 else np.s_[...]
            for grid in grids:
                made[where] = grid.snap(made[where])
        if whole:
            ends = np.iinfo(self.dtype)
            return np.clip(made, ends.min, ends.max).astype(self.dtype)
        return made

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values that `from_json` turns back into an equal preparation."""
        plain = {name: getattr(self, name) for name in ("dtype", "channels", "jpeg")}
        plain |= {name: None if (two := getattr(self, name)) is None else list(two) for name in ("size", "range")}
        plain["sizes"] = [list(size) for size in self.sizes]
        plain["grids"] = [[[grid.kind, *grid.numbers] for grid in grids] for grids in self.grids]
        return plain

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Return what `to_json` described; raises ValueError, TypeError or KeyError for anything else."""
        grids = tuple(
            tuple(Grid(kind, tuple(map(float, numbers))) for kind, *numbers in some) for some in document["grids"]
        )
        sides = tuple((int(height), int(width)) for height, width in document["sizes"])
        two, ends = document["size"], document["range"]
        made = cls(
            str(document["dtype"]),
            document["channels"],
            sides,
            None if two is None else (int(two[0]), int(two[1])),
            document["jpeg"],
            None if ends is None else checked_range((ends[0], ends[1])),
            grids,
        )
        sane = made.dtype in ("uint8", "uint16", "float64") and made.jpeg in (None, *range(1, 101))
        if not (sane and made.channels in (None, *range(1, 10_000)) and len(grids) >= 1):
            raise ValueError("its preparation is none that gansmith makes")
        if any(not 1 <= side <= 1 << 15 for both in (*sides, made.size or (1, 1)) for side in both):
            raise ValueError("images of no size")
        return made


def prepared_alike(
    real: Dataset, codec: Codec, fakes: Mapping[str, Dataset], given: tuple[float, float] | None
) -> tuple[Preparation, tuple[str, ...]]:
    """Return what brings all sets to one form, and what is to be said of it.

    given: the floats that stand for black and white, where some images hold 8-bit levels and others floats. Raises
    UsageError where sets lie in other units, or have channels that do not go together.
    """
    if real.values.ndim < 3 or real.has_channels:
        if given is not None:
            raise UsageError(f"{option('range')} is of images, and these samples are none. Leave it out.")
        grids, notes = grids_of(real, fakes, by_column=codec.table is not None)
        return Preparation(grids=grids), notes
    return _of_images(real, fakes, given)


def _of_images(
    real: Dataset, fakes: Mapping[str, Dataset], given: tuple[float, float] | None
) -> tuple[Preparation, tuple[str, ...]]:
    dtype = real.values.dtype
    begun = Preparation(
        str(dtype) if dtype in (np.uint8, np.uint16) else "float64",
        range=None if given is None else checked_range(given),
    )
    notes = [note for name, fake in fakes.items() for note in _units(name, real, fake, begun)]
    every = {REAL: real, **fakes}
    counts = {name: channels_of(data.sample_shape) for name, data in every.items()}
    channels = common_channels(set(counts.values()))
    if channels is None:
        said = ", ".join(f"{name} {count}" for name, count in counts.items())
        raise UsageError(f"Images with these channels cannot be compared: {shown(said)}. Save them with the same.")
    if len(set(counts.values())) > 1:
        what = "grey" if channels == 1 else "opaque colour"
        notes.append(f"All images are brought to {what}, as their channels differ ({_listed(counts)}).")
    sides = {name: (data.sample_shape[0], data.sample_shape[1]) for name, data in every.items()}
    size = common_size(set(sides.values()))
    if size is not None:
        listed = _listed({name: f"{height} x {width}" for name, (height, width) in sides.items()})
        notes.append(
            f"All images, the real ones too, are reduced to {size[0]} x {size[1]}, as their sizes differ ({listed}): "
            "no set stays sharper for its size alone."
        )
    in_one = {name: replace(data, values=in_units(np.asarray(data.values), begun)) for name, data in every.items()}
    grids, rounded = grids_of(in_one.pop(REAL), in_one, by_column=False)
    jpeg, compressed = _compression(every, channels, begun.dtype)
    sizes = tuple(sorted(set(sides.values())))
    made = replace(begun, channels=channels, sizes=sizes, size=size, jpeg=jpeg, grids=grids)
    return made, (*notes, *rounded, *compressed, *_lossy(every))


def _lossy(every: Mapping[str, Dataset]) -> tuple[str, ...]:
    """Return what is said of sets whose files lose detail in a way that the others' do not."""
    found = {name: lossy_format(data) for name, data in every.items()}
    if len(set(found.values())) == 1:
        return ()
    listed = _listed({name: kind for name, kind in found.items() if kind})
    return (
        f"Some files lose detail in a way that the other sets do not ({listed}): a detector may learn this and nothing "
        "else. Save all sets in one format, from originals.",
    )


def in_units(values: Array, how: Preparation) -> Array:
    """Return the values of a set of images in the units of the real data, by the range of black and white if needed."""
    wanted = np.dtype(how.dtype)
    if how.range is None or (values.dtype == _BYTE) == (wanted == _BYTE) or not _is_apart(values, wanted):
        return values
    return from_range(values, how.range, wanted)


def _is_apart(values: Array, wanted: np.dtype[Any]) -> bool:
    """Whether values do not end about where 8-bit levels do, so that they stand for levels in another unit."""
    if wanted != _BYTE:
        return values.dtype == _BYTE
    largest = float(np.nanmax(values))
    return largest <= _WHITE / ANOTHER_UNIT or largest > _WHITE


def _units(name: str, real: Dataset, fake: Dataset, how: Preparation) -> list[str]:
    """Return what is said of a set's units; raises UsageError where they are not those of the real data."""
    values = np.asarray(fake.values)
    if how.range is not None and in_units(values, how) is not values:
        low, high = how.range
        return [f"{shown(name)}: {low:g} is black and {high:g} is white ({option('range')})."]
    low, high = float(np.nanmin(real.values)), float(np.nanmax(real.values))
    least, most = float(np.nanmin(values)), float(np.nanmax(values))
    ends = f"{shown(name)} holds values from {least:g} to {most:g}, and real ones from {low:g} to {high:g}"
    if max(high - low, most - least) <= ANOTHER_UNIT * min(high - low, most - least):
        apart = (_is_signed(least, most) and low >= 0) or (_is_signed(low, high) and least >= 0)
        said = "if black is negative in one of them and 0 in the other, a detector learns this and nothing else"
        return [f"{ends}: {said}. Bring both to one range."] if apart else []
    if (real.values.dtype == _BYTE) == (values.dtype == _BYTE):
        return [f"{ends}: in other units, a detector learns the unit and nothing else."]
    raise UsageError(
        f"{shown(name)} holds values from {least:g} to {most:g}, and real images from {low:g} to {high:g}: they are in "
        f"other units. Say which values are black and white where they are no 8-bit levels, as in "
        f"{option('range', '0 1')}."
    )


def _is_signed(low: float, high: float) -> bool:
    """Whether values reach so far below 0 that no network overshot, as those from -1 to 1 do."""
    return low < -_SIGNED * (high - low)


def _compression(every: Mapping[str, Dataset], channels: int, dtype: str) -> tuple[int | None, tuple[str, ...]]:
    found = {name: quality for name, data in every.items() if (quality := jpeg_quality(data)) is not None}
    if not found:
        return None, ()
    if dtype != "uint8" or channels not in (1, 3):
        raise DataError(
            f"{_listed(found)} are JPEG, which other sets cannot be brought to. Save all as PNG of one depth."
        )
    worst = min(found.values())
    said = f"All images go through JPEG of quality {worst}, as some are read from such files ({_listed(found)})."
    return worst, (said,)


def _listed(found: Mapping[str, object]) -> str:
    return first_few([f"{name}: {value}" for name, value in found.items()], NAMED)
