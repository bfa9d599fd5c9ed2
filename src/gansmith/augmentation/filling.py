"""Generated samples of the classes that lack some, without copies of training samples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.augmentation.copies import Originals
from gansmith.augmentation.encoded import Encoding
from gansmith.core.randomness import key
from gansmith.data.reader.library_errors import shown
from gansmith.models.model import Model
from gansmith.models.where import Drawn

TRIES = 20  # draws of all samples that are still lacking
_SPARE = 16  # samples beyond those wanted, so that few copies cost no second draw
_SEEDS = 2**31


@dataclass(frozen=True, eq=False)
class Filled:
    """Generated samples, their classes, conditions where there are any, and how many copies of each were refused.

    refused and missing count samples by class: copies, and samples that could not be made without being copies.
    """

    values: np.ndarray
    labels: npt.NDArray[np.int64]
    conditions: npt.NDArray[np.float64] | None
    refused: Mapping[int, int]
    missing: Mapping[int, int]

    @classmethod
    def nothing(cls, like: np.ndarray) -> "Filled":
        """Return no samples, of the shape and type of those of an array (N, ...)."""
        return cls(like[:0], np.empty(0, np.int64), None, {}, {})

    def notes(self, class_names: Sequence[str]) -> tuple[str, ...]:
        """Return in words what was refused, and what could not be made."""
        said = list[str]()
        if count := sum(self.refused.values()):
            said.append(
                f"{count:,} generated samples were refused as copies: they equal a training sample, or are nearer to "
                "one than 99 % of the real samples of their class are to their nearest"
            )
        return (*said, *self.shortfalls(class_names))

    def shortfalls(self, class_names: Sequence[str]) -> tuple[str, ...]:
        """Return in words which classes lack samples still, and why."""
        return tuple(
            f"the class {shown(class_names[label])!r} lacks {count:,} samples, since too many of those generated are "
            "copies of training samples: train longer, or fill it up less"
            for label, count in self.missing.items()
        )


def fill(
    model: Model,
    encoding: Encoding,
    originals: Originals,
    wanted: Mapping[int, int],
    *,
    seed: int,
    dtype: npt.DTypeLike,
    numbered: Mapping[int, int] | None = None,
) -> Filled:
    """Return as many samples of each class as are wanted, none of them a copy; fewer where TRIES draws are not enough.

    numbered: the class of the model for each, where its numbers are others than those of the data. The samples are a
    function of the model, the seed and what is wanted.
    """
    left, refused, kept = dict(wanted), dict.fromkeys(wanted, 0), list[Drawn]()
    for number in range(TRIES):
        sizes = {label: count + _SPARE for label, count in left.items() if count}
        if not sizes:
            break
        labels = np.repeat(np.array([*sizes], np.int64), [*sizes.values()])
        theirs = labels if numbered is None else np.array([numbered[label] for label in labels.tolist()], np.int64)
        drawn = model.draw(len(labels), labels=theirs, seed=key(seed, "augmentation", number) % _SEEDS)
        copied = originals.copied(encoding.rows(drawn.samples), labels)
        for label in sizes:
            own = np.flatnonzero(labels == label)
            good = own[~copied[own]][: left[label]]
            seen = own[: good[-1] - own[0] + 1] if len(good) == left[label] else own
            refused[label] += int(copied[seen].sum())
            left[label] -= len(good)
            told = None if drawn.conditions is None else drawn.conditions[good]
            kept.append(Drawn(drawn.samples[good].astype(dtype), labels[good], told))
    return _joined(kept, refused, left)


def _joined(kept: list[Drawn], refused: Mapping[int, int], left: Mapping[int, int]) -> Filled:
    """Return all that was kept, in the order of classes."""
    labels = np.concatenate([part.labels for part in kept if part.labels is not None])
    order = np.argsort(labels, kind="stable")
    values = np.concatenate([part.samples for part in kept])[order]
    told = [part.conditions for part in kept if part.conditions is not None]
    conditions = np.concatenate(told)[order] if told else None
    missing = {label: count for label, count in left.items() if count}
    return Filled(values, labels[order], conditions, dict(refused), missing)
