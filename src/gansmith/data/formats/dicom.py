"""DICOM images: each file of a folder is a sample, in the units of its modality, such as Hounsfield units.

Of the header nothing that names a patient is kept, none is written, and no message repeats its text.
"""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset, Detail, Origin
from gansmith.data.formats.axes import from_array
from gansmith.data.formats.contents import Contents, require_one
from gansmith.data.formats.dicom_facts import alike_of, modality_of, notes_of
from gansmith.data.formats.registry import is_dicom
from gansmith.data.formats.size_limits import check_unpacked, nbytes
from gansmith.data.formats.variables import Choices
from gansmith.data.reader.library_errors import reading, require
from gansmith.data.storage.memory import expect
from gansmith.errors import DataError

_COPIES = 4  # of the pixels that are made on the way
_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"  # secondary capture
_COLOURS = 3
_DEEP, _HALF = 65_535, 32_768
_WIDEST = (1 << 31) - 1
_SLOPE = "slope"
_OF_FRAME = "PixelValueTransformationSequence"
_DEFAULTS = (("RescaleSlope", 1.0), ("RescaleIntercept", 0.0))


def read_dcm(path: str, choices: Choices) -> Dataset:
    """Read the frames of a file, (1, H, W) for one; raises DataError where it has no pixels that can be unpacked.

    Slope and intercept of the modality are applied. Whole numbers stay whole.
    """
    with reading(path, "a DICOM file", private=True):
        import pydicom

        if not is_dicom(Path(path)):
            raise ValueError("DICM does not follow its first 128 bytes")
        found = pydicom.dcmread(path)
        frames = _frames(path, found)
        slope, intercept = _scaling(path, found)
        values = _in_units(frames, int(found.get("BitsStored", 16)), slope, intercept)
        notes = notes_of(path, found, frames)
        details: dict[str, Detail] = alike_of(found)
    if values.dtype.kind == "f":
        details[_SLOPE] = repr(slope)
    dataset = from_array(
        values, format="dcm", path=path, axes="NHWC"[: values.ndim], details=details, conventions=choices.conventions
    )
    return Dataset(dataset.values, None, (), dataset.origin, notes=notes) if notes else dataset


def write_dcm(path: Path, made: Contents) -> None:
    """Write one image; raises UsageError for several, or a label, which a file does not hold."""
    require_one("dcm", len(made.values), labelled=made.labels is not None)
    write_image(path, np.asarray(made.values[0], made.origin.dtype), made.origin)


def write_image(path: Path, picture: Array, origin: Origin) -> None:
    """Write (H, W) or (H, W, 3) as a secondary capture that names nobody."""
    require("pydicom", "medical", "Writing .dcm")
    from pydicom.dataset import Dataset as Document
    from pydicom.dataset import FileMetaDataset
    from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid

    pixels, scaling = _stored(picture, origin)
    unique = generate_uid(entropy_srcs=[hashlib.sha256(pixels.tobytes() + path.name.encode()).hexdigest()])
    meta = FileMetaDataset()
    meta.TransferSyntaxUID, meta.MediaStorageSOPInstanceUID = ExplicitVRLittleEndian, unique
    meta.MediaStorageSOPClassUID = UID(_CAPTURE)
    document = Document()
    document.file_meta = meta
    document.SOPClassUID, document.SOPInstanceUID = _CAPTURE, unique
    document.StudyInstanceUID = document.SeriesInstanceUID = generate_uid(entropy_srcs=[origin.format, origin.dtype])
    document.Modality, document.ConversionType = "OT", "WSD"
    document.ImageType = ["DERIVED", "SECONDARY"]
    document.PatientName = document.PatientID = ""
    for name, value in (scaling | _shape(pixels)).items():
        setattr(document, name, value)
    document.PixelData = pixels.astype(pixels.dtype.newbyteorder("<")).tobytes() + b"\0" * (pixels.nbytes % 2)
    document.save_as(path, enforce_file_format=True)


def _frames(path: str, found: Any) -> Array:
    """Return the stored numbers (N, H, W), or (N, H, W, 3) of colours. Raises DataError where there are none."""
    if "FloatPixelData" in found or "DoubleFloatPixelData" in found:
        raise DataError(f"{path} holds pixels that are no whole numbers, which cannot be read. Convert it to .nii.")
    if "PixelData" not in found:
        raise DataError(
            f"{path} holds no pixels; its modality is {modality_of(found)}. Move it out of the folder, or copy it "
            "again where it was cut short."
        )
    rows, columns = int(found.Rows), int(found.Columns)
    count, channels = int(found.get("NumberOfFrames", 1) or 1), int(found.get("SamplesPerPixel", 1))
    size = nbytes((count, rows, columns, channels), np.float64)
    check_unpacked(path, "dcm", Path(path).stat().st_size, size)
    expect(_COPIES * size)
    from pydicom.pixels.utils import pixel_array
    from pydicom.uid import RLELossless

    syntax = found.file_meta.get("TransferSyntaxUID")
    if syntax is None:
        raise DataError(f"{path} has no header that says how its pixels are stored. Write it anew, as by dcmconv.")
    try:
        pixels = np.asarray(pixel_array(found))
    except (RuntimeError, NotImplementedError) as error:
        if not syntax.is_compressed or syntax == RLELossless:  # which needs no other library
            raise
        raise DataError(
            f"{path} is compressed as {syntax.name}, which cannot be unpacked here. Write it uncompressed, as by "
            "gdcmconv --raw, or run: pip install pylibjpeg pylibjpeg-libjpeg pylibjpeg-openjpeg"
        ) from error
    if "PALETTE" in str(found.get("PhotometricInterpretation", "")):
        raise DataError(f"{path} holds numbers of colours in a palette. Convert it to RGB, as by dcmj2pnm or gdcmconv.")
    return pixels.reshape(count, rows, columns, *((channels,) if channels > 1 else ()))


def _scaling(path: str, found: Any) -> tuple[float, float]:
    """Return slope and intercept of a file, or of all its frames; 1 and 0 where it has none.

    Raises DataError where they differ between the frames, are no numbers, or a table stands for them.
    """
    groups = [*(found.get(f"{whose}FunctionalGroupsSequence") or () for whose in ("Shared", "PerFrame"))]
    of_frames = [one for group in groups for frame in group for one in frame.get(_OF_FRAME) or ()]
    if any(one.get("ModalityLUTSequence") for one in (found, *of_frames)):
        raise DataError(f"{path} has a table (Modality LUT) of its units, which is not applied. Convert it to .nii.")
    scalings = {tuple(_number(one, *default) for default in _DEFAULTS) for one in of_frames or (found,)}
    if len(scalings) > 1:
        raise DataError(f"{path} has frames of {len(scalings)} rescale slopes. Split it into files of one frame each.")
    ((slope, intercept),) = scalings
    if not (np.isfinite([slope, intercept]).all() and slope):
        raise DataError(f"{path} has rescale slope {slope} and intercept {intercept}. Correct its header.")
    return slope, intercept


def _number(found: Any, name: str, default: float) -> float:
    value = found.get(name)
    return default if value is None else float(value)


def _in_units(frames: Array, bits: int, slope: float, intercept: float) -> Array:
    """Return stored numbers in units: of the type stored, whole where slope and intercept are, or else float32.

    The type is that of all numbers that so many bits may hold, so that it is one for all files of a scan.
    """
    if (slope, intercept) == (1.0, 0.0):
        return frames
    if not (slope.is_integer() and intercept.is_integer() and frames.dtype.kind in "iu"):
        return np.asarray(frames * slope + intercept, np.float32)
    first = -(1 << bits - 1) if frames.dtype.kind == "i" else 0
    ends = [number * int(slope) + int(intercept) for number in (first, first + (1 << bits) - 1)]
    narrow = min(ends) >= -_HALF and max(ends) < _HALF
    if not narrow and max(map(abs, ends)) > _WIDEST:
        return np.asarray(frames * slope + intercept, np.float64)
    return frames.astype(np.int16 if narrow else np.int32) * int(slope) + int(intercept)


def _stored(picture: Array, origin: Origin) -> tuple[Array, dict[str, str]]:
    """Return the whole numbers that a file holds of a picture, and what turns them into its units.

    Numbers that are not whole get a slope of their own, by which they fill 16 bits.
    """
    if picture.dtype.kind in "iub":
        low, high = int(picture.min()), int(picture.max())
        if picture.dtype.itemsize == 1 and low >= 0:
            return picture.astype(np.uint8), {}
        if 0 <= low <= high <= _DEEP:
            return picture.astype(np.uint16), {}
        if -_HALF <= low <= high < _HALF:
            return picture.astype(np.int16), {}
    numbers = picture.astype(np.float64)
    least, slope = float(numbers.min()), _slope(numbers, origin)
    pixels = np.clip(np.rint((numbers - least) / slope), 0, _DEEP).astype(np.uint16)
    return pixels, {"RescaleSlope": f"{slope:.10g}", "RescaleIntercept": f"{least:.10g}", "RescaleType": "US"}


def _slope(numbers: Array, origin: Origin) -> float:
    """Return the slope of the data where 16 bits hold these numbers by it, and else the one by which they do."""
    needed = float(np.ptp(numbers)) / _DEEP
    try:
        known = abs(float(str(origin.details.get(_SLOPE, "nan"))))
    except ValueError:
        known = float("nan")
    return known if max(needed, 1e-300) <= known < np.inf else needed or 1.0


def _shape(pixels: Array) -> dict[str, Any]:
    bits = 8 * pixels.dtype.itemsize
    colours = pixels.ndim == _COLOURS
    return {
        "Rows": pixels.shape[0],
        "Columns": pixels.shape[1],
        "SamplesPerPixel": _COLOURS if colours else 1,
        "PhotometricInterpretation": "RGB" if colours else "MONOCHROME2",
        "BitsAllocated": bits,
        "BitsStored": bits,
        "HighBit": bits - 1,
        "PixelRepresentation": int(pixels.dtype.kind == "i"),
    } | ({"PlanarConfiguration": 0} if colours else {})
