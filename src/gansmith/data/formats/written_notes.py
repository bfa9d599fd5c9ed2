"""What is to be said of a file or folder once it is written."""

from pathlib import Path

from gansmith.data.dataset import Origin
from gansmith.data.formats.registry import format_of
from gansmith.data.formats.written_windows import lost_of_windows
from gansmith.errors import remark

_ARRAYS = ("npy", "npz", "mat", "h5", "idx")


def told(target: Path, kind: str | None, origin: Origin) -> Path:
    """Return what was written, after remarks: what windows lose in files of arrays, and that it will be taken for data.

    kind is the format of the file, or of those in the folder.
    """
    if kind in _ARRAYS and (lost := lost_of_windows(origin)):
        remark(f"{target} holds the values of the windows alone: {lost}.")
    if _is_read_with_data(target, kind, origin):
        remark(
            f"{target} lies in the folder of the data, {origin.path}, and will be read as a part of it. Move it "
            "elsewhere, or that data is another one from now on."
        )
    return target


def _is_read_with_data(target: Path, kind: str | None, origin: Origin) -> bool:
    """Whether it lies in a folder of data, and is of the kind that is read there."""
    if origin.format not in ("folder", "arrays") or not _lies_in(target, Path(origin.path)):
        return False
    return kind == format_of(Path(f"0{origin.details.get('suffix', '')}"))


def _lies_in(target: Path, folder: Path) -> bool:
    try:
        return folder.is_dir() and folder.resolve() in target.resolve().parents
    except (OSError, RuntimeError, ValueError):  # a path that no folder can have, as a stranger's model may name
        return False
