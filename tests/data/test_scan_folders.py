"""Folders of scans as hospitals export them: names without endings, files that are unlike, and folders that are none.

What is unlike is read in one type and told with counts; folders that are parts of a set are no classes.
"""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from one_paragraph import says
from test_scans import dcm, nii, volume

from gansmith.data.describe import describe
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data
from gansmith.errors import DataError, UsageError

nibabel: Any = pytest.importorskip("nibabel")
pydicom: Any = pytest.importorskip("pydicom")

PIXELS = np.random.default_rng(1).integers(0, 3000, (6, 9, 8)).astype(np.uint16)


def images(folder: Path, pixels: np.ndarray = PIXELS, name: str = "{}.dcm", **elements: Any) -> Path:
    """Write an image to a file of its own each, named by its number."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(pixels):
        dcm(folder / name.format(number), one, **elements)
    return folder


def notes(folder: Path, **options: Any) -> str:
    return "\n".join(describe(open_data(folder, **options)).warnings)


@pytest.mark.parametrize("name", ["IM00000{}", "1.2.840.113619.2.{}", "scan{}.IMA", "{}.dicom"])
def test_names_need_no_ending_of_dicom(name: str, tmp_path: Path) -> None:
    folder = images(tmp_path / "in", name=name)
    shutil.copy(next(folder.iterdir()), folder / "DICOMDIR")
    data = open_data(folder)
    np.testing.assert_array_equal(data.values, PIXELS)
    assert "each of the 6 .dcm files is one sample; left out: 1 DICOMDIR" in describe(data).warnings
    out = write_data(tmp_path / "out", data.values, data.origin)
    assert {file.suffix for file in out.iterdir()} == {".dcm"}
    film = dcm(tmp_path / "film", PIXELS)
    np.testing.assert_array_equal(open_data(film).values, PIXELS)


def test_files_of_other_kinds_without_an_ending_stay_unread(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"\0" * 500)
    with says(DataError, "holds no images"):
        open_data(tmp_path)
    with says(DataError, "files ending so cannot be read"):
        open_data(tmp_path / "a")


def test_a_few_pictures_beside_scans_are_left_out(tmp_path: Path) -> None:
    from PIL import Image

    folder = images(tmp_path / "in")
    for name in ("front.png", "side.png"):
        Image.fromarray(np.zeros((8, 8), np.uint8)).save(folder / name)
    data = open_data(folder)
    np.testing.assert_array_equal(data.values, PIXELS)
    assert "left out: 2 .png" in notes(folder)
    assert open_data(folder, conventions=4).sample_shape == (8, 8)


def test_slopes_that_differ_are_told_and_each_file_gets_its_own(tmp_path: Path) -> None:
    images(tmp_path / "in", PIXELS[:3], RescaleSlope="0.001", RescaleIntercept="0")
    images(tmp_path / "in", PIXELS[3:], "z{}.dcm", RescaleSlope="0.5", RescaleIntercept="0")
    data = open_data(tmp_path / "in")
    wanted = PIXELS * np.array([0.001] * 3 + [0.5] * 3)[:, None, None]
    np.testing.assert_allclose(data.values, wanted, rtol=1e-6)
    assert "differ in their rescale slope: 0.001 in 3" in notes(tmp_path / "in")
    again = open_data(write_data(tmp_path / "out", data.values, data.origin)).values
    for there, here in zip(again, wanted, strict=True):
        np.testing.assert_allclose(there, here, atol=np.ptp(here) / 65_535)
    assert "slope" not in data.origin.details


@pytest.mark.parametrize(
    ("second", "elements", "wanted"),
    [
        (np.int16, {}, np.int32),
        (np.uint8, {}, np.uint16),
        (np.uint16, {"RescaleSlope": "0.5", "RescaleIntercept": "0"}, np.float32),
        (np.uint16, {"RescaleSlope": "2", "RescaleIntercept": "-70000"}, np.int32),
    ],
)
def test_types_that_differ_become_one_that_holds_all(
    second: type, elements: dict[str, str], wanted: type, tmp_path: Path
) -> None:
    stored = (PIXELS[3:] // 16).astype(second)
    images(tmp_path / "in", PIXELS[:3])
    images(tmp_path / "in", stored, "z{}.dcm", **elements)
    data = open_data(tmp_path / "in")
    slope, intercept = float(elements.get("RescaleSlope", 1)), float(elements.get("RescaleIntercept", 0))
    assert data.values.dtype == wanted
    np.testing.assert_array_equal(data.values[:3], PIXELS[:3])
    np.testing.assert_array_equal(data.values[3:], stored * slope + intercept)
    assert f"all are read as {np.dtype(wanted)}" in notes(tmp_path / "in")


def test_volumes_of_two_types_are_read_as_one(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    stored = volume((12, 16, 3))
    nii(tmp_path / "in" / "a.nii", stored)
    nii(tmp_path / "in" / "b.nii", stored.astype(np.float32) / 3)
    values = open_data(tmp_path / "in").values
    np.testing.assert_allclose(values[1], values[0] / 3, rtol=1e-6)
    said = notes(tmp_path / "in")
    assert "types float32, int16: all are read as float32" in said
    assert "its 3 slices are channels" in said


def test_what_the_files_differ_in_is_told_with_counts(tmp_path: Path) -> None:
    one = {"Modality": "CT", "PixelSpacing": ["1", "1"], "ImageOrientationPatient": ["1", "0", "0", "0", "1", "0"]}
    images(tmp_path / "in", PIXELS[:4], **one)
    assert "differ" not in notes(tmp_path / "in")
    other = {"Modality": "MR", "PixelSpacing": ["2", "1"], "ImageOrientationPatient": ["0", "1", "0", "0", "0", "-1"]}
    images(tmp_path / "in", PIXELS[4:], "z{}.dcm", PhotometricInterpretation="MONOCHROME1", **other)
    said = notes(tmp_path / "in")
    for wanted in (
        "modality: CT in 4, such as",
        "MONOCHROME2 in 4",
        "plane of the body: axial in 4",
        "sagittal in 2",
        "1 x 1 mm in 4",
        "2 x 1 mm in 2",
    ):
        assert wanted in said


def test_text_within_pixels_and_pixels_that_were_not_measured_are_told(tmp_path: Path) -> None:
    images(tmp_path / "in", PIXELS + 1, BurnedInAnnotation="YES", PixelPaddingValue=int(PIXELS[2, 0, 0]) + 1)
    said = notes(tmp_path / "in")
    assert "(and 5 more of the files) has text within its pixels" in said
    assert "has pixels where nothing was measured" in said
    images(tmp_path / "in", PIXELS + 1, BurnedInAnnotation="NO", PixelPaddingValue=0)
    assert "has " not in notes(tmp_path / "in")


def test_images_of_several_sizes_are_resized(tmp_path: Path) -> None:
    images(tmp_path / "in", PIXELS[:3])
    images(tmp_path / "in", np.full((2, 18, 8), 7, np.uint16), "z{}.dcm")
    with says(DataError, r"z0\.dcm holds an array of shape 18x8 .* resize them with size='9x8'"):
        open_data(tmp_path / "in")
    data = open_data(tmp_path / "in", size=(9, 8))
    np.testing.assert_array_equal(data.values[:3], PIXELS[:3])
    np.testing.assert_array_equal(data.values[3:], 7)
    assert "changes the aspect of 2 of 5 images" in notes(tmp_path / "in", size=(9, 8))


@pytest.mark.parametrize(
    ("folders", "what"),
    [
        (("train", "test"), "parts of a data set"),
        (("images", "masks"), "images and their targets"),
        (("imagesTr", "imagesTs", "labelsTr"), "images and their targets"),
        (("trainA", "trainB"), "two domains"),
    ],
)
def test_folders_that_are_parts_are_no_classes(folders: tuple[str, ...], what: str, tmp_path: Path) -> None:
    for folder in folders:
        images(tmp_path / "in" / folder)
    with says(DataError, rf"{what}.*labels_from"):
        open_data(tmp_path / "in")
    assert open_data(tmp_path / "in", labels_from="folders").class_names == tuple(sorted(folders))
    assert open_data(tmp_path / "in", conventions=4).class_names == tuple(sorted(folders))
    assert open_data(tmp_path / "in", labels_from="none").labels is None


def test_folders_of_patients_may_be_no_classes(tmp_path: Path) -> None:
    for patient in ("p1", "p2"):
        images(tmp_path / "in" / patient / "study" / "series")
    assert "each of the 2 folders is a class, such as p1" in notes(tmp_path / "in")
    data = open_data(tmp_path / "in", labels_from="none")
    assert (data.labels, len(data)) == (None, 12)
    dcm(tmp_path / "in" / "scout.dcm", PIXELS[0])
    assert "files lie beside the folders p1, p2" in notes(tmp_path / "in")
    with says(UsageError, "Give folders or none"):
        open_data(tmp_path / "in", labels_from="labels.csv")
    with says(UsageError, "variable='x' means nothing"):
        open_data(tmp_path / "in", variable="x")


def test_masks_beside_volumes_are_told(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(3):
        nii(tmp_path / "in" / f"p{number}.nii.gz", volume((12, 16, 3)))
        nii(tmp_path / "in" / f"p{number}_seg.nii.gz", (volume((12, 16, 3)) > 60).astype(np.int16))
    assert "3 of 6 files are named as masks of others, such as p0_seg.nii.gz" in notes(tmp_path / "in")


def test_a_series_and_an_orientation_that_is_unknown_are_told(tmp_path: Path) -> None:
    series = nii(tmp_path / "series.nii", volume((12, 16, 3, 6)))
    (note,) = open_data(series).notes
    assert "each of its 6 volumes is a sample, and the 3 slices are channels" in note
    assert not open_data(series, axes="WHNC").notes
    content = bytearray(nii(tmp_path / "flat.nii", volume()).read_bytes())
    content[280:328] = bytes(48)  # the three rows of its affine
    (tmp_path / "flat.nii").write_bytes(content)
    (note,) = open_data(tmp_path / "flat.nii").notes
    assert "no orientation" in note
    (tmp_path / "in").mkdir()
    for name in "ab":
        shutil.copy(series, tmp_path / "in" / f"{name}.nii")
    with says(DataError, r"a\.nii holds 6 volumes\. Save each in a file of its own"):
        open_data(tmp_path / "in")


def test_samples_written_into_the_folder_of_the_data_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = open_data(images(tmp_path / "in"))
    for name, is_told in (("in/new.dcm", True), ("in/more", True), ("in/new.npy", False), ("new.dcm", False)):
        write_data(tmp_path / name, data.values[:1], data.origin)
        assert ("will be read as a part of it" in capsys.readouterr().err) == is_told


@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz", "a.dcm"])
def test_the_extra_is_named_where_it_is_missing(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    there = importlib.util.find_spec
    data = open_data(images(tmp_path / "in"))
    hidden = ("nibabel", "pydicom")
    monkeypatch.setattr(importlib.util, "find_spec", lambda one, *rest: None if one in hidden else there(one, *rest))
    with says(UsageError, r"Writing \.(nii|dcm) needs .*pip install 'gansmith\[medical\]'"):
        write_data(tmp_path / name, data.values[:1], data.origin)
    with says(UsageError, r"Reading .*0\.dcm needs pydicom.*gansmith\[medical\]"):
        open_data(tmp_path / "in")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["in"]
