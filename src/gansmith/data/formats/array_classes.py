"""Which class each file of a folder of arrays is of: its sub-folder, unless that is no class."""

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from gansmith.data.conventions import AS_MEANT
from gansmith.data.formats.folder_names import classes_of
from gansmith.data.formats.image_labels import FOLDERS, NONE, Classes
from gansmith.data.formats.image_layout import holder_of, require_classes
from gansmith.data.formats.image_listing import Listing, listed, plain
from gansmith.data.formats.stored_image import StoredImage
from gansmith.data.formats.variables import Choices
from gansmith.errors import UsageError, option

_MASK = re.compile(r"(.+?)[-_. ]?(seg|segmentation|mask|masks|label|labels|lesion|gt|roi)", re.IGNORECASE)


def classes_in(names: Sequence[Path], path: str, choices: Choices) -> Classes:
    """Return labels, class names and notes of files, named as they lie below the folder at `path`.

    Raises DataError where sub-folders are parts of a data set, or images and masks, and so no classes.
    """
    asked = choices.labels_from
    if asked not in (None, FOLDERS, NONE):
        raise UsageError(
            f"{option('labels_from', asked)}: {path} holds arrays, whose classes are their folders. Give {FOLDERS} or "
            f"{NONE}."
        )
    notes = _masks_among(names)
    within = [name.parts[0] for name in names if len(name.parts) > 1]
    if asked == NONE or not within:
        return None, (), notes
    if len(within) < len(names) and asked is None:
        beside = (
            f"files lie beside the folders {listed(sorted(set(within)))}, so that these are not taken for classes; "
            f"with {option('labels_from', FOLDERS)} they are"
        )
        return None, (), (*notes, beside)
    if asked is None and choices.conventions >= AS_MEANT:
        files = tuple(StoredImage(Path(path) / name, PurePosixPath(name.as_posix())) for name in names)
        listing = Listing(path, files)
        require_classes(listing, translated=False)
        if (holder := holder_of(listing)) is not None:
            return None, (), (*notes, f"all files lie in the folder {plain(holder)}, which is not taken for a class")
    if asked is None:
        taken = f"each of the {len(set(within)):,} folders is a class, such as {plain(min(within))}"
        notes = (*notes, f"{taken}; if they are patients, series or the like, give {option('labels_from', NONE)}")
    return *classes_of(names), notes


def _masks_among(names: Sequence[Path]) -> tuple[str, ...]:
    """Return a note where some files are called as masks of others are, such as 1_seg.nii beside 1.nii."""
    stems = {name: name.name.partition(".")[0] for name in names}
    others = {(name.parent, stem) for name, stem in stems.items()}
    found = [
        name
        for name, stem in stems.items()
        if (match := _MASK.fullmatch(stem)) and (name.parent, match[1]) in others and match[1] != stem
    ]
    if not found:
        return ()
    return (
        f"{len(found):,} of {len(names):,} files are named as masks of others, such as {plain(found[0].as_posix())}, "
        "and are samples as all are: move them to another folder",
    )
