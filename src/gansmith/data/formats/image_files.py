"""Single image files, for what goes through a translator one by one: read as a model wants them, written exactly."""

import io
from pathlib import Path

import numpy as np
from PIL import Image

from gansmith.data.chunks import Array
from gansmith.data.codec.codec import Codec
from gansmith.data.formats.image_pixels import DEEP, DEPTHS, Header, only_header, read_pages
from gansmith.data.formats.stored_image import StoredImage
from gansmith.data.reader.library_errors import reading
from gansmith.errors import DataError, UsageError

EXACT = (".png", ".tif", ".tiff")  # endings under which every mode is written without loss
_CHANNELS = {(): "L", (1,): "L", (3,): "RGB", (4,): "RGBA"}


def mode_of(codec: Codec) -> str:
    """Return the mode of the image files that hold a codec's pictures; raises UsageError where none does."""
    shape, dtype = codec.scale.low.shape, codec.dtype
    mode = _CHANNELS.get(shape[2:])
    if mode is None or dtype not in (np.uint8, np.uint16) or (dtype == np.uint16 and mode != "L"):
        raise UsageError(
            f"This model works on {dtype} pictures of {(*shape, 1)[2]} channels, which image files do not hold. "
            "Give it a .npy, .npz or .mat file of pictures."
        )
    return "I;16" if dtype == np.uint16 else mode


def require_readable(file: Path, codec: Codec) -> str:
    """Return the mode of an image; raises DataError where its header is broken, or its depth is not the codec's."""
    return _header_of(file, codec).mode


def _header_of(file: Path, codec: Codec) -> Header:
    mode, header = mode_of(codec), only_header(StoredImage.alone(file))
    found = header.mode
    if found != mode and (found in DEEP or mode in DEEP):
        is_now, was = (DEPTHS.get(one, "8-bit") for one in (found, mode))
        raise DataError(f"{file} is {is_now} and the model was trained on {was} pictures. Convert it first.")
    return header


def read_picture(file: Path, codec: Codec) -> Array:
    """Return the image of a file as (1, H, W) or (1, H, W, C) in a codec's type and channels.

    What is transparent lies over white where the codec knows no transparency. Raises DataError where the image is
    broken, or has more bits than the model knows.
    """
    mode, header = mode_of(codec), _header_of(file, codec)
    found = header.mode
    with reading(file, "a picture"):
        (pixels,) = read_pages(StoredImage.alone(file), "RGBA" if found == "RGBA" else mode, [header])
    if found == "RGBA" and mode != "RGBA":
        image = Image.fromarray(pixels)
        pixels = np.asarray(Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert(mode))
    return pixels.reshape(1, *pixels.shape[:2], *codec.scale.low.shape[2:])


def write_picture(path: Path, picture: Array) -> None:
    """Write one picture (H, W) or (H, W, C), of uint8 or uint16; raises OSError with the system's own reason."""
    encoded = io.BytesIO()  # Pillow keeps the reason to itself where it writes a file
    image = Image.fromarray(picture[..., 0] if picture.shape[2:] == (1,) else picture)
    image.save(encoded, Image.registered_extensions()[path.suffix.lower()])
    path.write_bytes(encoded.getvalue())


def exact_name(name: Path) -> Path:
    """Return the name itself, or with .png for an ending under which pictures would lose something."""
    return name if name.suffix.lower() in EXACT else name.with_suffix(".png")
