"""Public data sets by name, downloaded once and checked against pinned SHA-256 digests."""

import gzip
import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from gansmith.errors import DataError, UsageError, option
from gansmith.storage.atomic import write_bytes, writing
from gansmith.storage.places import possible

_SECONDS = 30.0  # without an answer


@dataclass(frozen=True)
class Packed:
    """A gzip file of a set: its name, and the length (bytes) and SHA-256 of what is in it."""

    name: str
    length: int
    sha256: str


@dataclass(frozen=True)
class Downloadable:
    """A public data set: where its files lie, and the files."""

    address: str
    files: tuple[Packed, ...]


SETS = {
    "mnist": Downloadable(
        "https://ossci-datasets.s3.amazonaws.com/mnist",
        (
            Packed(
                "train-images-idx3-ubyte.gz",
                47_040_016,
                "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            ),
            Packed(
                "train-labels-idx1-ubyte.gz",
                60_008,
                "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            ),
            Packed(
                "t10k-images-idx3-ubyte.gz",
                7_840_016,
                "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            ),
            Packed(
                "t10k-labels-idx1-ubyte.gz",
                10_008,
                "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
            ),
        ),
    )
}
Say = Callable[[str], None]


def fetch(name: str, directory: str | Path, *, mirror: str | None = None, say: Say = lambda text: None) -> Path:
    """Download a public data set into a directory.

    Files that are there already and have the expected content are not downloaded again.

    Parameters
    ----------
    name : str
        Name of the data set: "mnist".
    directory : str or Path
        The directory to write, created if it is missing.
    mirror : str, optional
        An http or https address with files of the same names and content.
    say : callable, optional
        Function called with a line of text for each file.

    Returns
    -------
    Path
        The directory.

    Raises
    ------
    UsageError
        The name is unknown, or the mirror is not an http or https address.
    DataError
        A file cannot be downloaded, or its SHA-256 is not the expected one.
    """
    if name not in SETS:
        raise UsageError(f"{option('fetch', name)}: there is no such set. There is: {', '.join(SETS)}.")
    wanted, place = SETS[name], possible(directory)
    address = (mirror or wanted.address).rstrip("/")
    if not address.startswith(("http://", "https://")):
        raise UsageError(f"{option('mirror', mirror)}: give an address that begins with http:// or https://.")
    with writing(place):
        place.mkdir(parents=True, exist_ok=True)
    for file in wanted.files:
        target = place / file.name
        if _is_there(target, file):
            say(f"{target} is there already.")
            continue
        content = _downloaded(f"{address}/{file.name}", file)
        write_bytes(target, content)
        say(f"{target}: {len(content):,} bytes, its SHA-256 is right.")
    return place


def _is_there(target: Path, file: Packed) -> bool:
    try:
        return target.stat().st_size <= _most(file) and _unpacked(target.read_bytes(), file) is not None
    except OSError:
        return False


def _most(file: Packed) -> int:
    """Return how many bytes a packed file may have: gzip makes what cannot be packed hardly longer."""
    return file.length + file.length // 100 + 1024


def _downloaded(address: str, file: Packed) -> bytes:
    """Return the packed file at an address; raises DataError where it is not to be had, or another one."""
    elsewhere = f"Download it by other means, or name another address with {option('mirror')}"
    try:
        with urlopen(address, timeout=_SECONDS) as answer:  # noqa: S310 - the scheme was checked
            content = bytes(answer.read(_most(file) + 1))
    except (URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise DataError(f"{address} could not be downloaded: {reason}. {elsewhere}.") from None
    if _unpacked(content, file) is None:
        raise DataError(f"{address} is not the file it should be: its SHA-256 differs. {elsewhere}.")
    return content


def _unpacked(content: bytes, file: Packed) -> bytes | None:
    """Return what is in a packed file; None where that is not what is pinned."""
    try:
        with gzip.open(BytesIO(content)) as packed:
            unpacked = packed.read(file.length + 1)  # a small file that would fill the memory is cut off
    except (OSError, EOFError, zlib.error):
        return None
    return unpacked if hashlib.sha256(unpacked).hexdigest() == file.sha256 else None
