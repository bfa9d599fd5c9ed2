"""Files as MATLAB saves them: of version 5 by scipy, of version 7.3 in HDF5 by hand."""

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import scipy.io
import scipy.sparse

_CLASSES = {"float64": "double", "float32": "single", "bool": "logical"}


def write_matlab(path: Path, version: str, variables: dict[str, Any]) -> Path:
    """Write arrays, dicts as structs, lists as cells, texts, and sparse matrices."""
    if version == "5":
        scipy.io.savemat(path, {name: _for_scipy(value) for name, value in variables.items()})
        return path
    with h5py.File(path, "w", userblock_size=512) as file:
        for name, value in variables.items():
            _put(file, file, name, value)
    return path


def _for_scipy(value: Any) -> Any:
    if isinstance(value, list):
        cell = np.empty((len(value), 1), object)
        for place, part in enumerate(value):
            cell[place, 0] = _for_scipy(part)
        return cell
    return {name: _for_scipy(part) for name, part in value.items()} if isinstance(value, dict) else value


def _put(file: h5py.File, group: h5py.Group, name: str, value: Any) -> Any:
    if isinstance(value, dict):
        made = group.create_group(name)
        kind = "struct"
        for key, part in value.items():
            _put(file, made, key, part)
    elif scipy.sparse.issparse(value):
        made, columns = group.create_group(name), value.tocsc()
        kind = _CLASSES.get(columns.dtype.name, columns.dtype.name)
        made["jc"], made["ir"] = columns.indptr.astype(np.uint64), columns.indices.astype(np.uint64)
        made["data"] = columns.data.astype(np.uint8) if kind == "logical" else columns.data
        made.attrs["MATLAB_sparse"] = np.uint64(columns.shape[0])
    elif isinstance(value, list):
        place = file.require_group("#refs#")
        references = [
            _put(file, place, f"{group.name}{name}{i}".replace("/", "_"), part).ref for i, part in enumerate(value)
        ]
        made = group.create_dataset(name, data=np.array([references], h5py.ref_dtype), dtype=h5py.ref_dtype)
        kind = "cell"
    elif isinstance(value, str):
        made = group.create_dataset(name, data=np.array([[ord(letter)] for letter in value], np.uint16))
        kind = "char"
    else:
        array = np.atleast_2d(value)
        kind = _CLASSES.get(array.dtype.name, array.dtype.name)
        made = group.create_dataset(name, data=array.T.astype(np.uint8) if kind == "logical" else array.T)
    made.attrs["MATLAB_class"] = np.bytes_(kind)
    return made
