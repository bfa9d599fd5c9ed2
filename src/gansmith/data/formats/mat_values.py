"""What MATLAB's structs, cells, strings and sparse matrices hold, as arrays under names such as data.X."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.formats.size_limits import FREE, MOST_VARIABLES, RATIO, nbytes
from gansmith.data.formats.variables import TEXT
from gansmith.data.reader.library_errors import shown
from gansmith.data.storage.memory import share
from gansmith.errors import DataError

_MOST_DEEP = 30  # structs within structs
_SAVE = "save('x.mat', 'X', '-v7')"
REMEDIES = {
    "table": f"in MATLAB: X = table2array(NAME(:, vartype('numeric'))); {_SAVE}, or writetable(NAME, 'x.csv')",
    "timetable": f"in MATLAB: X = NAME{{:, vartype('numeric')}}; {_SAVE}",
    "categorical": "in MATLAB: y = cellstr(NAME), and save y with the data",
    "string": "in MATLAB: y = cellstr(NAME), and save y with the data",
    "datetime": f"in MATLAB: X = posixtime(NAME); {_SAVE}",
    "function": "in MATLAB: save the numbers that it returns",
    "opaque": "a table, string, categorical or datetime, for example; in MATLAB: X = table2array(NAME), or y = "
    "cellstr(NAME), and save that",
    "object": f"in MATLAB: X = struct(NAME); {_SAVE}",
}


@dataclass
class Inside:
    """What was found: arrays of numbers or texts by name, and why others cannot be read."""

    arrays: dict[str, Array] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def found(self) -> dict[str, tuple[tuple[int, ...], str]]:
        """Shape and dtype of each array, or TEXT."""
        kinds = {name: TEXT if array.dtype.kind == "U" else str(array.dtype) for name, array in self.arrays.items()}
        return {name: (array.shape, kinds[name]) for name, array in self.arrays.items()}


def refusal_of(kind: str) -> str:
    """Return what to say of a variable of one of MATLAB's classes that cannot be read."""
    remedy = REMEDIES.get(kind) or REMEDIES["object"]
    return f"a MATLAB {shown(kind)} ({remedy})"


def sparse_refusal(shape: tuple[int, ...], dtype: Any, packed: int) -> str | None:
    """Return what to say of a sparse matrix that would take too much memory as a full one, None of another."""
    dense = nbytes(shape, dtype)
    if dense <= share() // 2 and (dense <= FREE or dense <= RATIO * packed):
        return None
    return (
        f"a MATLAB sparse matrix of {shown('x'.join(map(str, shape)))}, {dense:,} bytes as a full one, which are too "
        "many (leave out columns that are empty, then in MATLAB: X = full(A); save('x.mat', 'X', '-v7.3'))"
    )


def look_inside(name: str, value: Any, packed: int, inside: Inside, depth: int = 0) -> None:
    """Add to `inside` what a variable of scipy.io.loadmat holds; `packed` is the file's size in bytes."""
    if len(inside.arrays) + len(inside.refused) > MOST_VARIABLES or depth > _MOST_DEEP:
        raise DataError(f"{shown(name)} lies too deep, or among too many: save the one array alone.")
    if hasattr(value, "toarray"):
        if reason := sparse_refusal(value.shape, value.dtype, packed):
            inside.refused[name] = reason
        else:
            inside.arrays[name] = np.asarray(value.toarray())
    elif not isinstance(value, np.ndarray) or type(value).__name__ in ("MatlabFunction", "MatlabOpaque"):
        inside.refused[name] = refusal_of(_class_of(value))
    elif value.dtype.names:
        _look_into_struct(name, value, packed, inside, depth)
    elif value.dtype.kind == "O":
        _look_into_cell(name, [value] if value.size == 0 else list(value.ravel(order="F")), packed, inside, depth)
    elif value.dtype.kind == "U":
        inside.arrays[name] = np.char.rstrip(value)
    else:
        inside.arrays[name] = value


def _class_of(value: Any) -> str:
    """Return the MATLAB class of an object of scipy's."""
    if type(value).__name__ == "MatlabFunction":
        return "function"
    names = value.dtype.names if isinstance(value, np.ndarray) else None
    kind = value["s2"].flat[0] if names and "s2" in names and value.size else b""
    text = kind.decode("ascii", "replace") if isinstance(kind, bytes) else str(kind)
    return text if text in REMEDIES else "opaque"


def _look_into_struct(name: str, value: Array, packed: int, inside: Inside, depth: int) -> None:
    assert value.dtype.names is not None  # noqa: S101
    for part in value.dtype.names:
        whole = f"{name}.{part}"
        if value.size == 1:
            look_inside(whole, value[part].flat[0], packed, inside, depth + 1)
        else:
            _look_into_cell(whole, list(value[part].ravel(order="F")), packed, inside, depth)
    fields = ", ".join(f"{name}.{part}" for part in value.dtype.names[:5])
    inside.refused[name] = f"a MATLAB struct of {shown(fields) or 'no fields'}: name a field as the variable"


def _look_into_cell(name: str, items: Sequence[Any], packed: int, inside: Inside, depth: int) -> None:
    """Add the stack of equal arrays, the texts, or the one value that a cell holds, else why it cannot be read."""
    if len(items) == 1 and not (isinstance(items[0], np.ndarray) and items[0].dtype.kind == "O"):
        look_inside(name, items[0], packed, inside, depth + 1)
        return
    kinds = {item.dtype.kind if isinstance(item, np.ndarray) and item.dtype.names is None else "V" for item in items}
    if kinds <= {"U"} and all(item.size <= 1 for item in items):
        inside.arrays[name] = np.array([str(item.flat[0]) if item.size else "" for item in items], np.str_)
    elif kinds and kinds <= set("biuf"):
        stack(name, [item.shape for item in items], lambda: np.stack(list(items)), inside)
    else:
        inside.refused[name] = cell_refusal("other things than numbers of one shape, or texts")


def stack(name: str, shapes: Sequence[tuple[int, ...]], made: Any, inside: Inside) -> None:
    """Add what `made` returns, equal arrays one after the other, or which of them is of another shape."""
    other = next((place for place, shape in enumerate(shapes) if shape != shapes[0]), None)
    if other is not None:
        inside.refused[name] = cell_refusal(
            f"arrays of different shapes: {shown(f'{name}{{1}}')} is {_by(shapes[0])} and number {other + 1} "
            f"{_by(shapes[other])}"
        )
        return
    array: Array = made()
    inside.arrays[name] = array.reshape(len(array), -1) if sum(n > 1 for n in shapes[0]) <= 1 else array


def cell_refusal(what: str) -> str:
    """Return what to say of a cell that cannot be read."""
    return f"a MATLAB cell of {what} (in MATLAB: cut them to one shape, X = cat(1, c{{:}}); {_SAVE})"


def _by(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))
