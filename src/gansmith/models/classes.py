"""Which class each sample is asked for: one for all, all in turn, or in the shares of the training data."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from gansmith.core.shares import labels_in_shares
from gansmith.data.labels import is_plain
from gansmith.data.reader.library_errors import shown
from gansmith.errors import UsageError, first_few, option
from gansmith.records.model_card import Card

BALANCED, AS_DATA = "balanced", "as-data"  # in turn, as where nothing is asked for; in the training data's shares
_NAMED = 20  # classes that a refusal lists


def asked_labels(card: Card, classes: int, count: int, label: str | int | None) -> int | Tensor | None:
    """Return the class of all samples, or int64 (count,) one of each, or None for all in turn.

    classes: how many the generator is told; 0 where it is told none. Raises UsageError for a class that does not exist,
    and for shares that the model does not know.
    """
    if label is None:
        return None
    if label not in (BALANCED, AS_DATA):
        return index_of(card.class_names[:classes], label, card.method)
    _require_told(classes, label, card.method)
    return None if label == BALANCED else torch.from_numpy(labels_in_shares(_counts(card, classes), count))


def given_labels(labels: np.ndarray, classes: int, count: int, label: str | int | None) -> Tensor:
    """Return the classes of all samples; raises UsageError where they are not one for each, of those there are."""
    whole = labels.shape == (count,) and labels.dtype.kind in "iu" and label is None
    if not whole or ((labels < 0) | (labels >= classes)).any():
        raise UsageError(
            f"labels of shape {labels.shape}: give {count} whole numbers from 0 to {classes - 1}, or else one label "
            "for all."
        )
    return torch.from_numpy(labels.astype(np.int64))


def index_of(names: Sequence[str], label: str | int, method: str) -> int:
    """Return the place of a class among the names: by its name, by its name in quotes, or by its number from 0.

    Where all names are whole numbers, as of digits, a number is a name. Raises UsageError, with the names, where there
    is none.
    """
    asked = str(label)
    _require_told(len(names), asked, method)
    for name in (asked, _unquoted(asked)):
        if name in names:
            return names.index(name)
    numbered = not all(map(is_plain, names))
    if numbered and asked.isdecimal() and len(asked) < 18 and int(asked) < len(names):
        return int(asked)
    known = first_few([*map(shown, names)], _NAMED)
    raise UsageError(f"{option('label', shown(asked))}: there is no such class. The classes are: {known}.")


def namesake(names: Sequence[str], label: str | int | None) -> str:
    """Return what to say where a class has the name of what was asked for instead of it; "" elsewhere."""
    if label not in (BALANCED, AS_DATA) or label not in names:
        return ""
    return f"{option('label', label)} says which classes are drawn. The class of this name is asked for in quotes: " + (
        f"{option('label')} '\"{label}\"'."
    )


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def _require_told(classes: int, asked: str | int, method: str) -> None:
    if not classes:
        raise UsageError(
            f"{option('label', shown(str(asked)))}: this model draws no class on demand, as {option('method', method)} "
            f"tells its generator none. Train with {option('method', 'cgan')} or acgan on labelled data."
        )


def _counts(card: Card, classes: int) -> tuple[int, ...]:
    counts = card.class_counts[:classes]
    if not card.class_counts:
        raise UsageError(
            f"{option('label', AS_DATA)}: an older gansmith saved this model, without the shares of its classes. Ask "
            f"for {option('label', BALANCED)}, or let its run go on for some steps with {option('resume')}, which "
            "writes them."
        )
    if not any(counts):
        raise UsageError(
            f"{option('label', AS_DATA)}: no sample that was trained on has a label. Ask for "
            f"{option('label', BALANCED)}."
        )
    return counts
