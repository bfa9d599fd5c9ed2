"""A folder of images; its sub-folders are the classes where all images lie in sub-folders."""

import io
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, ImageFile

from gansmith.data.chunks import Array
from gansmith.data.codec.resize import Size, resize_image
from gansmith.data.dataset import Dataset, Origin
from gansmith.data.formats.folder_names import UNKNOWN_FOLDER, class_of, folder_names
from gansmith.data.formats.registry import IMAGE_SUFFIXES
from gansmith.data.formats.size_limits import DEFLATE, PICTURE, check_unpacked, nbytes
from gansmith.data.labels import UNKNOWN, Labels
from gansmith.data.reader.library_errors import reading
from gansmith.data.storage.store import store
from gansmith.errors import DataError, UsageError, option

_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF")  # and none of the many others Pillow would try
_MOST_PIXELS = 64 << 20
_READ_AS = {
    "1": "L",
    "L": "L",
    "P": "RGB",
    "RGB": "RGB",
    "CMYK": "RGB",
    "YCbCr": "RGB",
    "I;16": "I;16",
    "I;16B": "I;16",
}
_RICHER = ("L", "RGB", "RGBA")
_LARGE, _MOST_SCANS = 4 << 20, 100  # pixels of a JPEG from which on its scans are counted: each goes over all of them


def find_images(directory: Path) -> list[Path]:
    """Return the images under a directory in the order of their names, leaving out what is hidden."""
    found = [path for path in directory.rglob("*") if path.suffix.lower() in IMAGE_SUFFIXES and path.is_file()]
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(directory).parts))


def read_folder(files: list[Path], directory: Path, path: str, size: Size | None) -> Dataset:
    """Read images of one size, or resized to `size` (height, width), in the richest of their modes.

    Raises DataError naming the file that is broken, of another size or of a kind that cannot be read exactly.
    """
    sizes, modes = zip(*(_inspect(file) for file in files), strict=True)
    mode, seen = _common_mode(files, modes), _common_size(files, sizes, size)
    channels = {"RGB": (3,), "RGBA": (4,)}.get(mode, ())
    dtype = np.uint16 if mode == "I;16" else np.uint8
    shape = (len(files), *seen, *channels)
    check_unpacked(path, "folder", sum(file.stat().st_size for file in files), nbytes(shape, dtype))
    pictures = (read_image(file, mode, size)[np.newaxis] for file in files)
    values = store(pictures, shape, dtype)
    labels, class_names = _classes(files, directory)
    origin = Origin("folder", path, str(values.dtype), values.shape, 0, details={"mode": mode})
    return Dataset(values, labels, class_names, origin)


def write_folder(path: Path, values: Array, origin: Origin, labels: Array | None, class_names: tuple[str, ...]) -> None:
    """Write 000000.png, 000001.png ..., in a sub-folder for each class. Raises UsageError for what is no picture."""
    pictures = _as_pixels(values, origin)
    highest = -1 if labels is None else int(labels.max(initial=-1))
    folders = folder_names([*class_names, *map(str, range(len(class_names), highest + 1))])
    for i, picture in enumerate(pictures):
        folder = path
        if labels is not None:
            folder = path / (UNKNOWN_FOLDER if labels[i] == UNKNOWN else folders[labels[i]])
            folder.mkdir(exist_ok=True)
        encoded = io.BytesIO()
        Image.fromarray(picture).save(encoded, "PNG")
        (folder / f"{i:06d}.png").write_bytes(encoded.getvalue())


def image_mode(file: Path) -> str:
    """Return the mode an image is read in, "L", "RGB", "RGBA" or "I;16"; raises DataError as `read_folder` does."""
    return _inspect(file)[1]


def read_image(file: Path, mode: str, size: Size | None = None) -> Array:
    """Return the pixels (H, W) or (H, W, C) of an image in a mode, resized to `size` if asked."""
    with _opened(file) as image:
        if mode == "I;16":
            if size is None:
                return np.asarray(image, np.uint16)
            return resize_image(Image.fromarray(np.asarray(image, np.uint16)), size)
        converted = image if image.mode == mode else image.convert(mode)
        pixels = np.asarray(converted) if size is None else resize_image(converted, size)
        if mode != "RGBA":
            return pixels
        # The colour under full transparency is what the editor left there: nobody sees it, so nothing should learn it.
        seen = np.array(pixels, copy=not pixels.flags.writeable)
        seen[seen[..., 3] == 0] = 0
        return seen


@contextmanager
def _opened(file: Path) -> Iterator[ImageFile.ImageFile]:
    with reading(file, "an image"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what lies beside the pixels; what they lack is an error
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(file, formats=_FORMATS) as image:
            yield image


def _inspect(file: Path) -> tuple[Size, str]:
    """Return height and width, and the mode to read in, from the header alone."""
    with _opened(file) as image:
        if image.width * image.height > _MOST_PIXELS:
            raise DataError(f"{file} has {image.width}x{image.height} pixels; {_MOST_PIXELS:,} are the most.")
        packed, unpacked = file.stat().st_size, 4 * image.width * image.height
        if unpacked > PICTURE and unpacked > DEFLATE * packed:
            raise DataError(
                f"{file} has {image.width}x{image.height} pixels in {packed:,} bytes, as pictures have that are made "
                "to fill the memory. If this one is good, save it as PNG."
            )
        mode = "RGBA" if image.has_transparency_data else _READ_AS.get(image.mode)
        wide = mode != "I;16" and any("16" in str(tile.args) for tile in image.tile)
        if mode is None or wide:
            depth = "16-bit " if wide else ""
            raise DataError(
                f"{file} has {depth}{image.mode} pixels, which would not be read exactly. Save it as 8-bit grey, RGB "
                "or RGBA, or 16-bit grey, or put all pictures into one .npy."
            )
        if image.format == "JPEG" and image.width * image.height > _LARGE and _scans(file) > _MOST_SCANS:
            raise DataError(f"{file} paints its pixels over {_MOST_SCANS} times, which takes long. Save it as PNG.")
        if _holds_several(image):
            raise DataError(f"{file} holds several pictures in one file. Save each as a file of its own.")
        return (image.height, image.width), mode


def _holds_several(image: ImageFile.ImageFile) -> bool:
    if image.format != "TIFF":
        return bool(getattr(image, "n_frames", 1) > 1)
    try:  # counting those of a TIFF would read them all
        image.seek(1)
    except EOFError:
        return False
    return True


def _scans(file: Path) -> int:
    return file.read_bytes().count(b"\xff\xda")


def _common_mode(files: list[Path], modes: tuple[str, ...]) -> str:
    if "I;16" in modes and len(set(modes)) > 1:
        other = next(i for i, mode in enumerate(modes) if mode != "I;16")
        raise DataError(
            f"{files[modes.index('I;16')]} is 16-bit grey and {files[other]} is 8-bit {modes[other]}. "
            "Save them all alike."
        )
    return "I;16" if "I;16" in modes else max(modes, key=_RICHER.index)


def _common_size(files: list[Path], sizes: tuple[Size, ...], asked: Size | None) -> Size:
    if asked is not None:
        return asked
    if len(set(sizes)) > 1:
        other = next(i for i, size in enumerate(sizes) if size != sizes[0])
        height, width = Counter(sizes).most_common(1)[0][0]
        raise DataError(
            f"{files[0]} is {sizes[0][0]}x{sizes[0][1]} (height x width) and {files[other]} is "
            f"{sizes[other][0]}x{sizes[other][1]}. Pictures must have one size: resize them with "
            f"{option('size', f'{height}x{width}')}."
        )
    return sizes[0]


def _classes(files: list[Path], directory: Path) -> tuple[Labels | None, tuple[str, ...]]:
    """Sub-folders are classes unless pictures lie beside them; one called "unknown" holds those of no known class."""
    parts = [file.relative_to(directory).parts for file in files]
    if any(len(part) == 1 for part in parts):
        return None, ()
    folders = {part[0] for part in parts} - {UNKNOWN_FOLDER}
    classes = {folder: class_of(folder) for folder in folders}
    if len(set(classes.values())) < len(classes):  # some are written as we would, and as they are, side by side
        classes = {folder: folder for folder in folders}
    names = sorted(classes.values())
    index = {folder: names.index(name) for folder, name in classes.items()}
    return np.array([index.get(part[0], UNKNOWN) for part in parts], np.int64), tuple(names)


def _as_pixels(values: Array, origin: Origin) -> Array:
    """Return (N, H, W) or (N, H, W, 3 or 4) uint8, or (N, H, W) uint16."""
    shape = values.shape[1:]
    if len(shape) == 1:
        raise UsageError(
            f"Samples of {shape[0]} numbers are no pictures, so they cannot become a folder of images. Name a file to "
            "write instead, such as samples.npy or samples.mat."
        )
    if len(shape) == 3 and shape[-1] == 1:
        values = values[..., 0]
    elif len(shape) == 3 and shape[-1] not in (3, 4):
        raise UsageError(f"Images have 1, 3 or 4 channels and these pictures have {shape[-1]}. Write .npy instead.")
    low, high = values.min(), values.max()
    if values.dtype.kind not in "iu" or low < 0 or high > (255 if values.ndim == 4 else 65535):
        raise UsageError(
            f"Pictures of {origin.dtype} from {low} to {high} do not fit into images without loss. Write .npy instead."
        )
    is_wide = values.ndim == 3 and (high > 255 or values.dtype == np.uint16)
    return values.astype(np.uint16 if is_wide else np.uint8, copy=False)
