"""What a sampler takes and gives back: kinds of frames and of labels, and how large classes become."""

import sys
from collections.abc import Mapping
from numbers import Integral
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.augmentation.targets import FEWEST
from gansmith.sklearn.mishaps import UnfitData, UnfitOption

Rows = npt.NDArray[Any]


def is_array_of_pandas(frame: Any) -> bool:
    """Whether a frame of pandas holds floats of one type alone, as an array does."""
    if not type(frame).__module__.startswith("pandas"):
        return False
    types = {str(dtype).lower() for dtype in frame.dtypes}
    return len(types) == 1 and next(iter(types)).startswith(("float", "sparse[float"))


def require_enough(wanted: Mapping[Any, Any], labels: Rows) -> None:
    """Raise ValueError where a class to fill up has too few rows to learn from, or gets no whole number of them."""
    for name, count in wanted.items():
        if not isinstance(count, Integral):
            raise UnfitOption(f"sampling_strategy: {str(name)[:60]!r} gets no whole number of rows. Give one.")
        rows = int((labels == name).sum())
        if count and rows < FEWEST:
            raise UnfitData(
                f"y: the class {str(name)[:60]!r} has {rows} row, and {FEWEST} are the least to learn from. Leave it "
                "out, or name the classes to fill up in sampling_strategy."
            )


def as_polars(y: Any, labels: Any) -> Any:
    """Return labels as a series of polars, of its name and type, where y is one."""
    if type(y).__name__ != "Series" or not type(y).__module__.startswith("polars"):
        return labels
    return type(y)(y.name, np.asarray(labels).tolist()).cast(y.dtype)


def joined(frame: Any, more: Any) -> Any:
    """Return the rows of two frames of one kind; raises ValueError for frames of a library that is not known."""
    library = type(frame).__module__.partition(".")[0]
    if library == "pandas":
        return sys.modules["pandas"].concat([frame, more], ignore_index=True)
    if library == "polars":
        return sys.modules["polars"].concat([frame, more])
    if library == "pyarrow":
        return sys.modules["pyarrow"].concat_tables([frame, more.cast(frame.schema)])
    raise UnfitData(f"X is a frame of {library[:60]}: give one of pandas, polars or pyarrow.")
