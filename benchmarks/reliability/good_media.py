"""Small good files of images and recordings: what damage is done to."""

import io
import json
import struct
import zipfile

import numpy as np
import scipy.io.wavfile
from PIL import Image

from benchmarks.reliability.good_values import PICTURES, VALUES


def wav(variant: int) -> bytes:
    buffer = io.BytesIO()
    sound = (100 * VALUES[:10].ravel()).astype((np.int16, np.float32, np.uint8)[variant])
    scipy.io.wavfile.write(buffer, 8000, sound)
    return buffer.getvalue()


def long_wav(variant: int) -> bytes:
    """Return a recording of 24 bits, of two channels, or with chunks around its samples."""
    numbers = (1000 * VALUES.ravel()).astype("<i4")
    if variant == 1:
        return wav(1)
    content = (
        numbers.view(np.uint8).reshape(-1, 4)[:, :3].tobytes() if variant == 0 else numbers.astype("<i2").tobytes()
    )
    bits, channels = (24, 1) if variant == 0 else (16, 2)
    block = channels * bits // 8
    chunk = struct.pack("<HHIIHH", 1, channels, 100, 100 * block, block, bits)
    parts = [(b"fmt ", chunk), *([(b"LIST", b"INFOa\0")] if variant else []), (b"data", content), (b"id3 ", b"ID")]
    body = b"WAVE" + b"".join(name + struct.pack("<I", len(part)) + part for name, part in parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def zip_of_images(variant: int) -> bytes:
    """Return a zip as StyleGAN's tools write it, stored or deflated, with or without labels."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED if variant == 1 else zipfile.ZIP_STORED) as archive:
        names = [f"00000/img{number:08d}.png" for number in range(3)]
        for name in names:
            archive.writestr(name, image("png", 0))
        if variant < 2:
            archive.writestr("dataset.json", json.dumps({"labels": [[name, len(name) % 2] for name in names]}))
    return buffer.getvalue()


def image(format: str, variant: int) -> bytes:
    grey = Image.fromarray(PICTURES[0])
    image = (grey, grey.convert("RGB"), grey.convert("P"))[variant]
    if (format, variant) == ("ppm", 2):
        image = Image.fromarray(PICTURES[0].astype(np.uint16) * 257)
    turned = Image.Exif()
    turned[0x112] = 6
    if (format, variant) in (("jpg", 2), ("webp", 2)):
        image = grey.convert("RGB").resize((40, 33))
    choices = {
        "tiff": {"compression": (None, "tiff_lzw", "tiff_deflate")[variant]},
        "jpg": {"progressive": variant > 1, **({"exif": turned} if variant == 1 else {})},
        "webp": {"exif": turned} if variant == 1 else {},
    }
    buffer = io.BytesIO()
    image.save(buffer, {"jpg": "JPEG"}.get(format, format.upper()), **choices.get(format, {}))
    return buffer.getvalue()
