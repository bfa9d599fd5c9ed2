"""Scans: NIfTI volumes and DICOM images, in the units of the file, with its voxels, and without a patient."""

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from one_paragraph import says

import gansmith
from gansmith.data.formats.marks import Mark
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data
from gansmith.errors import DataError, UsageError

nibabel: Any = pytest.importorskip("nibabel")
pydicom: Any = pytest.importorskip("pydicom")

MARK = Mark("gan", "fedcba9876543210", 5, 3)
VOXELS = np.array([[0.9, 0, 0, -7], [0, 0.8, 0, 3], [0, 0, 3, 0.25], [0, 0, 0, 1]])
DOWN = np.diag([1, -1, 1, 1])  # the second axis runs to the back of the head


def volume(shape: tuple[int, ...] = (12, 16, 10), dtype: str = "int16") -> np.ndarray:
    return (np.random.default_rng(0).normal(size=shape) * 50 + 60).astype(dtype)


def nii(path: Path, stored: np.ndarray, affine: np.ndarray = VOXELS) -> Path:
    nibabel.save(nibabel.Nifti1Image(stored, affine), path)
    return path


def dcm(path: Path, pixels: np.ndarray, **elements: Any) -> Path:
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.uid import ExplicitVRLittleEndian, generate_uid

    document = Dataset()
    document.file_meta = FileMetaDataset()
    document.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    document.file_meta.MediaStorageSOPClassUID = document.SOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    document.file_meta.MediaStorageSOPInstanceUID = document.SOPInstanceUID = generate_uid()
    document.PatientName, document.PatientID, document.Modality = "Doe^Jane", "1234567", "CT"
    bits = 8 * pixels.dtype.itemsize
    facts = {
        "Rows": pixels.shape[-2],
        "Columns": pixels.shape[-1],
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "BitsAllocated": bits,
        "BitsStored": bits,
        "HighBit": bits - 1,
        "PixelRepresentation": int(pixels.dtype.kind == "i"),
    }
    if pixels.ndim == 3:
        facts["NumberOfFrames"] = len(pixels)
    for name, value in (facts | elements).items():
        setattr(document, name, value)
    document.PixelData = pixels.tobytes()
    document.save_as(path, enforce_file_format=True)
    return path


@pytest.mark.parametrize("ending", [".nii", ".nii.gz"])
@pytest.mark.parametrize("dtype", ["uint8", "int16", ">i2", "int32", "float32", "float64"])
@pytest.mark.parametrize(("affine", "up"), [(VOXELS, True), (DOWN, False)])
def test_slices_of_a_volume_are_samples_and_come_back(
    ending: str, dtype: str, affine: np.ndarray, up: bool, tmp_path: Path
) -> None:
    stored = volume(dtype=dtype)
    data = open_data(nii(tmp_path / f"in{ending}", stored, affine))
    turned = stored[:, ::-1] if up else stored
    np.testing.assert_array_equal(data.values, turned.transpose(2, 1, 0))
    again = nibabel.load(write_data(tmp_path / f"out{ending}", data.values[:4], data.origin, mark=MARK))
    np.testing.assert_array_equal(np.asanyarray(again.dataobj), stored[..., :4])
    np.testing.assert_allclose(again.affine, affine, rtol=1e-6)
    assert b"synthetic" in bytes(again.header["descrip"])
    assert again.header.extensions[0].get_code() == 6  # a comment
    assert json.loads(again.header.extensions[0].text)["seed"] == 3


def test_slope_and_intercept_are_applied(tmp_path: Path) -> None:
    image = nibabel.Nifti1Image(volume(), VOXELS)
    image.header.set_data_dtype(np.int16)
    image.header.set_slope_inter(0.5, -100)
    scaled = np.float32(volume() * 0.5 - 100)
    image = nibabel.Nifti1Image(scaled, VOXELS, image.header)
    nibabel.save(image, tmp_path / "a.nii")
    values = open_data(tmp_path / "a.nii").values
    assert values.dtype == np.float32
    np.testing.assert_allclose(values, scaled[:, ::-1].transpose(2, 1, 0), atol=0.01)


def test_volumes_of_a_series_are_samples_with_slices_as_channels(tmp_path: Path) -> None:
    stored = volume((12, 16, 3, 6))
    data = open_data(nii(tmp_path / "a.nii", stored))
    np.testing.assert_array_equal(data.values, stored[:, ::-1].transpose(3, 1, 0, 2))
    again = nibabel.load(write_data(tmp_path / "b.nii", data.values, data.origin))
    np.testing.assert_array_equal(np.asanyarray(again.dataobj), stored)
    of_slices = open_data(tmp_path / "a.nii", axes="WHNC")
    assert of_slices.values.shape == (3, 16, 12, 6)


def test_a_folder_of_volumes_with_classes(tmp_path: Path) -> None:
    stored = [volume((12, 16, 3)) + number for number in range(6)]
    for number, one in enumerate(stored):
        folder = tmp_path / "in" / ("sick" if number % 2 else "well")
        folder.mkdir(parents=True, exist_ok=True)
        nii(folder / f"{number}.nii.gz", one)
    data = open_data(tmp_path / "in")
    assert data.class_names == ("sick", "well")
    assert data.values.shape == (6, 16, 12, 3)
    out = write_data(tmp_path / "out", data.values, data.origin, data.labels, data.class_names)
    files = sorted(out.rglob("*.nii.gz"))
    assert len(files) == 6
    np.testing.assert_array_equal(np.asanyarray(nibabel.load(files[0]).dataobj), stored[1])
    np.testing.assert_allclose(nibabel.load(files[0]).affine, VOXELS, rtol=1e-6)


def test_other_images_become_a_volume_too(tmp_path: Path) -> None:
    pictures = np.arange(5 * 8 * 9, dtype=np.uint8).reshape(5, 8, 9)
    np.save(tmp_path / "a.npy", pictures)
    data = open_data(tmp_path / "a.npy", axes="NHW")
    written = nibabel.load(write_data(tmp_path / "a.nii", data.values, data.origin))
    np.testing.assert_array_equal(np.asanyarray(written.dataobj).transpose(2, 1, 0), pictures)
    with says(UsageError, r"\.nii file holds images"):
        write_data(tmp_path / "b.nii", np.zeros((3, 4)), open_data(np.zeros((3, 4))).origin)
    with says(UsageError, "holds no labels"):
        write_data(tmp_path / "b.nii", data.values, data.origin, np.zeros(5, int), ("a",))


@pytest.mark.parametrize("slope", ["nan", "x", "0", "-1", "inf"])
@pytest.mark.parametrize("affine", ["", "1 2", "x " * 16, "nan " * 16, "1e400 " * 16, "0 " * 16])
def test_what_a_stranger_says_of_voxels_is_no_error(affine: str, slope: str, tmp_path: Path) -> None:
    data = open_data(nii(tmp_path / "a.nii", volume(dtype="float32")))
    details = {**data.origin.details, "affine": affine, "slope": slope}
    origin = type(data.origin).from_json(data.origin.to_json() | {"details": details})
    assert np.isfinite(nibabel.load(write_data(tmp_path / "b.nii", data.values, origin)).affine).all()
    write_data(tmp_path / "c.dcm", data.values[:1], origin)


def test_damaged_and_foreign_volumes_are_refused(tmp_path: Path) -> None:
    whole = nii(tmp_path / "a.nii", volume()).read_bytes()
    for number, content in enumerate((whole[:200], whole[:-50], b"\0" * 400, gzip.compress(whole))):
        (tmp_path / f"{number}.nii").write_bytes(content)
        with says(DataError, rf"{number}\.nii"):
            open_data(tmp_path / f"{number}.nii")
    with says(DataError, "no real numbers"):
        open_data(nii(tmp_path / "c.nii", volume().astype(np.complex64)))
    with says(DataError, "shape"):
        open_data(nii(tmp_path / "d.nii", np.zeros((3, 4, 5, 6, 7), np.int16)))


@pytest.mark.parametrize(("dtype", "slope", "intercept"), [("uint8", 1, 0), ("uint16", 1, -1024), ("int16", 1, 0)])
def test_images_of_a_folder_come_back_in_units_without_a_patient(
    dtype: str, slope: int, intercept: int, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    pixels = [np.abs(volume((16, 12))).astype(dtype) + number for number in range(5)]
    for number, one in enumerate(pixels):
        more = {} if intercept == 0 else {"BitsStored": 12, "HighBit": 11}
        dcm(tmp_path / "in" / f"{number}.dcm", one, RescaleSlope=slope, RescaleIntercept=intercept, **more)
    data = open_data(tmp_path / "in")
    np.testing.assert_array_equal(data.values, np.array(pixels, np.int64) * slope + intercept)
    out = write_data(tmp_path / "out", data.values, data.origin, mark=MARK)
    np.testing.assert_array_equal(open_data(out).values, data.values)
    assert sorted(file.suffix for file in out.iterdir()) == [".dcm"] * 5
    for file in out.iterdir():
        assert b"Jane" not in file.read_bytes()
        assert b"1234567" not in file.read_bytes()
        assert "SYNTHETIC" in pydicom.dcmread(file).ImageType
        assert json.loads(pydicom.dcmread(file).ImageComments)["seed"] == 3


def test_numbers_that_are_not_whole_keep_the_slope_of_the_data(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(3):
        pixels = np.random.default_rng(number).integers(0, 4000, (9, 8)).astype(np.uint16)
        dcm(tmp_path / "in" / f"{number}.dcm", pixels, RescaleSlope="0.25", RescaleIntercept="-3.5")
    data = open_data(tmp_path / "in")
    assert data.values.dtype == np.float32
    out = write_data(tmp_path / "out", data.values, data.origin)
    np.testing.assert_allclose(open_data(out).values, data.values, atol=1e-6)
    far = write_data(tmp_path / "far", data.values * 1e6, data.origin)
    np.testing.assert_allclose(open_data(far).values, data.values * 1e6, atol=1e6 * np.ptp(data.values) / 65_535)


def test_colours_and_frames(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    colours = np.random.default_rng(0).integers(0, 256, (4, 8, 10, 3)).astype(np.uint8)
    for number, one in enumerate(colours):
        dcm(
            tmp_path / "in" / f"{number}.dcm",
            one[..., 0],
            SamplesPerPixel=3,
            PhotometricInterpretation="RGB",
            PlanarConfiguration=0,
        )
        document = pydicom.dcmread(tmp_path / "in" / f"{number}.dcm")
        document.PixelData = one.tobytes()
        document.save_as(tmp_path / "in" / f"{number}.dcm")
    data = open_data(tmp_path / "in")
    np.testing.assert_array_equal(data.values, colours)
    np.testing.assert_array_equal(open_data(write_data(tmp_path / "out", data.values, data.origin)).values, colours)
    frames = volume((6, 9, 8))
    np.testing.assert_array_equal(open_data(dcm(tmp_path / "film.dcm", frames)).values, frames)
    with says(DataError, "one image, which is one sample: name the folder"):
        open_data(dcm(tmp_path / "one.dcm", frames[0]))


def test_damaged_images_and_reports_are_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    whole = dcm(tmp_path / "in" / "0.dcm", volume((16, 12))).read_bytes()
    for content in (whole[:100], whole[:-50], b"\0" * 400, whole[128:]):
        (tmp_path / "in" / "1.dcm").write_bytes(content)
        with says(DataError, r"1\.dcm"):
            open_data(tmp_path / "in")
    document = pydicom.dcmread(tmp_path / "in" / "0.dcm")
    del document.PixelData
    document.save_as(tmp_path / "in" / "1.dcm")
    with says(DataError, r"1\.dcm holds no pixels; its modality is CT"):
        open_data(tmp_path / "in")


def test_a_scan_is_trained_on_and_drawn_in_kind(tmp_path: Path) -> None:
    stored = volume((16, 16, 40))
    run = gansmith.train(
        nii(tmp_path / "scan.nii.gz", stored), "gan", steps=2, batch_size=8, out=tmp_path / "run", width=8
    )
    written = gansmith.generate(run.path, count=7, output=tmp_path / "drawn.nii.gz")
    drawn = nibabel.load(written if isinstance(written, Path) else tmp_path / "drawn.nii.gz")
    assert drawn.shape == (16, 16, 7)
    assert drawn.get_data_dtype() == np.int16
    np.testing.assert_allclose(drawn.affine, VOXELS, rtol=1e-6)
