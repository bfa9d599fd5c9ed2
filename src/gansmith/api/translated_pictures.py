"""Translations of image files one by one, as a translator's codecs and a range want them."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from gansmith.data.codec.codec import Codec
from gansmith.data.formats.grey_levels import Range, checked_range, clipped_note, to_levels
from gansmith.data.formats.image_files import mode_of, read_picture, require_readable, write_picture
from gansmith.data.formats.image_writing import require_pictures
from gansmith.data.formats.mark_writers import embed
from gansmith.data.formats.marks import Mark
from gansmith.errors import DataError, TooLarge, UsageError, remark
from gansmith.models.marked import mark_of
from gansmith.models.model import Model


@dataclass
class Pictures:
    """Translations of image files one by one, in the levels of images where a range is given."""

    model: Model
    back: bool
    range: Range | None
    mark: bool
    values: int = 0
    clipped: int = 0

    def __post_init__(self) -> None:
        """Raise UsageError where images hold no such pictures as the model takes and makes."""
        start, end = self.model.codecs(self.back)
        if self.range is None and end.dtype.kind == "f":
            require_pictures(end.scale.low.shape, end.dtype, ends_of(end), self.model.card.origin)
        elif self.range is None:
            mode_of(end)
        else:
            checked_range(self.range)
            require_pictures(end.scale.low.shape, end.dtype, self.range, self.model.card.origin, scaled=True)
        mode_of(start)

    def require_readable(self, file: Path) -> None:
        """Raise DataError for an image that the model does not take."""
        require_readable(file, self.model.codecs(self.back)[0])

    def translated(self, file: Path) -> np.ndarray:
        """Return the translation of an image file, (H, W) or (H, W, C); raises DataError naming the file."""
        start, _ = self.model.codecs(self.back)
        try:
            picture: np.ndarray = self.model.translate(read_picture(file, start), back=self.back)[0]
        except TooLarge as error:
            raise TooLarge(f"{file}: {error}") from None
        except UsageError as error:
            raise DataError(f"{file}: {error}") from None
        if self.range is None:
            return picture
        made = to_levels(picture, self.range)
        self.values, self.clipped = self.values + picture.size, self.clipped + made.clipped
        return made.levels

    def write(self, path: Path, picture: np.ndarray, ending: str) -> None:
        """Write a translation, marked as synthetic if so wanted."""
        write_picture(path, picture)
        if self.mark:
            embed(path, ending, self._mark)

    @cached_property
    def _mark(self) -> Mark:
        return mark_of(self.model, 1)

    def say_clipped(self, output: Path) -> None:
        """Say how many values lay outside the range, if any did."""
        if self.range is not None and self.clipped:
            remark(f"{output}: {clipped_note(self.clipped, self.values, self.range)}.")


def ends_of(codec: Codec) -> Range:
    """Return the lowest and the highest value of a codec's data."""
    return codec.scale.low.min().item(), codec.scale.high.max().item()
