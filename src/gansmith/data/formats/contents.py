"""What a file is to hold, as its writer is given it: samples with what belongs to them."""

from dataclasses import dataclass

from gansmith.data.chunks import Array
from gansmith.data.companions import stored_labels
from gansmith.data.dataset import Origin
from gansmith.data.formats.axes import restore
from gansmith.errors import UsageError

_OF_ONE = {"wav": "one recording", "dcm": "one image"}  # what files of one sample hold


@dataclass(frozen=True)
class Contents:
    """Samples (N, ...) to be written as their origin has them, with their classes and conditions where they have any.

    labels (N,) are indices of class_names, -1 unknown; conditions (N, K) are those that the origin names.
    """

    values: Array
    origin: Origin
    labels: Array | None = None
    class_names: tuple[str, ...] = ()
    conditions: Array | None = None

    @property
    def restored(self) -> Array:
        """The samples in the orientation and dtype that were read."""
        return restore(self.values, self.origin)

    @property
    def stored_labels(self) -> Array:
        """The classes as labels that were read have them; there must be some."""
        assert self.labels is not None  # noqa: S101
        return stored_labels(self.labels, self.class_names, self.origin)


def require_one(kind: str, count: int, *, labelled: bool) -> None:
    """Raise UsageError for other than one sample, or a label, which a .wav or .dcm file does not hold."""
    if count != 1 or labelled:
        raise UsageError(
            f"A .{kind} file holds {_OF_ONE[kind]} and no label, and here are {count:,} samples. Name a folder, "
            "without an ending, for a file of each."
        )
