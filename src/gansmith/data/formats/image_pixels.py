"""The pictures in one image file: what its header says of each, and their pixels in the mode that all are read in."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageFile, UnidentifiedImageError

from gansmith.data.chunks import Array
from gansmith.data.codec.resize import Size, crop_image, resize_image, resize_pictures
from gansmith.data.formats.size_limits import DEFLATE, PICTURE
from gansmith.data.formats.stored_image import StoredImage
from gansmith.data.reader.library_errors import reading
from gansmith.errors import DataError

_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF", "PPM")  # and none of the many others Pillow would try
_MOST_PIXELS = 64 << 20
_MOST_PAGES = 10_000  # of one TIFF file
_LARGE, _MOST_SCANS = 4 << 20, 100  # pixels of a JPEG from which on its scans are counted: each goes over all of them
_ORIENTATION, _SUBFILE = 0x112, 254  # tags of EXIF, and of TIFF: whether a page is a smaller copy of another
_READ_AS = {
    "1": "L",
    "L": "L",
    "P": "RGB",
    "RGB": "RGB",
    "CMYK": "RGB",
    "YCbCr": "RGB",
    "I;16": "I;16",
    "I;16B": "I;16",
    "I": "I;16",  # in a PGM file
    "F": "F",
}
_SIGNED = ("I;16S", "I;16BS", "I;32S", "I;32BS")  # how whole numbers lie in a TIFF that Pillow reads exactly
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_WHERE_EXIF_IS = ("exif", "Raw profile type exif", "XML:com.adobe.xmp")  # of a PNG, where that comes before the pixels
DEEP = {"I;16": np.uint16, "I": np.int32, "F": np.float32}  # modes of one channel of more than 8 bits
DEPTHS = {"I;16": "16-bit grey", "I": "32-bit grey", "F": "32-bit float grey"}
RICHER = ("L", "RGB", "RGBA")  # modes of 8 bits, each of which holds what those before it do


@dataclass(frozen=True)
class Header:
    """What the header says of one picture: height and width as it is seen, and the mode to read it in.

    orientation: EXIF's number of how it lies in the file, 1 for upright. frames: whether further frames of the
    file are left out. scaled: whether its highest value is not that of its type, so that values are scaled to it.
    """

    size: Size
    mode: str
    page: int = 0
    orientation: int = 1
    frames: bool = False
    scaled: bool = False


def headers(file: StoredImage) -> tuple[Header, ...]:
    """Return the header of every page of a TIFF file, and of the first frame of any other.

    Raises DataError for a file that is damaged, made to fill the memory, or cannot be read exactly.
    """
    with _opened(file) as image:
        first = _header(file, image)
        if image.format != "TIFF":
            return (first,)
        found = [first]
        for page in range(1, _MOST_PAGES + 1):
            try:
                image.seek(page)
            except EOFError:
                return tuple(found)
            if not getattr(image, "tag_v2", {}).get(_SUBFILE, 0) & 1:
                found.append(_header(file, image, page))
        raise DataError(f"{file.path} has more than {_MOST_PAGES:,} pages. Put them into one .npy.")


def only_header(file: StoredImage) -> Header:
    """Return the header of a file that holds one picture; raises DataError as `headers` does, and for several pages."""
    found = headers(file)
    if len(found) > 1:
        raise DataError(
            f"{file.path} holds {len(found)} pages, where one picture in each file is needed. Save each page as a file "
            "of its own."
        )
    return found[0]


def read_pages(
    file: StoredImage, mode: str, pages: Sequence[Header], size: Size | None = None, *, crop: bool = False
) -> Iterator[Array]:
    """Yield the pixels (H, W) or (H, W, C) of pages in a mode, upright, resized to `size` if asked.

    crop: whether the middle of the aspect of `size` is cut out before that. Raises DataError for a damaged file.
    """
    with _opened(file) as image:
        for page in pages:
            if page.page:
                image.seek(page.page)
            upright = _upright(image, page)
            if size is not None and crop:
                upright = crop_image(upright, size)
            yield _pixels(upright, mode, size)


def _pixels(image: Image.Image, mode: str, size: Size | None) -> Array:
    if mode in DEEP:
        pixels = np.asarray(image, DEEP[mode])
        return pixels if size is None else resize_pictures(pixels[np.newaxis], size)[0]
    converted = image if image.mode == mode else image.convert(mode)
    pixels = np.asarray(converted) if size is None else resize_image(converted, size)
    if mode != "RGBA":
        return pixels
    # The colour under full transparency is what the editor left there: nobody sees it, so nothing should learn it.
    seen = np.array(pixels, copy=not pixels.flags.writeable)
    seen[seen[..., 3] == 0] = 0
    return seen


@contextmanager
def _opened(file: StoredImage) -> Iterator[ImageFile.ImageFile]:
    with reading(file.path, "an image"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what lies beside the pixels; what they lack is an error
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            image = Image.open(file.content(), formats=_FORMATS)
        except UnidentifiedImageError:
            raise ValueError("it is no image") from None
        with image:
            yield image


def _header(file: StoredImage, image: ImageFile.ImageFile, page: int = 0) -> Header:
    """Return what the header of the picture that is opened says; raises DataError as `headers` does."""
    where = f"{file.path} (page {page + 1})" if page else str(file.path)
    _require_harmless(file, image, where)
    mode, levels = _mode(image), _levels(image)
    wide = mode not in DEEP and (any("16" in word for word in _words(image)) or levels > 255)
    if mode is None or wide:
        raise DataError(
            f"{where} has {'16-bit ' if wide else ''}{image.mode} pixels, which would not be read exactly. Save it as "
            "8-bit grey, RGB or RGBA, as 16-bit grey or 32-bit float grey, or put all images into one .npy."
        )
    if (several := _holds_several(image)) and image.format in ("PNG", "WEBP"):
        raise DataError(f"{where} is an animation of several images. Save each as a file of its own.")
    orientation = _orientation(image)
    swapped = orientation >= 5 and image.format != "TIFF"  # Pillow gives the size of a TIFF as it is seen
    size = (image.width, image.height) if swapped else (image.height, image.width)
    return Header(size, mode, page, orientation, several, levels not in (255, 65535))


def _require_harmless(file: StoredImage, image: ImageFile.ImageFile, where: str) -> None:
    if image.width * image.height > _MOST_PIXELS:
        raise DataError(f"{where} has {image.width}x{image.height} pixels; {_MOST_PIXELS:,} are the most.")
    packed, unpacked = file.nbytes, 4 * image.width * image.height
    if unpacked > PICTURE and unpacked > DEFLATE * packed:
        raise DataError(
            f"{where} has {image.width}x{image.height} pixels in {packed:,} bytes, as pictures have that are made "
            "to fill the memory. If this one is good, save it as PNG."
        )
    large = image.format in ("JPEG", "MPO") and image.width * image.height > _LARGE
    if large and _scans(file) > _MOST_SCANS:
        raise DataError(f"{where} paints its pixels over {_MOST_SCANS} times, which takes long. Save it as PNG.")


def _mode(image: ImageFile.ImageFile) -> str | None:
    """Return the mode that keeps all that is in an image, None where there is none."""
    if image.has_transparency_data:
        return "RGBA"
    if image.mode == "I" and image.format != "PPM":
        return "I" if any(word in _SIGNED for word in _words(image)) else None
    return _READ_AS.get(image.mode)


def _words(image: ImageFile.ImageFile) -> list[str]:
    """Return the words among a decoder's arguments: how pixels lie in the file."""
    arguments = [part for tile in image.tile for part in (tile.args if isinstance(tile.args, tuple) else [tile.args])]
    return [part for part in arguments if isinstance(part, str)]


def _levels(image: ImageFile.ImageFile) -> int:
    """Return the highest value that a PGM or PPM file says it holds, 255 of others."""
    arguments = image.tile[0].args if image.format == "PPM" and image.tile else None
    is_scaled = isinstance(arguments, tuple) and len(arguments) == 2 and isinstance(arguments[1], int)
    return int(arguments[1]) if is_scaled and isinstance(arguments, tuple) else 255


def _holds_several(image: ImageFile.ImageFile) -> bool:
    if image.format != "GIF":
        return image.format != "TIFF" and bool(getattr(image, "n_frames", 1) > 1)
    try:  # counting those of a GIF would read them all
        image.seek(1)
    except EOFError:
        return False
    image.seek(0)
    return True


def _orientation(image: ImageFile.ImageFile) -> int:
    """Return EXIF's number of how an image lies, 1 where it is upright or where nothing readable is said of it."""
    if image.format == "PNG" and not any(name in image.info for name in _WHERE_EXIF_IS):
        return 1  # Pillow would look behind the pixels, and decode them all for that
    try:
        orientation = int(image.getexif().get(_ORIENTATION, 1))
        return orientation if orientation in _UPRIGHT else 1
    except Exception:  # a damaged remark beside good pixels, on which the library raises nearly anything
        return 1


def _upright(image: ImageFile.ImageFile, header: Header) -> Image.Image:
    image.load()  # which turns a TIFF
    method = None if image.format == "TIFF" else _UPRIGHT.get(header.orientation)
    upright: Image.Image = image if method is None else image.transpose(method)
    if (upright.height, upright.width) != header.size:
        raise ValueError("its size is not that of its header")
    return upright


def _scans(file: StoredImage) -> int:
    content = file.content()
    return (content.read_bytes() if isinstance(content, Path) else content.getvalue()).count(b"\xff\xda")
