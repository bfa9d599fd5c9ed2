"""The mark of generated files: that they are synthetic and of which model, for machines to read.

Files that have a place for it carry it inside; the others have NAME.synthetic.json beside them, and folders of arrays
synthetic.json in them. It says nothing of the time, so that the same command writes the same bytes.
"""

import gzip
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gansmith import __version__
from gansmith.data.reader.library_errors import shown
from gansmith.errors import UsageError, without
from gansmith.storage.atomic import atomic_file, json_bytes, read_bounded
from gansmith.storage.json_text import parsed
from gansmith.storage.leftovers import temporary_name

if TYPE_CHECKING:
    from gansmith.data.dataset import Origin

MARKED = ("parquet", "xlsx")  # formats whose writers put in the mark of their origin
DETAIL = "synthetic"  # of an origin: the mark that a writer puts into its file; also the name of attributes
IN_FOLDER, BESIDE = "synthetic.json", ".synthetic.json"  # the second after the name of the file
_START = b'{"synthetic": true, "generator": "gansmith '
_LOOKED_AT = 1 << 20  # bytes at the start and at the end of a file that are searched
_END_OF_ZIP = b"PK\x05\x06"  # begins what the comment of a zip ends
_PROPERTIES = "docProps/core.xml"  # of an Excel file
_LONGEST_NAME = 255  # bytes of a file's name
_LONGEST = 2000  # bytes of a mark
_NUMBER = re.compile(r"[0-9]+$")  # of a sample, in the name of its file
_FLAT = re.compile(rb"[^{}\x00-\x1f]*\}")
_IN_FOLDERS = (".png", ".tif", ".tiff", ".wav", ".nii", ".nii.gz", ".dcm")
_SEARCHED = (*_IN_FOLDERS, ".gif", ".pdf", ".svg", ".zip", ".mat", ".h5", ".hdf5", ".parquet", ".xlsx")


@dataclass(frozen=True)
class Mark:
    """What a generated file says of itself.

    Attributes
    ----------
    method : str
        Method of the model.
    model_digest : str or None
        Digest of the model's weights; None in images of a run that still trains.
    count : int
        Number of samples.
    seed : int or None
        Seed of the noise; None for translations, which have none.
    real : int or None
        Number of real samples before the generated ones; None where all are generated.
    generator : str
        Program that generated the file, and its version.
    """

    method: str
    model_digest: str | None
    count: int
    seed: int | None = None
    real: int | None = None
    generator: str = f"gansmith {__version__}"

    @property
    def text(self) -> str:
        """The mark as JSON in ASCII, on one line and without braces but its own, so that it is found in any file."""
        named = {name: value for name, value in asdict(self).items() if value is not None}
        return _flat({"synthetic": True, "generator": named.pop("generator"), **named})

    @property
    def short(self) -> str:
        """The mark without method, seed and the count of all, for the header of a MATLAB file."""
        counts = {} if self.real is None else {"count": self.count, "real": self.real}
        return _flat({"synthetic": True, "generator": self.generator, "model_digest": self.model_digest, **counts})

    @property
    def of_one(self) -> "Mark":
        """The mark of a generated file among real ones."""
        return replace(self, real=None)

    def is_of(self, file: str) -> bool:
        """Whether a file of a folder or zip, which is named by the number of its sample, is generated."""
        number = _NUMBER.search(file.rpartition("/")[2].partition(".")[0])
        return self.real is None or number is None or int(number[0]) >= self.real


def _flat(document: dict[str, Any]) -> str:
    inner = json.dumps(document)[1:-1]
    return f"{{{inner.replace('{', chr(92) + 'u007b').replace('}', chr(92) + 'u007d')}}}"


def marked(origin: "Origin", mark: Mark | None) -> "Origin":
    """Return an origin with the mark that writers of its kind of file put into it, and without that of its data."""
    details = {name: value for name, value in origin.details.items() if name != DETAIL}
    return replace(origin, details=details | ({} if mark is None else {DETAIL: mark.text}))


def beside(path: Path) -> Path:
    """Return where the mark of a file lies that has no place for it."""
    return path.with_name(f"{path.name}{BESIDE}")


def require_free_mark(path: Path) -> None:
    """Raise UsageError where the file beside samples that holds their mark is somebody else's, or cannot be named."""
    place = beside(path)
    if len(os.fsencode(temporary_name(place.name, "tmp"))) > _LONGEST_NAME:
        raise UsageError(
            f"{shown(path.name)}: its mark would be {BESIDE} after this name, which is longer than a file's can be. "
            f"Choose a shorter one, or leave the mark out: {without('mark')}."
        )
    if place.exists() and _document(place) is None:
        raise UsageError(f"{place} would be replaced by the mark of {path.name}. Choose another name, or remove it.")


def mark_beside(path: Path) -> Path | None:
    """Return where the mark of a written file lies beside it, or None."""
    place = path / IN_FOLDER if path.is_dir() else beside(path)
    return place if _document(place) is not None else None


def write_beside(path: Path, mark: Mark | None) -> None:
    """Write the mark of a file beside it; without one, remove that of a file it replaces."""
    place = beside(path)
    if mark is None:
        if _document(place) is not None:
            place.unlink()
        return
    document = json.loads(mark.text) | {"file": path.name, "bytes": path.stat().st_size}
    with atomic_file(place) as temporary:
        temporary.write_bytes(json_bytes(document))


def is_mark(name: str) -> bool:
    """Whether a file in a folder of samples is the mark of the folder, or of another file."""
    return name == IN_FOLDER or name.endswith(BESIDE)


def said_of(path: Path) -> str | None:
    """Return what is to be said of a file or folder that is marked as synthetic; None for one that is not."""
    with suppress(OSError, ValueError):
        if path.is_dir():
            return _said(_document(path / IN_FOLDER) or _inside(_first_of(path)))
        found = _document(beside(path))
        if found is not None and found.get("bytes") not in (None, path.stat().st_size):
            return f"{beside(path).name} says that the file is synthetic, but it has changed since"
        return _said(found or _inside(path))
    return None


def _said(found: dict[str, Any] | None) -> str | None:
    if found is None:
        return None
    of = "".join(f", {name} {shown(found[name])}" for name in ("method", "seed") if name in found)
    if type(real := found.get("real")) is int and type(count := found.get("count")) is int:
        mixed = f"{count:,} of {count + real:,} samples are marked as synthetic"
        return f"{mixed}: generated by {shown(found.get('generator'))}{of}"
    return f"the data is marked as synthetic: generated by {shown(found.get('generator'))}{of}"


def _document(place: Path) -> dict[str, Any] | None:
    """Return the mark in a file of its own; None for any other file, or none."""
    with suppress(OSError, ValueError):
        found = parsed(read_bounded(place)) if place.is_file() else None
        return found if isinstance(found, dict) and found.get("synthetic") is True else None
    return None


def _first_of(folder: Path) -> Path | None:
    """Return the first image, scan or recording of a folder, or else of its first sub-folder."""
    with os.scandir(folder) as entries:
        names = sorted((not entry.is_file(), entry.name) for entry in entries if not entry.name.startswith("."))
    files = [name for is_other, name in names if not is_other and name.lower().endswith(_IN_FOLDERS)]
    if files:
        return folder / files[0]
    below = next((folder / name for is_other, name in names if is_other and (folder / name).is_dir()), None)
    return None if below is None else _first_file(below)


def _first_file(folder: Path) -> Path | None:
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries if entry.name.lower().endswith(_IN_FOLDERS)]
    return folder / min(names) if names else None


def _inside(path: Path | None) -> dict[str, Any] | None:
    """Return the mark in a file, found by how it begins, without the file being parsed."""
    if path is None or not path.name.lower().endswith(_SEARCHED) or not path.is_file():
        return None
    for content in _parts(path):
        at = content.find(_START)
        if at >= 0 and (end := _FLAT.match(content, at + 1)) is not None and end.end() - at <= _LONGEST:
            found = parsed(content[at : end.end()])
            return found if isinstance(found, dict) else None
    return None


def _parts(path: Path) -> Iterator[bytes]:
    """Yield the start and the end of a file, or of a packed one its start, or the properties of an Excel file."""
    if path.suffix.lower() == ".gz":
        with suppress(EOFError, zlib.error), gzip.open(path) as unpacked:
            yield unpacked.read(_LOOKED_AT)
        return
    if path.suffix.lower() == ".xlsx":
        with suppress(zipfile.BadZipFile, KeyError, NotImplementedError, zlib.error), zipfile.ZipFile(path) as book:
            if book.getinfo(_PROPERTIES).file_size <= _LOOKED_AT:
                yield book.read(_PROPERTIES)
        return
    with path.open("rb") as file:
        size = file.seek(0, 2)
        if path.suffix.lower() == ".zip":  # whose comment is of all, and whose images have marks of their own
            file.seek(max(0, size - _LOOKED_AT))
            yield file.read(_LOOKED_AT).rpartition(_END_OF_ZIP)[2]
        for start in {0, max(0, size - _LOOKED_AT)}:
            file.seek(start)
            yield file.read(_LOOKED_AT)
