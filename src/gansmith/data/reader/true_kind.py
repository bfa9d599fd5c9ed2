"""What a file is by its first bytes, for those whose name says something else."""

from contextlib import suppress
from pathlib import Path

_PACKED, _VOLUME = ".gz", ".nii"
_STARTS = (  # where, the bytes there, what begins so, and the endings that its name may have
    (0, b"\x1f\x8b", "a file packed by gzip", (_PACKED,)),
    (344, b"n+1\0", "a NIfTI volume", (_VOLUME,)),
    (4, b"n+2\0", "a NIfTI volume", (_VOLUME,)),
    (128, b"DICM", "a DICOM file", (".dcm",)),
    (0, b"\x89PNG", "a PNG image", (".png",)),
    (0, b"\xff\xd8\xff", "a JPEG image", (".jpg", ".jpeg", ".jfif", ".jpe")),
    (0, b"GIF8", "a GIF image", (".gif",)),
    (0, b"\x93NUMPY", "a NumPy array", (".npy",)),
    (0, b"\x89HDF", "an HDF5 file", (".h5", ".hdf5", ".mat")),
    (0, b"MATLAB 5.0", "a MATLAB file", (".mat",)),
    (0, b"PAR1", "a Parquet file", (".parquet",)),
    (0, b"PK\x03\x04", "a zip file", (".zip", ".npz", ".xlsx")),
    (0, b"%PDF", "a PDF document", (".pdf",)),
    (0, b"SIMPLE  =", "a FITS file", (".fits", ".fit")),
)
_LOOKED_AT = 400  # bytes


def remedy_of_name(path: str | Path) -> str:
    """Return a sentence on what a file is by its first bytes, and its right name, or "" where the name fits."""
    name = Path(path).name
    lower, start = name.lower(), b""
    with suppress(OSError), Path(path).open("rb") as file:
        start = file.read(_LOOKED_AT)
    for where, mark, what, endings in _STARTS:
        if start[where:].startswith(mark):
            if lower.endswith(endings):
                return ""
            return f"It begins as {what} does: {_right_name(name, endings)}."
    if lower.endswith(_PACKED) and start:
        return f"It is not packed by gzip, as its name promises: rename it to {name[: -len(_PACKED)]}."
    return ""


def _right_name(name: str, endings: tuple[str, ...]) -> str:
    if endings == (_PACKED,):
        return f"rename it to {name}{_PACKED}" if name.lower().endswith(_VOLUME) else "unpack it, as by gunzip"
    if endings == (_VOLUME,) and name.lower().endswith(_VOLUME + _PACKED):
        return f"rename it to {name[: -len(_PACKED)]}"
    return f"rename it to end in {' or '.join(endings[:3])}"
