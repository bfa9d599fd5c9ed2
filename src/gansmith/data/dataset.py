"""What a reader returns: the values, their labels, and all a writer needs to write the same kind of file again."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.errors import DataError

Array = npt.NDArray[Any]
Detail = str | int

FORMATS = ("mat", "npy", "npz", "csv", "tsv", "parquet", "h5", "idx", "folder", "builtin")
_WIDEST, _WIDEST_NAME = 8, 40_000  # bytes of a number, and of a class's name
_LONGEST_TYPE = 20  # characters of a type's name
_MOST_AXES = 32  # of an array that anybody stores; numpy has none beyond 64

_CHUNK_BYTES = 16 << 20
_ROWS, _NUMBERS = 512, 4 << 20  # enough to estimate a share or a correlation


@dataclass(frozen=True)
class Origin:
    """Where values came from: everything needed to write the same kind of file again."""

    format: str  # one of FORMATS
    path: str  # as the user gave it; a built-in set's name
    dtype: str  # of the stored values, in numpy's words: "float32", ">i2"
    stored_shape: tuple[int, ...]
    samples_axis: int  # which axis of the stored array holds the samples
    variable: str | None = None  # of a .mat, .npz or .h5
    columns: tuple[str, ...] = ()  # feature columns of a table
    label: str | None = None  # label column or variable
    details: Mapping[str, Detail] = field(default_factory=dict)  # what only one format knows: "version", "channels" ...

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values that `from_json` turns back into an equal Origin."""
        return asdict(self) | {"stored_shape": list(self.stored_shape), "columns": list(self.columns)}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Origin":
        """Rebuild from `to_json`'s document. Raises DataError if a field is missing, unknown, or cannot be written."""
        from pydantic import TypeAdapter, ValidationError

        try:
            if unknown := sorted(set(document) - set(cls.__dataclass_fields__)):
                raise ValueError(f"{unknown[0]!r} is no field of it")
            origin = TypeAdapter(cls).validate_python(dict(document))
            origin._require_writable()
        except ValidationError as error:
            first = error.errors()[0]
            reason = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
            raise DataError(f"The stored origin of the data is damaged: {reason}. Restore it from a copy.") from None
        except (TypeError, ValueError) as error:
            raise DataError(f"The stored origin of the data is damaged: {error}. Restore it from a copy.") from error
        return origin

    def _require_writable(self) -> None:
        """Raise ValueError or TypeError for what no reader says of a file."""
        if self.format not in FORMATS:
            raise ValueError(f"format {self.format!r} is unknown")
        axes = len(self.stored_shape)
        if not (1 <= axes <= _MOST_AXES and 0 <= self.samples_axis < axes and min(self.stored_shape) >= 0):
            raise ValueError(f"axis {self.samples_axis} of shape {self.stored_shape[:_MOST_AXES]}")
        _require_type("dtype", self.dtype, "biuf", _WIDEST)
        _require_type("label_dtype", self.details.get("label_dtype", "int64"), "biufSU", _WIDEST_NAME)
        if not 0 <= int(self.details.get("label_at", 0)) <= len(self.columns):
            raise ValueError(f"label_at {self.details['label_at']!r}")


def _require_type(name: str, said: Detail, kinds: str, widest: int) -> None:
    """Raise ValueError where a number type is unknown, or is not of these kinds."""
    try:
        dtype = np.dtype(str(said)[:_LONGEST_TYPE])
    except (SyntaxError, TypeError, ValueError):
        raise ValueError(f"{name} {str(said)[:_LONGEST_TYPE]!r} is no type of numbers") from None
    if dtype.kind not in kinds or dtype.itemsize > widest:
        raise ValueError(f"{name} {dtype}")


@dataclass(frozen=True, eq=False)
class Dataset:
    """Samples in their own units and dtype, samples first: (N, D), (N, H, W) or (N, H, W, C).

    source holds the pictures that samples are translated from; paired says that picture i of it belongs to sample i.
    """

    values: Array
    labels: npt.NDArray[np.int64] | None  # (N,), -1 = unknown
    class_names: tuple[str, ...]
    origin: Origin
    source: "Dataset | None" = None
    paired: bool = False

    def __len__(self) -> int:
        return len(self.values)

    @property
    def sample_shape(self) -> tuple[int, ...]:
        """Shape of one sample: (D,), (H, W) or (H, W, C)."""
        return self.values.shape[1:]

    def rows(self, chosen: npt.NDArray[Any]) -> "Dataset":
        """Return the samples chosen, with their labels and the sources that belong to them."""
        labels = None if self.labels is None else self.labels[chosen]
        source = self.source.rows(chosen) if self.source is not None and self.paired else self.source
        return replace(self, values=self.values[chosen], labels=labels, source=source)

    @property
    def sha256(self) -> str:
        """Hash of values, labels and sources, the same whatever file they came from."""
        digest = hashlib.sha256(b"" if self.source is None else bytes.fromhex(self.source.sha256))
        for part in (self.values, self.labels):
            if part is not None:
                digest.update(f"{part.dtype.str}{part.shape}".encode())
                for chunk in row_chunks(part):
                    digest.update(np.ascontiguousarray(chunk).data)
        return digest.hexdigest()


def row_chunks(values: Array, nbytes: int = _CHUNK_BYTES) -> Iterator[Array]:
    """Yield consecutive rows, some 16 MB at a time or as said, so that no pass over big data copies all of it."""
    rows = max(1, nbytes // max(1, values[:1].nbytes))
    file = _mapped_file(values)
    for start in range(0, len(values), rows):
        if file is not None:
            _require_whole(file)
        yield values[start : start + rows]


def _mapped_file(values: Array) -> np.memmap[Any, Any] | None:
    """Return the map of a file with a name that an array is a view of."""
    base: object = values
    while isinstance(base, np.ndarray):
        if isinstance(base, np.memmap) and getattr(base, "filename", None) is not None:
            return base
        base = base.base
    return None


def _require_whole(file: np.memmap[Any, Any]) -> None:
    """Raise DataError where a mapped file has become shorter: to read what it lacks would end the process."""
    try:
        size = Path(str(file.filename)).stat().st_size
    except OSError:  # it has no name any more, and stays as it is
        return
    if size < file.offset + file.nbytes:
        raise DataError(f"{file.filename} became shorter while it was read. Copy it again, and let nothing change it.")


def as_float64(values: Array) -> npt.NDArray[np.float64]:
    """Return a copy in float64. A processor may complain of a NaN made of unusual bits, which is a NaN all the same."""
    with np.errstate(invalid="ignore"):
        return np.asarray(np.multiply(values, 1.0, dtype=np.float64))  # which leaves a NaN of the usual bits


def spaced_rows(values: Array) -> Array:
    """Return a copy of at most 512 rows, evenly spaced from the first to the last, fewer of very long ones."""
    few = min(len(values), _ROWS, max(2, _NUMBERS // max(values[0].size, 1)))
    return np.asarray(values[np.linspace(0, len(values) - 1, few).astype(int)])
