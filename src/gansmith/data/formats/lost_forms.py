"""Forms of numbers in a table as text that are not written back: the numbers stay, their spelling does not."""

import re
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from gansmith.data.formats.table_columns import listed
from gansmith.data.reader.library_errors import shown

_NEAREST, _FARTHEST = 1e-4, 1e15  # between which numbers are written without a power of ten
_FORMS = {
    "with a power of ten": re.compile(r"[+-]?[0-9.,]+[eE][+-]?[0-9]+"),
    "without a 0 before the decimal mark": re.compile(r"[+-]?[.,][0-9]+"),
    "in hexadecimal": re.compile(r"[+-]?0[xX][0-9a-fA-F]+"),
}


def lost_forms(names: Sequence[str], columns: Sequence[Any], cells: Mapping[str, Sequence[str]]) -> list[str]:
    """Return notes of columns of numbers, of pyarrow's, of which some of the first cells are in such a form."""
    from pyarrow import types

    found = dict[str, dict[str, str]]()
    for name, column in zip(names, columns, strict=True):
        if not (types.is_integer(column.type) or types.is_floating(column.type)):
            continue
        for what, form in _FORMS.items():
            if example := next((cell for cell in cells[name] if form.fullmatch(cell) and _is_lost(cell)), ""):
                found.setdefault(what, {})[name] = example
    return [
        f"numbers {what}, such as {shown(next(iter(examples.values())))}, are written back in the usual form in "
        f"{listed([*examples])}"
        for what, examples in found.items()
    ]


def _is_lost(cell: str) -> bool:
    """Whether a number would be written in another form: very small and very great ones keep their power of ten."""
    try:
        number = abs(float(cell.replace(",", ".")))
    except ValueError:  # hexadecimal
        return True
    return isfinite(number) and (number == 0 or _NEAREST <= number < _FARTHEST)
