"""Conditions of images: numbers in the columns of a file that has a line for each of them."""

from gansmith.data.formats.image_labels import FOLDERS, NONE, PLACE, Names, label_file, words_of_each
from gansmith.data.formats.image_listing import Listing
from gansmith.data.formats.label_files import read_label_file
from gansmith.data.formats.variables import Choices
from gansmith.errors import UsageError, option


def classes_from(choices: Choices) -> str | None:
    """Return where classes are said: not in a file that is named for conditions, unless its column is named too."""
    return None if choices.condition and choices.label is None else choices.labels_from


def words_of(listing: Listing, choices: Choices) -> tuple[dict[str, list[str | None]], str]:
    """Return what the file of labels says of each image in the columns of conditions, and the file's name.

    Raises UsageError where no such file is named, DataError where it has no such column.
    """
    named = choices.labels_from
    if named in (None, FOLDERS, NONE) or PLACE in str(named):
        raise UsageError(
            f"{option('condition', ' '.join(choices.condition))}: images hold no such numbers. Name a table that has a "
            f"line for each of them, with {option('labels_from', 'FILE')}."
        )
    names, path = Names(listing), label_file(str(named), listing)
    found = {}
    for condition in choices.condition:
        entries, _ = read_label_file(path, condition, lambda text: names.find(text) is not None)
        found[condition], _ = words_of_each(listing, names, entries, str(path))
    return found, str(path)
