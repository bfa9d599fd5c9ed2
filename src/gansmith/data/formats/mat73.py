"""MATLAB 7.3 files, which are HDF5 with every axis reversed: arrays, structs, cells, strings and sparse matrices."""

from collections.abc import Callable
from functools import partial
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset
from gansmith.data.formats.hdf5 import address, entries, load, refusal
from gansmith.data.formats.mat_values import REMEDIES, cell_refusal, refusal_of, sparse_refusal
from gansmith.data.formats.size_limits import LONGEST_LABEL, nbytes
from gansmith.data.formats.variables import TEXT, Choices, read_chosen
from gansmith.data.reader.library_errors import reading, shown
from gansmith.errors import DataError

_LONGEST_ATTRIBUTE = 1000  # bytes
_MOST_CELLS = 200_000  # that are looked into one by one


class _Survey:
    """What a file holds: shape and dtype of each array, how to load it, and why others cannot be read."""

    def __init__(self, file: Any) -> None:
        self.found: dict[str, tuple[tuple[int, ...], str]] = {}
        self.refused: dict[str, str] = {}
        self.loaders: dict[str, Callable[[], Array]] = {}
        self._file, self._visited = file, {address(file)}
        self._add_group("", file)

    def _add_group(self, prefix: str, group: Any) -> None:
        known = len(self.found) + len(self.refused)
        for name, entry in entries(self._file, prefix, group, self._visited, known, self.refused):
            if name.startswith("#"):
                continue  # under # MATLAB keeps what cells and objects refer to
            self._add(name, entry)

    def _add(self, name: str, entry: Any) -> None:
        import h5py

        kind = _class_of(entry)
        if isinstance(entry, h5py.Group):
            if "MATLAB_sparse" in entry.attrs:
                self._add_sparse(name, entry)
            else:
                self.refused[name] = f"a MATLAB struct of {_fields(name, entry)}: name a field as the variable"
                self._add_group(f"{name}.", entry)
        elif kind == "cell" or entry.dtype == h5py.ref_dtype:
            self._add_cell(name, entry)
        elif "MATLAB_empty" in entry.attrs:
            self.refused[name] = f"an empty {shown(kind)}"
        elif kind in REMEDIES or kind == "function_handle" or "MATLAB_object_decode" in entry.attrs:
            self.refused[name] = refusal_of("function" if kind == "function_handle" else kind)
        elif reason := refusal(entry):
            self.refused[name] = reason
        elif kind == "char":
            self._put(name, (_lines(entry),), TEXT, lambda: _texts(entry))
        else:
            self._put(name, entry.shape[::-1], _dtype(entry), lambda: _loaded(entry))

    def _put(self, name: str, shape: tuple[int, ...], dtype: str, loader: Callable[[], Array]) -> None:
        self.found[name], self.loaders[name] = (shape, dtype), loader

    def _add_cell(self, name: str, cell: Any) -> None:
        """Add a cell, or the field of a struct array, of texts or of arrays of one shape; a cell of one as that one."""
        if reason := _unsafe(cell):
            self.refused[name] = reason
            return
        items = [self._file[reference] for reference in np.ravel(cell[()]) if reference]
        if len(items) != cell.size or not items:
            self.refused[name] = "an empty MATLAB cell, or one that refers to nothing"
        elif len(items) == 1:
            if address(items[0]) not in self._visited:
                self._visited.add(address(items[0]))
                self._add(name, items[0])
        elif any(map(_reason_against, items)) or len({_class_of(item) == "char" for item in items}) > 1:
            self.refused[name] = cell_refusal("other things than numbers of one shape, or texts")
        elif all(_class_of(item) == "char" for item in items):
            self._put(name, (len(items),), TEXT, lambda: np.array([_text(item) for item in items], np.str_))
        else:
            self._add_stack(name, items)

    def _add_stack(self, name: str, items: list[Any]) -> None:
        shapes, kinds = [item.shape[::-1] for item in items], {_dtype(item) for item in items}
        other = next((place for place, shape in enumerate(shapes) if shape != shapes[0]), None)
        if other is not None:
            first, second = ("x".join(map(str, shape)) for shape in (shapes[0], shapes[other]))
            self.refused[name] = cell_refusal(
                f"arrays of different shapes: {shown(name)}{{1}} is {first} and number {other + 1} {second}"
            )
            return
        sample = (prod(shapes[0]),) if sum(length > 1 for length in shapes[0]) <= 1 else shapes[0]
        dtype = np.result_type(*map(np.dtype, kinds))
        self._put(name, (len(items), *sample), str(dtype), lambda: _stacked(items, sample, dtype))

    def _add_sparse(self, name: str, group: Any) -> None:
        if reason := _unsafe_sparse(group):
            self.refused[name] = reason
            return
        shape = (int(group.attrs["MATLAB_sparse"]), max(0, len(group["jc"]) - 1))
        dtype = "bool" if _class_of(group) == "logical" else "float64"
        if reason := sparse_refusal(shape, dtype, Path(self._file.filename).stat().st_size):
            self.refused[name] = reason
        else:
            self._put(name, shape, dtype, partial(_dense, group, shape, dtype))


def read_mat73(path: str, choices: Choices) -> Dataset:
    """Read an array of a MATLAB 7.3 file. Raises DataError naming the file and what lies in it."""
    import h5py

    with reading(path, "a MATLAB 7.3 file"), h5py.File(path, "r") as file:
        seen = _Survey(file)
        loaders = seen.loaders
        return read_chosen(
            "mat", path, seen.found, seen.refused, choices, lambda name: loaders[name](), {"version": "7.3"}
        )


def _reason_against(item: Any) -> str | None:
    """Return why what a cell refers to cannot be one of several arrays or texts, None where it can."""
    import h5py

    if not isinstance(item, h5py.Dataset) or _class_of(item) in (*REMEDIES, "cell"):
        return "no array"
    return None if "MATLAB_empty" in item.attrs and _class_of(item) == "char" else refusal(item)


def _unsafe(cell: Any) -> str | None:
    import h5py

    if cell.dtype != h5py.ref_dtype or cell.is_virtual or cell.external or "MATLAB_empty" in cell.attrs:
        return "an empty MATLAB cell, or one that is stored in other files"
    if cell.size > _MOST_CELLS or nbytes(cell.shape, np.uint64) > max(1 << 20, 100 * cell.id.get_storage_size()):
        return f"a MATLAB cell of {cell.size:,} parts; {_MOST_CELLS:,} are the most"
    return None


def _unsafe_sparse(group: Any) -> str | None:
    import h5py

    for key in ("jc", "ir", "data"):
        part = group.get(key)
        if part is None and key != "jc":
            continue  # a matrix of zeros
        if not isinstance(part, h5py.Dataset) or part.ndim != 1 or refusal(part):
            return "a damaged MATLAB sparse matrix; in MATLAB: X = full(A), and save X"
    rows = group.attrs.get("MATLAB_sparse")
    return None if np.ndim(rows) == 0 and 0 <= int(rows) < 1 << 48 else "a MATLAB sparse matrix without a size"


def _dense(group: Any, shape: tuple[int, int], dtype: str) -> Array:
    full = np.zeros(shape, dtype)
    if "ir" in group and "data" in group:
        starts, rows, values = (load(group[key]) for key in ("jc", "ir", "data"))
        columns = np.repeat(np.arange(shape[1]), np.diff(starts.astype(np.int64)).astype(np.int64))
        if not len(columns) == len(rows) == len(values):
            raise DataError(
                f"{shown(group.name)} is a damaged MATLAB sparse matrix. In MATLAB: X = full(A), and save X."
            )
        full[rows.astype(np.int64), columns] = values
    return full


def _fields(name: str, group: Any) -> str:
    return shown(", ".join(f"{name}.{key}" for key, _ in zip(group, range(5), strict=False))) or "no fields"


def _class_of(entry: Any) -> str:
    if "MATLAB_class" not in entry.attrs or (
        entry.attrs.get_id("MATLAB_class").get_storage_size() > _LONGEST_ATTRIBUTE
    ):
        return ""
    kind = entry.attrs.get("MATLAB_class", b"")
    return kind.decode("ascii", "replace") if isinstance(kind, bytes) else str(kind)


def _dtype(dataset: Any) -> str:
    return "bool" if _class_of(dataset) == "logical" else str(dataset.dtype)


def _loaded(dataset: Any) -> Array:
    array = load(dataset)
    return (array.astype(np.bool_) if _class_of(dataset) == "logical" else array).T


def _stacked(items: list[Any], sample: tuple[int, ...], dtype: "np.dtype[Any]") -> Array:
    return np.stack([_loaded(item).reshape(sample) for item in items]).astype(dtype, copy=False)


def _lines(dataset: Any) -> int:
    """Return how many lines a matrix of characters has, each a text."""
    return int(dataset.shape[-1]) if dataset.ndim == 2 else 1


def _text(dataset: Any) -> str:
    return "" if "MATLAB_empty" in dataset.attrs else str(_texts(dataset)[0])


def _texts(dataset: Any) -> Array:
    if dataset.ndim != 2 or dataset.shape[0] > LONGEST_LABEL or dataset.dtype != np.uint16:
        raise DataError(f"{shown(dataset.name)} holds text of shape {dataset.shape}, which is no label.")
    lines = [line.tobytes().decode("utf-16-le", "replace").rstrip() for line in np.ascontiguousarray(dataset[()].T)]
    return np.array(lines, np.str_)
