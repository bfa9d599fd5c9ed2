"""Few labels of many: which samples stay labelled where a method is to learn from little."""

import numpy as np

from gansmith.data.labels import UNKNOWN, Labels
from gansmith.data.reader.library_errors import shown
from gansmith.errors import UsageError, option


def few_labels(labels: Labels, count: int, class_names: tuple[str, ...], seed: int) -> Labels:
    """Return the labels (N,) with `count` of them known, as many of each class as of another or one more.

    A function of (labels, seed): fewer labels are among the more. Raises UsageError where a class has too few.
    """
    classes = len(class_names)
    kept = np.full_like(labels, UNKNOWN)
    for index, name in enumerate(class_names):
        wanted = count // classes + (index < count % classes)
        found = np.random.default_rng([seed, index]).permutation(np.flatnonzero(labels == index))
        if len(found) < wanted:
            raise UsageError(
                f"{option('labels', count)}: {wanted} of each of {classes} classes, but class {shown(name)!r} has "
                f"{len(found)}. "
                "Ask for fewer, or leave it out for all there are."
            )
        kept[found[:wanted]] = index
    return kept
