"""Small good files of structured arrays: what damage is done to."""

import io

import h5py
import numpy as np


def _fields(variant: int) -> np.ndarray:
    """Return a structured array: numbers and texts, fields within fields, or images with labels."""
    kinds = (
        [("x", "f4"), ("n", ">i2"), ("name", "S2")],
        [("at", [("x", "f8"), ("y", "f8")]), ("lines", "f4", (3,))],
        [("image", "u1", (5, 4)), ("label", "i4")],
    )[variant]
    made = np.zeros(6, kinds)
    for name in made.dtype.names or ():
        if made[name].dtype.names is None:
            made[name] = np.arange(made[name].size).reshape(made[name].shape)
    return made


def npy_of_records(variant: int) -> bytes:
    """Return one of three as a .npy file."""
    buffer = io.BytesIO()
    np.save(buffer, _fields(variant))
    return buffer.getvalue()


def hdf5_of_records(variant: int) -> bytes:
    """Return one of three as a data set of an HDF5 file."""
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file["table"] = _fields(variant)
    return buffer.getvalue()
