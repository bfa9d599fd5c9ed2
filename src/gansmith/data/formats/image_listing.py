"""Which files of a folder are images, in the order of their names, and what is left out: counted by reason."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from gansmith.data.formats.marks import is_mark
from gansmith.data.formats.registry import IMAGE_SUFFIXES
from gansmith.data.formats.stored_image import StoredImage
from gansmith.data.reader.library_errors import shown
from gansmith.errors import first_few

LABEL_FILES = (
    *("labels.csv", "labels.tsv", "labels.txt", "labels.json", "labels.jsonl", "dataset.json"),
    *("metadata.csv", "metadata.jsonl", "annotations.csv", "classes.csv", "train.csv"),
)
_MOST_KINDS = 8  # of files left out that a note names
_MOST_LINKS = 3


@dataclass(frozen=True)
class Listing:
    """The images of a folder or zip, and notes of what is left out and of links that are followed.

    path: as the user named it. label_files: names at its top that files of labels often have.
    """

    path: str
    files: tuple[StoredImage, ...]
    notes: tuple[str, ...] = ()
    label_files: tuple[str, ...] = ()
    paired: bool = False  # whether only those files were taken that have a partner elsewhere

    def only(self, chosen: list[Path] | None) -> "Listing":
        """Return the listing of the images chosen, in that order; None chooses all."""
        if chosen is None:
            return self
        by_path = {file.path: file for file in self.files}
        return replace(self, files=tuple(by_path[path] for path in chosen), paired=True)


@dataclass
class _Left:
    """What is met on the way and left out."""

    kinds: Counter[str] = field(default_factory=Counter)
    hidden: int = 0
    special: int = 0
    closed: int = 0
    followed: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    label_files: list[str] = field(default_factory=list)


def find_images(directory: Path) -> list[Path]:
    """Return the images under a directory in the order of their names, leaving out what is hidden."""
    return [file.path for file in list_folder(directory, str(directory)).files]


def list_folder(directory: Path, path: str) -> Listing:
    """Return the images under a directory; links to folders are followed, each folder once.

    Raises OSError where the directory itself cannot be read.
    """
    left = _Left()
    found = []
    for place in _walk(directory, left):
        if is_image_name(place.name):
            found.append(place)
        elif not is_mark(place.name):
            note_other(left.kinds, place.name)
            if place.parent == directory and place.name.lower() in LABEL_FILES:
                left.label_files.append(place.name)
    files = tuple(StoredImage(place, PurePosixPath(place.relative_to(directory).as_posix())) for place in sorted(found))
    return Listing(path, files, tuple(_notes(left, directory)), tuple(sorted(left.label_files)))


def is_image_name(name: str) -> bool:
    """Whether a file's ending is that of an image."""
    return name.lower().endswith(IMAGE_SUFFIXES)


def note_other(kinds: "Counter[str]", name: str) -> None:
    """Count a file that is no image by its ending, or by its name where it has none."""
    kinds[plain(PurePosixPath(name).suffix or name)] += 1


def left_out(kinds: "Counter[str]") -> list[str]:
    """Return in words how many files of other kinds there are, the most frequent first."""
    parts = [f"{count:,} {kind}" for kind, count in sorted(kinds.items(), key=lambda one: (-one[1], one[0]))]
    more = sum(sorted(kinds.values(), reverse=True)[_MOST_KINDS:])
    return parts[:_MOST_KINDS] + ([f"{more:,} of other kinds"] if more else [])


def plain(name: str) -> str:
    """Return a name as messages quote it, whatever bytes it is of."""
    return shown(name.encode(errors="replace").decode())


def listed(names: Iterable[object], most: int = _MOST_LINKS) -> str:
    """Return the first few names in a row, and how many more there are."""
    return first_few([plain(str(name)) for name in names], most)


def _walk(directory: Path, left: _Left) -> Iterator[Path]:
    """Yield the files under a directory that are not hidden, those of real folders before those of linked ones.

    A folder above the directory is never entered through a link, and no folder twice.
    """
    seen = {_identity(place) for place in (directory, *directory.resolve().parents)}
    waiting, links = [directory], list[Path]()
    while waiting or links:
        if not waiting:
            links.sort(reverse=True)
            link = links.pop()
            if _identity(link) in seen:
                left.repeated.append(str(link.relative_to(directory)))
                continue
            left.followed.append(str(link.relative_to(directory)))
            seen.add(_identity(link))
            waiting.append(link)
        folder = waiting.pop()
        for entry in _entries(folder, left, is_first=folder == directory):
            place = Path(entry.path)
            kind = _kind(entry)
            if entry.name.startswith("."):
                left.hidden += is_image_name(entry.name)
            elif kind == "folder" and entry.is_symlink():
                links.append(place)
            elif kind == "folder":
                if (which := _identity(place)) not in seen:  # it may lie in a linked folder that holds another one
                    seen.add(which)
                    waiting.append(place)
            elif kind == "file":
                yield place
            elif kind == "broken":
                left.broken.append(str(place.relative_to(directory)))
            else:
                left.special += is_image_name(entry.name)


def _entries(folder: Path, left: _Left, *, is_first: bool) -> "list[os.DirEntry[str]]":
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        if is_first:
            raise
        left.closed += 1
        return []


def _identity(folder: Path) -> tuple[int, int]:
    status = folder.stat()
    return status.st_dev, status.st_ino


def _kind(entry: "os.DirEntry[str]") -> str:
    try:
        if entry.is_dir():
            return "folder"
        if entry.is_file():
            return "file"
        return "broken" if entry.is_symlink() and not Path(entry.path).exists() else "special"
    except OSError:  # a link that leads back to itself
        return "broken"


def _notes(left: _Left, directory: Path) -> Iterator[str]:
    parts = left_out(left.kinds)
    for count, what in (
        (left.hidden, "hidden images"),
        (left.special, "that are no regular files"),
        (left.closed, "folders that may not be read"),
    ):
        parts += [f"{count:,} {what}"] if count else []
    if parts:
        yield f"files left out, as they are no images: {', '.join(parts)}"
    if left.broken:
        yield f"links to what is not there are left out: {len(left.broken):,}, such as {plain(min(left.broken))}"
    if left.followed:
        yield f"linked folders are followed: {listed(left.followed)}"
    if left.repeated:
        yield f"links to folders that are read already, or that hold {plain(directory.name)}, are left out: " + listed(
            left.repeated
        )
