"""Small good files of MATLAB: what damage is done to."""

import io

import h5py
import numpy as np
import scipy.io
import scipy.sparse

from benchmarks.reliability.good_values import LABELS, PICTURES, VALUES


def _mat(version: str, variables: dict[str, object], *, compressed: bool = False) -> bytes:
    buffer = io.BytesIO()
    scipy.io.savemat(buffer, variables, format=version, do_compression=compressed)
    return buffer.getvalue()


def mat4(variant: int) -> bytes:
    return _mat("4", ({"data": VALUES}, {"data": VALUES, "labels": LABELS}, {"t": "text", "data": VALUES})[variant])


def _mat5_variables(variant: int) -> dict[str, object]:
    cell = np.array([["a", 1.0]], dtype=object)
    return (
        {"data": VALUES.astype(np.float64)},
        {"data": PICTURES, "labels": LABELS[:6]},
        {"data": VALUES, "c": cell, "s": {"a": 1, "b": "text"}, "logical": VALUES > 0},
    )[variant]


def mat5(variant: int) -> bytes:
    return _mat("5", _mat5_variables(variant))


def mat5_compressed(variant: int) -> bytes:
    return _mat("5", _mat5_variables(variant), compressed=True)


def mat5_inside(variant: int) -> bytes:
    """Arrays in a struct, a cell and a sparse matrix, with names as labels."""
    cell, names = np.empty(6, object), np.array([f"k{i % 2}" for i in range(6)], object)
    for place, picture in enumerate(PICTURES):
        cell[place] = picture
    sparse = scipy.sparse.csc_matrix(VALUES * (VALUES > 1))
    return _mat("5", ({"s": {"x": VALUES, "y": LABELS}}, {"c": cell, "labels": names}, {"a": sparse})[variant])


def mat73_inside(variant: int) -> bytes:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w", userblock_size=512) as file:
        if variant == 0:
            file.create_group("s").attrs["MATLAB_class"] = np.bytes_("struct")
            file["s/x"], file["s/y"] = VALUES.T, LABELS[np.newaxis]
        elif variant == 1:
            parts = [file.create_dataset(f"#refs#/{i}", data=picture.T) for i, picture in enumerate(PICTURES)]
            file["c"] = np.array([[part.ref for part in parts]], h5py.ref_dtype)
            file["c"].attrs["MATLAB_class"] = np.bytes_("cell")
        else:
            sparse = scipy.sparse.csc_matrix(VALUES * (VALUES > 1))
            file.create_group("a").attrs["MATLAB_sparse"] = np.uint64(len(VALUES))
            file["a/data"], file["a/ir"], file["a/jc"] = sparse.data, sparse.indices, sparse.indptr
    content = buffer.getvalue()
    return b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM" + content[128:]


def mat73(variant: int) -> bytes:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w", userblock_size=512) as file:
        dataset = file.create_dataset("data", data=VALUES.T, compression="gzip" if variant else None)
        dataset.attrs["MATLAB_class"] = np.bytes_("single")
        if variant == 2:
            file.create_dataset("labels", data=LABELS[np.newaxis].astype(float))
    content = buffer.getvalue()
    return b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM" + content[128:]
