"""A file whose name says another kind than its content is refused with its right name."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from one_paragraph import says

from gansmith.data.formats.read import open_data
from gansmith.data.reader.true_kind import remedy_of_name
from gansmith.errors import DataError

STARTS = {
    b"\x89PNG\r\n\x1a\n": "PNG image does: rename it to end in .png",
    b"\xff\xd8\xff\xe0": "JPEG image does: rename it to end in .jpg or .jpeg or .jfif",
    b"\x89HDF\r\n\x1a\n": "HDF5 file does: rename it to end in .h5 or .hdf5 or .mat",
    b"PK\x03\x04": "zip file does: rename it to end in .zip or .npz or .xlsx",
    b"\0" * 128 + b"DICM": "DICOM file does: rename it to end in .dcm",
    b"\0" * 344 + b"n+1\0": "NIfTI volume does: rename it to end in .nii",
    b"\x1f\x8b\x08": "packed by gzip does: unpack it, as by gunzip",
}


@pytest.mark.parametrize("start", STARTS)
def test_content_says_the_right_name(start: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(start + b"\0" * 500)
    assert remedy_of_name(tmp_path / "a.wav").endswith(f"{STARTS[start]}.")
    with says(DataError, "rename it to end in|gunzip"):
        open_data(tmp_path / "a.wav")


@pytest.mark.parametrize("name", ["a.npy", "b.nii.gz", "c.dcm", "missing.dcm"])
def test_nothing_is_said_where_name_and_content_agree_or_nothing_is_known(name: str, tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.zeros(3))
    (tmp_path / "b.nii.gz").write_bytes(gzip.compress(b"none"))
    (tmp_path / "c.dcm").write_bytes(b"text")
    assert not remedy_of_name(tmp_path / name)


def test_a_volume_is_packed_as_its_name_says_or_refused_with_the_right_one(tmp_path: Path) -> None:
    nibabel = pytest.importorskip("nibabel")
    volume = nibabel.Nifti1Image(np.zeros((4, 5, 6), np.int16), np.eye(4))
    (tmp_path / "a.nii").write_bytes(gzip.compress(volume.to_bytes()))
    (tmp_path / "b.nii.gz").write_bytes(volume.to_bytes())
    (tmp_path / "c.nii.gz").write_bytes(b"text")
    for name, right in (("a.nii", "a.nii.gz"), ("b.nii.gz", "b.nii"), ("c.nii.gz", "c.nii")):
        with says(DataError, rf"rename it to {right}\.$"):
            open_data(tmp_path / name)
