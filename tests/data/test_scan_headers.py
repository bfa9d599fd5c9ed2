"""What headers of scans say of units, bits, orientation and checksums is heeded or refused; marks are left out."""

import gzip
import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from one_paragraph import says
from test_scans import MARK, VOXELS, dcm, nii, volume

from gansmith.data.formats.marks import said_of
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data
from gansmith.errors import DataError

nibabel: Any = pytest.importorskip("nibabel")
pydicom: Any = pytest.importorskip("pydicom")

FRAMES = np.random.default_rng(0).integers(0, 4096, (3, 9, 8)).astype(np.uint16)
Edit = Callable[[Any], None]


def edited(path: Path, edit: Edit, pixels: np.ndarray = FRAMES, **elements: Any) -> Path:
    """Write a DICOM file of pixels, and change its header."""
    document = pydicom.dcmread(dcm(path, pixels, **elements))
    edit(document)
    document.save_as(path)
    return path


def of_frames(*scalings: tuple[str, str]) -> list[Any]:
    """Return functional groups with a slope and an intercept each, as those of enhanced files."""
    groups = []
    for slope, intercept in scalings:
        of, group = pydicom.Dataset(), pydicom.Dataset()
        of.RescaleSlope, of.RescaleIntercept, of.RescaleType = slope, intercept, "HU"
        group.PixelValueTransformationSequence = [of]
        groups.append(group)
    return groups


@pytest.mark.parametrize(
    ("whose", "groups"), [("Shared", of_frames(("2", "-1024"))), ("PerFrame", of_frames(*[("2", "-1024")] * 3))]
)
def test_units_of_enhanced_files_are_those_of_their_frames(whose: str, groups: list[Any], tmp_path: Path) -> None:
    name = f"{whose}FunctionalGroupsSequence"
    data = open_data(edited(tmp_path / "a.dcm", lambda document: setattr(document, name, groups)))
    np.testing.assert_array_equal(data.values, FRAMES.astype(int) * 2 - 1024)


def test_units_that_are_not_applied_are_refused(tmp_path: Path) -> None:
    def table(document: Any) -> None:
        one = pydicom.Dataset()
        one.LUTDescriptor, one.ModalityLUTType = [4096, 0, 16], "OD"
        one.add_new(0x00283006, "OW", np.arange(4096)[::-1].astype("<u2").tobytes())
        document.ModalityLUTSequence = [one]

    def several(document: Any) -> None:
        document.PerFrameFunctionalGroupsSequence = of_frames(("1", "0"), ("2", "0"), ("3", "0"))

    def real(document: Any) -> None:
        del document.PixelData
        document.FloatPixelData = FRAMES.astype("<f4").tobytes()

    for edit, said in ((table, "Modality LUT"), (several, "3 rescale slopes"), (real, "no whole numbers")):
        with says(DataError, said):
            open_data(edited(tmp_path / "a.dcm", edit))


def test_an_empty_slope_is_none(tmp_path: Path) -> None:
    path = dcm(tmp_path / "a.dcm", FRAMES, RescaleSlope="", RescaleIntercept="")
    np.testing.assert_array_equal(open_data(path).values, FRAMES)


def test_bits_beyond_those_of_the_header_are_left_out_with_a_note(tmp_path: Path) -> None:
    data = open_data(dcm(tmp_path / "a.dcm", FRAMES | 0xA000, BitsStored=12, HighBit=11))
    np.testing.assert_array_equal(data.values, FRAMES)
    assert any("more than 12 bits" in note for note in data.notes)
    assert not open_data(dcm(tmp_path / "b.dcm", FRAMES, BitsStored=12, HighBit=11)).notes
    negative = (FRAMES.astype(np.int16) - 2048, {"BitsStored": 12, "HighBit": 11})
    signed = open_data(dcm(tmp_path / "c.dcm", negative[0], **negative[1]))
    np.testing.assert_array_equal(signed.values, negative[0])
    assert not signed.notes


def test_a_file_without_its_first_header_is_refused_in_words(tmp_path: Path) -> None:
    document = pydicom.dcmread(dcm(tmp_path / "a.dcm", FRAMES))
    del document.file_meta
    document.save_as(tmp_path / "a.dcm", implicit_vr=True, little_endian=True)
    with says(DataError, "no header that says how its pixels are stored"):
        open_data(tmp_path / "a.dcm")


def test_the_same_note_on_many_files_is_one(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(8):
        dcm(tmp_path / "in" / f"{number}.dcm", FRAMES[0] + number, PhotometricInterpretation="MONOCHROME1")
    (note,) = open_data(tmp_path / "in").notes
    assert note.startswith(f"{tmp_path / 'in' / '0.dcm'} (and 7 more of the files) is MONOCHROME1")


def test_volumes_that_are_mirrored_are_told_and_those_that_only_stand_on_their_head_are_turned(tmp_path: Path) -> None:
    stored = volume((12, 16, 3))
    (tmp_path / "in").mkdir()
    nii(tmp_path / "in" / "0.nii", stored, np.diag([1, 1, 1, 1]))
    nii(tmp_path / "in" / "1.nii", stored[:, ::-1], np.diag([1, -1, 1, 1]))
    alike = open_data(tmp_path / "in")
    np.testing.assert_array_equal(alike.values[0], alike.values[1])
    assert not [note for note in alike.notes if "orientation" in note]
    nii(tmp_path / "in" / "2.nii", stored, np.diag([-1, 1, 1, 1]))
    (said,) = [note for note in open_data(tmp_path / "in").notes if "orientation" in note]
    assert f"RPS in 2, such as {tmp_path / 'in' / '0.nii'}; LPS in 1, such as {tmp_path / 'in' / '2.nii'}" in said


def test_a_checksum_that_is_wrong_and_what_follows_a_volume(tmp_path: Path) -> None:
    whole = nii(tmp_path / "a.nii.gz", volume()).read_bytes()
    path = tmp_path / "b.nii.gz"
    path.write_bytes(whole + b"\0" * 512)
    np.testing.assert_array_equal(open_data(path).values, open_data(tmp_path / "a.nii.gz").values)
    far = gzip.compress(gzip.decompress(whole) + b"\0" * (2 << 20))
    for content, said in ((whole[:-8] + b"\0" * 8, "CRC"), (whole + b"more", "gzip"), (far, "far more than")):
        path.write_bytes(content)
        with says(DataError, said):
            open_data(path)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_an_orientation_that_is_not_finite_is_refused(number: float, tmp_path: Path) -> None:
    content = bytearray(nii(tmp_path / "a.nii", volume()).read_bytes())
    struct.pack_into("<f", content, 280, number)  # the first of the affine
    (tmp_path / "a.nii").write_bytes(content)
    with says(DataError, "not finite"):
        open_data(tmp_path / "a.nii")


@pytest.mark.parametrize("name", ["x.nii", "x.nii.gz", "x.dcm", "x"])
def test_a_mark_travels_within_a_scan_and_is_left_out_where_nobody_wants_it(name: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number, frame in enumerate(FRAMES):
        dcm(tmp_path / "in" / f"{number}.dcm", frame)
    data = open_data(tmp_path / "in")
    values = data.values[:1] if name == "x.dcm" else data.values
    files = []
    for folder, mark in (("one", MARK), ("two", MARK), ("plain", None)):
        (tmp_path / folder).mkdir()
        path = write_data(tmp_path / folder / name, values, data.origin, mark=mark)
        assert [found.name for found in (tmp_path / folder).iterdir()] == [name]
        files.append(sorted(path.iterdir())[0] if path.is_dir() else path)
        moved = path.rename(tmp_path / f"{folder}-moved{''.join(path.suffixes)}")
        files[-1] = sorted(moved.iterdir())[0] if moved.is_dir() else moved
        assert ("marked as synthetic" in str(said_of(moved))) == (mark is not None)
    one, two, plain = (file.read_bytes() for file in files)
    assert one == two
    assert b"synthetic" not in (gzip.decompress(plain) if name.endswith(".gz") else plain).lower()


def test_a_marked_volume_has_the_voxels_of_one_without(tmp_path: Path) -> None:
    stored = volume()
    data = open_data(nii(tmp_path / "a.nii", stored))
    again = nibabel.load(write_data(tmp_path / "b.nii", data.values, data.origin, mark=MARK))
    np.testing.assert_array_equal(np.asanyarray(again.dataobj), stored)
    np.testing.assert_allclose(again.affine, VOXELS, rtol=1e-6)
    assert json.loads(again.header.extensions[0].text)["model_digest"] == "fedcba9876543210"


def reason(path: Path) -> str:
    """Return why a file is refused, nothing where it is read."""
    try:
        open_data(path)
    except DataError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(("name", "header"), [("a.dcm", 700), ("a.nii", 352), ("a.nii.gz", 4000)])
def test_damaged_headers_are_read_or_refused_in_a_paragraph(name: str, header: int, tmp_path: Path) -> None:
    make = dcm if name == "a.dcm" else nii
    whole = make(tmp_path / name, FRAMES).read_bytes()
    rng = np.random.default_rng(0)
    refused = 0
    for _ in range(40):
        damaged = bytearray(whole)
        for at in rng.integers(0, min(header, len(whole)), 5):
            damaged[at] = rng.choice([0, 1, 127, 128, 255])
        (tmp_path / name).write_bytes(damaged)
        said = reason(tmp_path / name)
        refused += bool(said)
        assert not said or (name in said and len(said) < 600)
    assert refused
