"""HDF5 is read in groups and as MATLAB writes it, and nothing outside the file is read."""

from pathlib import Path

import numpy as np
import pytest

from gansmith.data.formats.read import open_data
from gansmith.errors import DataError

h5py = pytest.importorskip("h5py")


def test_hdf5_in_groups(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["run/images"] = np.zeros((6, 4, 4), np.uint16)
        file["run/labels"] = np.arange(6)
        file["note"] = "text"
        file["self"] = file["/"]  # a group that contains itself
    data = open_data(tmp_path / "a.h5")
    assert (data.origin.variable, data.origin.label) == ("run/images", "run/labels")


def test_hdf5_is_read_as_matlab_writes_it(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.mat", "w", userblock_size=512) as file:
        file["images"] = np.arange(2 * 3 * 40.0).reshape(40, 3, 2)  # MATLAB's 2 x 3 x 40
        file["images"].attrs["MATLAB_class"] = np.bytes_("double")
        file["flag"] = np.ones((1, 1), np.uint8)
        file["#refs#/a"] = np.eye(3)
        file["name"] = np.array([[104, 105]], np.uint16)
        file["name"].attrs["MATLAB_class"] = np.bytes_("char")
    data = open_data(tmp_path / "a.mat")
    assert data.values.shape == (40, 2, 3)
    assert data.values[1, 0, 0] == 6
    assert data.values[0, 0, 1] == 2
    with pytest.raises(DataError, match="name holds text"):
        open_data(tmp_path / "a.mat", variable="name")


def test_nothing_outside_the_hdf5_file_is_read(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "other.h5", "w") as other:
        other["secret"] = np.eye(3)
    np.arange(9.0).tofile(tmp_path / "raw.bin")
    layout = h5py.VirtualLayout((3, 3), "f8")
    layout[:] = h5py.VirtualSource(tmp_path / "other.h5", "secret", (3, 3))
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["soft"] = h5py.SoftLink("/data")
        file["linked"] = h5py.ExternalLink(tmp_path / "other.h5", "secret")
        file.create_dataset("external", (3, 3), "f8", external=[(tmp_path / "raw.bin", 0, 72)])
        file.create_virtual_dataset("virtual", layout)
        file.create_dataset("bomb", (1 << 16, 1 << 16), "f8", chunks=(1, 1 << 16), compression="gzip")
    for name in ("soft", "linked", "external", "virtual", "bomb"):
        with pytest.raises(DataError, match=f"{name} is (a link|stored in other files|declared as)"):
            open_data(tmp_path / "a.h5", variable=name)
    with pytest.raises(DataError, match="no variable of numbers"):
        open_data(tmp_path / "a.h5")
