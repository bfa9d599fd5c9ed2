"""A zip of images, as StyleGAN's tools write it: with its dataset.json the labels, else like a folder of images."""

import json
import zipfile
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import Any

from gansmith.data.dataset import Dataset
from gansmith.data.formats.contents import Contents
from gansmith.data.formats.image_conditions import classes_from
from gansmith.data.formats.image_folder import read_listing
from gansmith.data.formats.image_labels import Classes, Names, classes_of, of_entries
from gansmith.data.formats.image_listing import Listing, is_image_name, left_out, note_other
from gansmith.data.formats.image_writing import as_pixels, encoded
from gansmith.data.formats.label_files import MOST_BYTES, MOST_VALUES, read_labels
from gansmith.data.formats.size_limits import PICTURE, check_unpacked
from gansmith.data.formats.stored_image import StoredImage
from gansmith.data.formats.variables import Choices
from gansmith.data.labels import UNKNOWN
from gansmith.errors import DataError
from gansmith.storage.json_text import parsed

LABELS_FILE = "dataset.json"
_MEMBERS_IN_A_FOLDER = 1000  # as StyleGAN's tools divide them
_RATIO = 200  # of what a large image takes unpacked and packed: images are packed already
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def read_zip(path: str, choices: Choices) -> Dataset:
    """Read the images of a zip without unpacking it to the disk; labels come from its dataset.json where it has one.

    Raises DataError naming the member that is damaged, of another size, or made to fill the memory.
    """
    with zipfile.ZipFile(path) as archive:
        listing = _listing(path, archive)
        return read_listing(listing, path, choices, "zip", _classes(listing, archive, choices))


def write_zip(path: Path, made: Contents) -> None:
    """Write 00000/img00000000.png ... and dataset.json; raises UsageError for what is no picture.

    A class is written by its number, as StyleGAN reads it, where all samples have one; class_names keeps the names.
    """
    names = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for number, picture in enumerate(as_pixels(made.values, made.origin)):
            names.append(f"{number // _MEMBERS_IN_A_FOLDER:05d}/img{number:08d}.png")
            archive.writestr(_member(names[-1]), encoded(picture, "PNG"))
        document: dict[str, Any] = {"labels": None}
        if made.labels is not None and (made.labels != UNKNOWN).all():
            document["labels"] = [[name, int(label)] for name, label in zip(names, made.labels, strict=True)]
            document["class_names"] = list(made.class_names)
        archive.writestr(_member(LABELS_FILE), json.dumps(document))


def _member(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name)  # dated 1980, so that the same samples make the same file


def _listing(path: str, archive: zipfile.ZipFile) -> Listing:
    files, kinds, total = [], Counter[str](), 0
    for member in archive.infolist():
        name = PurePosixPath(member.filename)
        if member.is_dir() or any(part.startswith(".") or part == "__MACOSX" for part in name.parts):
            continue
        if not is_image_name(name.name):
            if member.filename != LABELS_FILE:
                note_other(kinds, name.name)
            continue
        _require_harmless(path, member)
        total += member.file_size
        files.append(StoredImage(Path(path) / name, name, archive))
    if len({file.name for file in files}) < len(files):
        raise DataError(f"{path} holds two images of one name. Pack it again.")
    if not files:
        seen = ", ".join(left_out(kinds)) or "nothing"
        raise DataError(
            f"{path} holds no images. It holds {seen}. Unpack it, and name the file or folder that is the data."
        )
    check_unpacked(path, "zip", Path(path).stat().st_size, total)
    notes = (f"files left out, as they are no images: {', '.join(left_out(kinds))}",) if kinds else ()
    return Listing(path, tuple(sorted(files, key=lambda file: file.name)), notes)


def _require_harmless(path: str, member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 1:
        raise DataError(f"{path} is encrypted. Unpack it, and name the folder.")
    if member.compress_type not in _METHODS:
        raise DataError(f"{path} is packed by another method than deflate. Unpack it, and name the folder.")
    if member.file_size > PICTURE and member.file_size > _RATIO * member.compress_size:
        raise DataError(
            f"{path}: a member would unpack from {member.compress_size:,} bytes to {member.file_size:,}. "
            "Unpack it, and name the folder."
        )


def _classes(listing: Listing, archive: zipfile.ZipFile, choices: Choices) -> Classes:
    labels_from = classes_from(choices)
    if labels_from is not None or LABELS_FILE not in archive.namelist():
        return classes_of(listing, labels_from, choices.label)
    where = Path(listing.path) / LABELS_FILE
    if archive.getinfo(LABELS_FILE).file_size > MOST_BYTES:
        raise DataError(f"{where} is larger than {MOST_BYTES:,} bytes. Unpack the zip, and name the folder.")
    content = archive.read(LABELS_FILE)
    names = Names(listing)
    entries, _ = read_labels(content, where, choices.label, lambda text: names.find(text) is not None)
    if not entries:
        return None, (), (f"{LABELS_FILE} in it holds no labels",)
    labels, class_names, notes = of_entries(
        listing, names, entries, str(where), f"labels are read from its {LABELS_FILE}"
    )
    document = parsed(content, most=MOST_VALUES)
    called = document.get("class_names") if isinstance(document, dict) else None
    return labels, _called(class_names, called), notes


def _called(class_names: tuple[str, ...], called: object) -> tuple[str, ...]:
    """Return the names of classes that are numbers, where a list says them and they are all different."""
    if not isinstance(called, list) or not all(isinstance(name, str) and name for name in called):
        return class_names
    numbers = [int(name) if name.isdecimal() and len(name) < 10 else len(called) for name in class_names]
    named = tuple(called[number] for number in numbers if number < len(called))
    return named if len(set(named)) == len(class_names) else class_names
