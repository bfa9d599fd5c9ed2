"""Numbers that lie far from all others of their column, as -999 does where it stands for a missing value."""

import re
from collections.abc import Mapping

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.reader.library_errors import shown
from gansmith.errors import first_few, option

_USUAL = re.compile(
    r"-?9{2,}(\.0)?|-9(\.0)?|-?[12]0{2,}(\.0)?|-?1e\+?\d\d|-?32768(\.0)?|32767(\.0)?"
)  # as marks are chosen
_OFTEN = 3  # times that another number has to occur
_FAR = 2  # times the range of all others
_FEWEST = 10  # values of a column
_MOST_LISTED = 3


def far_values(columns: Mapping[str, Array]) -> list[str]:
    """Return a note where the least or greatest number of some columns (N,) may be a mark of missing values.

    That is a whole number beyond all others by more than twice their range, which programs use as a mark or which
    occurs several times.
    """
    found = [
        (name, value, count)
        for name, column in columns.items()
        if column.dtype.kind in "iuf"
        for value, count in _far(column)
    ]
    if not found:
        return []
    seen = [f"{value:g} in {shown(name)!r} ({count:,} times)" for name, value, count in found]
    marks = " ".join(dict.fromkeys(f"{value:.17g}" for _, value, _ in found[:_MOST_LISTED]))
    return [
        f"values far from all others of their column: {first_few(seen, _MOST_LISTED)}; if they stand for missing "
        f"values, give {option('missing_values', marks)}"
    ]


def _far(column: Array) -> list[tuple[float, int]]:
    values = column[np.isfinite(column)] if column.dtype.kind == "f" else column
    if len(values) < _FEWEST:
        return []
    marks = []
    for extreme in (values.min(), values.max()):
        same = values == extreme
        count = int(same.sum())
        rest = values[~same].astype(np.float64)
        if (
            not len(rest)
            or not float(extreme).is_integer()
            or not (_USUAL.fullmatch(f"{extreme:g}") or count >= _OFTEN)
        ):
            continue
        width = float(rest.max() - rest.min())
        if width > 0 and float(np.abs(rest - float(extreme)).min()) > _FAR * width:
            marks.append((float(extreme), count))
    return marks
