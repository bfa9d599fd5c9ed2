"""NIfTI volumes: each slice of one file is a sample; of a folder of files, each volume is one, its slices channels."""

import gzip
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset, Detail, Origin
from gansmith.data.formats.axes import from_array
from gansmith.data.formats.contents import Contents
from gansmith.data.formats.size_limits import check_unpacked, nbytes
from gansmith.data.formats.variables import Choices
from gansmith.data.reader.library_errors import reading, require, shown
from gansmith.data.storage.memory import expect
from gansmith.errors import DataError, UsageError, option

_AXES = {2: "WH", 3: "WHN", 4: "WHCN"}  # slices are samples, or of several volumes each volume
_TURNED = {"A": "P", "S": "I"}  # where the second axis leads if it runs from bottom to top, and once it is turned
_FLIP, _LED = "rows_run_up", "axes_lead_to"
_AFFINE = "affine"
_LONGEST = 32_767  # axis that the header has room for
_NUMBERS = 16  # of an affine
_READ = 1 << 20  # bytes at a time
_FAR, _FLAT = 1e6, 1e-12  # millimetres that no scan is away, and volume that no voxel has


def read_nii(path: str, choices: Choices) -> Dataset:
    """Read the slices of a volume (x, y, z) or the volumes of a series (x, y, z, t); raises DataError naming the file.

    Numbers are in the units of the file: slope and intercept are applied. Rows of pictures run from top to bottom, by
    the orientation in the file.
    """
    with reading(path, "a NIfTI file", private=True):
        image = _opened(path)
        stored = _numbers(path, image)
        if not np.isfinite(image.affine).all():
            raise DataError(f"{path} has an orientation (affine) of numbers that are not finite. Correct its header.")
        led = _led(image)
        affine = " ".join(f"{number:.9g}" for number in np.asarray(image.affine, np.float64).ravel())
    upwards = led[1] in _TURNED
    details: dict[str, Detail] = {
        _AFFINE: affine,
        _FLIP: int(upwards),
        _LED: f"{led[0]}{_TURNED.get(led[1], led[1])}{led[2]}",
    }
    order = choices.axes or _AXES[stored.ndim]
    if stored.ndim == 2:
        stored, order = stored[..., np.newaxis], "WHN"
    dataset = from_array(
        stored[:, ::-1] if upwards else stored,
        format="nii",
        path=path,
        axes=order,
        details=details,
        conventions=choices.conventions,
    )
    return replace(dataset, notes=_notes(path, dataset, led, choices))


def write_nii(path: Path, made: Contents) -> None:
    """Write slices as one volume, or volumes as a series; raises UsageError for what is no image, or has labels."""
    values, origin = made.values, made.origin
    if made.labels is not None:
        raise UsageError("A .nii file holds no labels. Write .npz, or generate one class by its label.")
    if origin.format == "nii":
        write_volume(path, made.restored, origin)
        return
    if values.ndim < 3:
        raise UsageError("A .nii file holds images, and these samples are vectors. Write .npy instead.")
    turned = np.moveaxis(values, 0, -1).swapaxes(0, 1)  # (W, H, N), or (W, H, C, N)
    flat = turned[:, :, 0] if turned.ndim == 4 and turned.shape[2] == 1 else turned
    write_volume(path, np.asarray(flat, origin.dtype), origin)


def write_volume(path: Path, stored: Array, origin: Origin) -> None:
    """Write an array (x, y ...) with the voxels of the data."""
    require("nibabel", "medical", "Writing .nii")
    if max(stored.shape) > _LONGEST:
        raise UsageError(f"A .nii file holds {_LONGEST:,} slices at the most, and here are {max(stored.shape):,}.")
    array = stored[:, ::-1] if origin.details.get(_FLIP) else stored
    image = _library().Nifti1Image(_held(array), _affine(origin))
    content = image.to_bytes()
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix.lower() == ".gz" else content)


def _notes(path: str, dataset: Dataset, led: str, choices: Choices) -> tuple[str, ...]:
    """Return what was decided about a file whose axes lead there."""
    said = [f"{path} has no orientation (affine): rows are read as they are stored"] if "?" in led else []
    if choices.axes is None and len(dataset.origin.stored_shape) == 4:
        count, slices = len(dataset), dataset.origin.stored_shape[2]
        said.append(
            f"{path} is a series: each of its {count:,} volumes is a sample, and the {slices:,} slices are channels; "
            f"{option('axes', 'WHNC')} makes each slice a sample"
        )
    return tuple(said)


def _library() -> Any:
    return import_module("nibabel")  # which says little of types


def _opened(path: str) -> Any:
    nibabel = _library()
    image = nibabel.load(path, mmap=False)
    if not isinstance(image, nibabel.Nifti1Image | nibabel.Nifti2Image):
        raise DataError(f"{path} is a {type(image).__name__} and no NIfTI file in one piece. Convert it to .nii.gz.")
    return image


def _numbers(path: str, image: Any) -> Array:
    """Return the numbers in their units, of the type stored where nothing scales them, without idle axes at the end."""
    shape = tuple(map(int, image.shape))
    while len(shape) > 3 and shape[-1] == 1:
        shape = shape[:-1]
    if not 2 <= len(shape) <= 4 or min(shape) < 1:
        raise DataError(
            f"{path} holds an array of shape {shown(shape)}. Slices (x, y, z) or a series of volumes can be read."
        )
    kind = image.get_data_dtype()
    if kind.kind not in "biuf" or kind.itemsize > 8:
        raise DataError(f"{path} holds values of type {shown(kind)}, which are no real numbers. Convert it to float32.")
    check_unpacked(path, "nii", Path(path).stat().st_size, nbytes(shape, kind))
    expect(3 * nbytes(shape, np.float64))
    if Path(path).suffix.lower() == ".gz":
        _check_whole(path, nbytes(shape, kind))
    found = np.asanyarray(image.dataobj).reshape(shape)
    scaled = found.dtype == np.float64 and kind != np.float64
    return np.asarray(found, np.float32 if scaled else found.dtype)


def _led(image: Any) -> str:
    """Return where the axes lead, as RAS: to the right, to the front (anterior) and to the top (superior) of a head."""
    return "".join(code or "?" for code in _library().aff2axcodes(image.affine))


def _check_whole(path: str, size: int) -> None:
    """Raise DataError where a packed file holds far more than so many bytes; gzip raises where its checksum is wrong.

    nibabel reads no further than the voxels, and so sees no checksum.
    """
    found = 0
    with gzip.open(path) as unpacked:
        while part := unpacked.read(_READ):
            found += len(part)
            if found > 2 * size + _READ:
                raise DataError(f"{path} holds far more than the {size:,} bytes its header names. Export it again.")


def _held(array: Array) -> Array:
    """Return the array in a type that programs read in NIfTI: no truth values, half precision or 64-bit integers."""
    if array.dtype == np.bool_:
        return array.astype(np.uint8)
    if array.dtype.kind in "iu" and array.dtype.itemsize == 8:
        fits = array.size == 0 or -(2**31) <= array.min() <= array.max() < 2**31
        return array.astype(np.int32 if fits else np.float64)
    return array.astype(np.float32) if array.dtype == np.float16 else array


def _affine(origin: Origin) -> Array:
    """Return the affine (4, 4) of the data, and of other data that of voxels of 1 mm."""
    words = str(origin.details.get(_AFFINE, "")).split()
    try:
        numbers = [float(word) for word in words]
    except ValueError:
        numbers = []
    if len(numbers) != _NUMBERS or not all(abs(number) < _FAR for number in numbers):
        return np.eye(4)
    affine = np.asarray(numbers).reshape(4, 4)
    return affine if abs(np.linalg.det(affine[:3, :3])) > _FLAT and affine[3].tolist() == [0, 0, 0, 1] else np.eye(4)
