"""How well a detector does on other samples than those it was fitted on, with standard errors."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.detection.parts import Floats, Part, Whole
from gansmith.metrics.roc import area_under_curve

BINS = 10  # of equal width, for the expected calibration error
DRAWS = 200  # of the bootstrap
CERTAIN = 1.96  # standard errors, of a two-sided 95 % interval


@dataclass(frozen=True)
class Value:
    """A metric value with its standard error."""

    value: float
    error: float

    def __str__(self) -> str:
        """Return value and error in three decimals."""
        return f"{self.value:.3f} ± {self.error:.3f}"

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Value":
        """Return the value of a stored document; raises ValueError, TypeError or KeyError for anything else."""
        value = cls(float(document["value"]), float(document["error"]))
        if not np.isfinite([value.value, value.error]).all():
            raise ValueError("a metric value that is no number")
        return value


@dataclass(frozen=True)
class Measured:
    """Accuracy, AUC and expected calibration error (ECE) of a test part, the real samples weighing as much as the rest.

    ece_floor is the mean ECE that perfectly calibrated probabilities have with so few samples. refused is the share
    that the gate calls unlike.
    """

    accuracy: Value
    auc: Value
    ece: Value
    ece_floor: float
    refused: float
    real: int
    generated: int

    def to_json(self) -> dict[str, Any]:
        """Return the metric values as JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Measured":
        """Return what `to_json` described; raises ValueError, TypeError or KeyError for anything else."""
        accuracy, auc, ece = (Value.of(document[name]) for name in ("accuracy", "auc", "ece"))
        floor, refused = (float(document[name]) for name in ("ece_floor", "refused"))
        return cls(accuracy, auc, ece, floor, refused, int(document["real"]), int(document["generated"]))

    @property
    def tells(self) -> bool:
        """Whether the AUC is above 0.5 by more than chance brings about."""
        return self.auc.value - CERTAIN * self.auc.error > 0.5


def measure(logits: Floats, probability: Floats, part: Part, unlike: npt.NDArray[np.bool_], seed: int) -> Measured:
    """Return the metric values of a test part: logits, probabilities and whether it is unlike, each (N,)."""
    random, found, alike = np.random.default_rng(seed), [], part.alike
    for drawn in _draws(part, alike, random):
        chosen = Part(part.samples[:0], part.sets[drawn])
        found.append(_three(logits[drawn], probability[drawn], chosen))
    errors = np.std(found, axis=0, ddof=1)
    least = 0.5 / (alike.max() + 1)  # all right of few is no certainty
    errors = np.maximum(errors, [least, least, 0])
    values = _three(logits, probability, part)
    accuracy, auc, ece = (Value(value, float(error)) for value, error in zip(values, errors, strict=True))
    floor = _ece_floor(probability, part.weights, random)
    refused = float(part.weights @ unlike)
    counts = np.bincount(part.generated, minlength=2)
    return Measured(accuracy, auc, ece, floor, refused, int(counts[0]), int(counts[1]))


def _draws(part: Part, alike: Whole, random: np.random.Generator) -> Iterator[Whole]:
    """Yield the places of the bootstrap's samples: equal ones are drawn together, as they are one piece of evidence.

    As many different samples are drawn as there are, of each set, and of those that several sets hold.
    """
    order = np.argsort(alike, kind="stable")
    sizes = np.bincount(alike)
    starts = np.cumsum(sizes) - sizes
    strata = dict[frozenset[int], list[int]]()
    for one, (start, size) in enumerate(zip(starts, sizes, strict=True)):
        strata.setdefault(frozenset(part.sets[order[start : start + size]].tolist()), []).append(one)
    kinds = [np.array(strata[where]) for where in sorted(strata, key=sorted)]
    for _ in range(DRAWS):
        drawn = np.concatenate([random.choice(some, len(some)) for some in kinds])
        counts = sizes[drawn]
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        yield order[np.repeat(starts[drawn], counts) + within]


def _three(logits: Floats, probability: Floats, part: Part) -> tuple[float, float, float]:
    weights, generated = part.weights, part.generated
    half = np.where(probability == 0.5, 0.5, (probability > 0.5) == generated)
    return float(weights @ half), auc_of(logits, part), ece_of(probability, generated.astype(np.float64), weights)


def auc_of(logits: Floats, part: Part) -> float:
    """Return the probability that a generated sample has a larger logit than a real one, the mean over generators."""
    real, generators = logits[part.sets == 0], np.unique(part.sets[part.sets > 0])
    return float(np.mean([area_under_curve(logits[part.sets == one], real) for one in generators]))


def ece_of(probability: Floats, generated: Floats, weights: Floats) -> float:
    """Return the mean over 10 bins of |share of generated samples - mean probability|, by weights that sum to 1."""
    places = np.minimum((probability * BINS).astype(np.int64), BINS - 1)
    off = np.bincount(places, weights * (generated - probability), minlength=BINS)
    return float(np.abs(off).sum())


def _ece_floor(probability: Floats, weights: Floats, random: np.random.Generator) -> float:
    drawn = [(random.random(len(probability)) < probability).astype(np.float64) for _ in range(DRAWS)]
    return float(np.mean([ece_of(probability, labels, weights) for labels in drawn]))
