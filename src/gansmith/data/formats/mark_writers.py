"""The mark of generated files inside images, recordings and arrays, put into each kind after it is written."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from gansmith.data.formats.marks import DETAIL, IN_FOLDER, Mark

_PNG = b"\x89PNG\r\n\x1a\n"
_HDF5 = b"\x89HDF\r\n\x1a\n"
_USERBLOCK, _MAT_TEXT = 512, 116  # bytes before the HDF5 of MATLAB 7.3, and of text at the start of MATLAB 5
_XMP_TAG, _DESCRIPTION, _SOFTWARE = 700, 270, 305  # of TIFF
_BLOCK = 255  # bytes of a part of a comment in a GIF
_NAMED = "synthetic, by gansmith"
_OFFSET, _DESCRIP, _EXTENDED, _VOXELS, _COMMENT = 108, 148, 348, 352, 6  # places in NIfTI-1, and a kind of extension
_SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"  # IPTC's word for generated media
_XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
    f'Iptc4xmpExt:DigitalSourceType="{_SOURCE}"/></rdf:RDF></x:xmpmeta>'
)


def embed(path: Path, kind: str, mark: Mark) -> bool:
    """Put a mark into a written file of a kind, a format or the ending of an image; False where it has no place."""
    write = _WRITERS.get(kind.lower().lstrip("."))
    return False if write is None else write(path, mark)


def embed_in_folder(folder: Path, mark: Mark) -> None:
    """Put a mark into each image, scan and recording of a folder that is generated, or into a file beside arrays.

    That file is also there where some are real, as their mark tells how many.
    """
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and mark.is_of(file.name))
    kinds = ((file, "nii" if file.name.lower().endswith(".nii.gz") else file.suffix) for file in files)
    marked = [embed(file, kind, mark.of_one) for file, kind in kinds]
    if mark.real is not None or not any(marked):
        (folder / IN_FOLDER).write_text(mark.text + "\n")


def marked_png(content: bytes, mark: Mark) -> bytes:
    """Return a PNG with the mark before its pixels, as text, and IPTC's source type behind them, as XMP.

    Readers look for a rotation in XMP that comes before the pixels, which takes them long.
    """
    head, end = len(_PNG) + 25, len(content) - 12  # the header's chunk, and the last one, have a fixed length
    text = _chunk(b"tEXt", b"gansmith\0" + mark.text.encode("latin-1"))
    xmp = _chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + _XMP.encode())
    return content[:head] + text + content[head:end] + xmp + content[end:]


def marked_gif(content: bytes, mark: Mark) -> bytes:
    """Return a GIF with the mark at its end, as a comment and as XMP with IPTC's source type."""
    text = mark.text if len(mark.text) <= _BLOCK else mark.short
    comment = b"!\xfe" + bytes([len(text)]) + text.encode("latin-1") + b"\0"
    magic = b"\x01" + bytes(range(255, -1, -1)) + b"\0"  # leads readers that know no XMP past it
    return content[:-1] + comment + b"!\xff\x0bXMP DataXMP" + _XMP.encode() + magic + content[-1:]


def figure_facts(kind: str, mark: Mark | None) -> dict[str, str]:
    """Return the metadata of a figure of a kind, pdf or svg, that holds the mark; a PNG is marked as an image is."""
    facts = {"pdf": {"Subject": mark.text, "Keywords": _SOURCE}, "svg": {"Description": mark.text}} if mark else {}
    return facts.get(kind, {})


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _png(path: Path, mark: Mark) -> bool:
    path.write_bytes(marked_png(path.read_bytes(), mark))
    return True


def _tiff(path: Path, mark: Mark) -> bool:
    from PIL import Image

    tags = {_XMP_TAG: _XMP.encode(), _DESCRIPTION: mark.text, _SOFTWARE: mark.generator}
    encoded = io.BytesIO()
    with Image.open(path) as image:
        image.save(encoded, "TIFF", tiffinfo=tags)
    path.write_bytes(encoded.getvalue())
    return True


def _wav(path: Path, mark: Mark) -> bool:
    """Add a list of information: the program, and the mark as comment."""
    parts = b"".join(_padded(name, text.encode() + b"\0") for name, text in _of_recording(mark))
    with path.open("r+b") as file:
        size = file.seek(0, 2) + file.write(_padded(b"LIST", b"INFO" + parts))
        file.seek(4)
        file.write(struct.pack("<I", size - 8))
    return True


def _of_recording(mark: Mark) -> tuple[tuple[bytes, str], ...]:
    return (b"ISFT", mark.generator), (b"ICMT", mark.text)


def _padded(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _zip(path: Path, mark: Mark) -> bool:
    """Mark each image of a zip, and the zip in its comment."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as new:
        for member in old.infolist():
            content = old.read(member)
            is_marked = content.startswith(_PNG) and mark.is_of(member.filename)
            new.writestr(zipfile.ZipInfo(member.filename), marked_png(content, mark.of_one) if is_marked else content)
        new.comment = mark.text.encode()
    path.write_bytes(made.getvalue())
    return True


def _mat(path: Path, mark: Mark) -> bool:
    """Write the mark into the header of a file of MATLAB 5, as an attribute of one of 7.3; one of 4 has no place."""
    text = f"MATLAB 5.0 MAT-file {mark.short}".encode()
    with path.open("r+b") as file:
        start = file.read(_USERBLOCK + len(_HDF5))
        if start[_USERBLOCK:] == _HDF5:
            return _hdf5(path, mark)
        if 0 in start[:4] or len(text) > _MAT_TEXT:  # version 4 begins with a number, 5 with text
            return False
        file.seek(0)
        file.write(text.ljust(_MAT_TEXT))
    return True


def _hdf5(path: Path, mark: Mark) -> bool:
    import h5py
    import numpy as np

    with h5py.File(path, "r+", locking=False) as file:
        file.attrs[DETAIL] = np.bytes_(mark.text.encode())
    return True


def _nii(path: Path, mark: Mark) -> bool:
    """Put the mark between header and voxels, as a comment, and name it in the header."""
    packed = path.suffix.lower() == ".gz"
    content = gzip.decompress(path.read_bytes()) if packed else path.read_bytes()
    text = mark.text.encode()
    size = -(-(len(text) + 8) // 16) * 16
    header = bytearray(content[:_VOXELS])
    struct.pack_into("=f", header, _OFFSET, _VOXELS + size)
    struct.pack_into("80s", header, _DESCRIP, _NAMED.encode())
    header[_EXTENDED] = 1
    comment = struct.pack("=ii", size, _COMMENT) + text.ljust(size - 8, b"\0")
    whole = bytes(header) + comment + content[_VOXELS:]
    path.write_bytes(gzip.compress(whole, mtime=0) if packed else whole)
    return True


def _dcm(path: Path, mark: Mark) -> bool:
    """Write the mark as comment of the image, and in the words that DICOM has for it; its patient is no one."""
    import pydicom

    document = pydicom.dcmread(path)
    document.ImageComments, document.SeriesDescription = mark.text, _NAMED
    document.ConversionType, document.ImageType = "SYN", ["DERIVED", "SECONDARY", "SYNTHETIC"]
    document.PatientName = document.PatientID = "SYNTHETIC"
    document.save_as(path, enforce_file_format=True)
    return True


_WRITERS: dict[str, Callable[[Path, Mark], bool]] = {
    "png": _png,
    "tif": _tiff,
    "tiff": _tiff,
    "wav": _wav,
    "zip": _zip,
    "mat": _mat,
    "h5": _hdf5,
    "nii": _nii,
    "dcm": _dcm,
}
