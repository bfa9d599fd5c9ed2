"""Names of classes as names of folders, and back: every name gets a folder of its own that any file system takes."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePath

import numpy as np

from gansmith.data.labels import UNKNOWN, Labels
from gansmith.data.reader.library_errors import is_text, shown
from gansmith.errors import DataError

UNKNOWN_FOLDER = "unknown"  # of samples of no known class
_LONGEST = 200  # bytes of UTF-8; file systems take 255, or 255 UTF-16 units
_KEPT = 120  # bytes of a longer name that are kept before its digest
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u2028\u2029\ud800-\udfff]|^[.\s]|[.\s]$|%(?=[0-9A-Fa-f]{2})')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\..*)?", re.IGNORECASE)
_ESCAPED = re.compile(r"(?:%[0-9A-F]{2})+")


def folder_names(class_names: Sequence[str]) -> tuple[str, ...]:
    """Return a folder's name for each class, all different even where capitals do not count.

    What no file system takes stands as %XX, as in web addresses, and `class_of` reads it again; a name that is too long
    is cut, with a digest after it.
    """
    taken: set[str] = {UNKNOWN_FOLDER}
    chosen = []
    for name in class_names:
        plain = candidate = _folder_name(name)
        number = 2
        while _alike(candidate) in taken:
            candidate, number = f"{plain}~{number}", number + 1
        taken.add(_alike(candidate))
        chosen.append(candidate)
    return tuple(chosen)


def class_of(folder: str) -> str:
    """Return the class a folder is named after. Raises DataError for a name that is no text."""
    if not is_text(folder):
        name = shown(folder.encode(errors="replace").decode())
        raise DataError(f"The folder {name!r} has a name that is no text in UTF-8. Rename it: its name is the class.")
    try:
        name = _ESCAPED.sub(lambda found: bytes.fromhex(found[0].replace("%", "")).decode(), folder)
    except UnicodeDecodeError:
        return folder
    return name if _folder_name(name) == folder and "\0" not in name else folder  # else nobody wrote it so


def classes_of(names: Sequence[PurePath]) -> tuple[Labels, tuple[str, ...]]:
    """Return class indices (N,) and class names of samples, from their names below the folder that holds them all.

    The first folder of a name is its class. Of no known class are those in none, or in one called "unknown".
    """
    within = [name.parts[0] if len(name.parts) > 1 else UNKNOWN_FOLDER for name in names]
    folders = set(within) - {UNKNOWN_FOLDER}
    classes = {folder: class_of(folder) for folder in folders}
    if len(set(classes.values())) < len(classes):  # some are written as we would, and as they are, side by side
        classes = {folder: folder for folder in folders}
    class_names = tuple(sorted(classes.values()))
    index = {folder: class_names.index(name) for folder, name in classes.items()}
    return np.array([index.get(folder, UNKNOWN) for folder in within], np.int64), class_names


def folder_of_each(labels: Labels, class_names: Sequence[str]) -> list[str]:
    """Return the name of the folder that each sample belongs into, by its class."""
    highest = int(labels.max(initial=-1))
    folders = folder_names([*class_names, *map(str, range(len(class_names), highest + 1))])
    return [UNKNOWN_FOLDER if label == UNKNOWN else folders[label] for label in labels.tolist()]


def _folder_name(name: str) -> str:
    safe = _FORBIDDEN.sub(lambda found: _escaped(found[0]), name)
    if not safe or _DEVICES.fullmatch(safe) or safe == UNKNOWN_FOLDER:
        safe = _escaped(name[:1]) + safe[1:] if name else "%"
    if len(safe.encode()) <= _LONGEST:
        return safe
    digest = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:16]
    start = safe.encode()[:_KEPT].decode(errors="ignore")
    return f"{re.sub('%.?$', '', start)}~{digest}"


def _escaped(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode(errors="surrogatepass"))


def _alike(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
