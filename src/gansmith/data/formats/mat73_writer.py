"""Writes MATLAB 7.3 files: HDF5 with every axis reversed, and texts in cells."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.data.chunks import Array

_USERBLOCK = 512
_HEADER = b"MATLAB 7.3 MAT-file, written by gansmith".ljust(124) + b"\x00\x02IM"
_CLASSES = {"float64": "double", "float32": "single", "bool": "logical"}
_REFERENCES = "#refs#"


def write_mat73(path: Path, variables: Mapping[str, Array]) -> None:
    """Write arrays so that MATLAB reads them: its class as an attribute, axes reversed, its header before the HDF5.

    Texts (N, 1) or (1, N) become a cell.
    """
    import h5py

    with h5py.File(path, "w", userblock_size=_USERBLOCK, locking=False) as file:
        for name, array in variables.items():
            if array.dtype.kind == "O":
                _write_cell(file, name, array)
                continue
            kind = _CLASSES.get(array.dtype.name, array.dtype.name)
            stored = array.astype(np.uint8) if kind == "logical" else array
            dataset = file.create_dataset(name, data=stored.T)
            dataset.attrs["MATLAB_class"] = np.bytes_(kind)
            if kind == "logical":
                dataset.attrs["MATLAB_int_decode"] = np.int32(1)
    with path.open("r+b") as raw:
        raw.write(_HEADER)


def _write_cell(file: Any, name: str, texts: Array) -> None:
    import h5py

    place, known = file.require_group(_REFERENCES), dict[str, Any]()
    for text in dict.fromkeys(map(str, texts.ravel().tolist())):
        codes = np.frombuffer(text.encode("utf-16-le"), np.uint16)[:, np.newaxis]
        item = place.create_dataset(f"c{len(known)}", data=codes if text else np.zeros(2, np.uint64))
        item.attrs["MATLAB_class"] = np.bytes_("char")
        item.attrs["MATLAB_int_decode"] = np.int32(2)
        if not text:
            item.attrs["MATLAB_empty"] = np.int32(1)
        known[text] = item.ref
    references = np.array([known[str(text)] for text in texts.T.ravel()], h5py.ref_dtype).reshape(texts.T.shape)
    cell = file.create_dataset(name, data=references, dtype=h5py.ref_dtype)
    cell.attrs["MATLAB_class"] = np.bytes_("cell")
