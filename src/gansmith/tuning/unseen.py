"""Two models on the test part of the data, by which neither was chosen: the metric that chose, and its uncertainty."""

from dataclasses import dataclass
from pathlib import Path
from statistics import pstdev

import numpy as np

from gansmith.config.settings import TrainSettings
from gansmith.methods.registry import own_of
from gansmith.models.load import load
from gansmith.runs.measures import Measures
from gansmith.runs.setup import Assembly, ValidationSet
from gansmith.tuning.fitting import Fitting

FEWEST = 24  # test samples, fewer of which say nothing
MOST = 1024
HALVES = 12  # of the test samples, drawn at random, that say how far a difference can be trusted
CLEAR = 2.0  # standard errors


@dataclass(frozen=True)
class Tested:
    """The metric of the best trial and of the default on test samples, and the error of their difference.

    The error is that of the test samples and the noise (delete-half jackknife), not of another seed of the training.
    """

    samples: int
    tuned: float
    default: float
    error: float

    @property
    def is_clear(self) -> bool:
        """Whether the difference is beyond its uncertainty."""
        return abs(self.tuned - self.default) > CLEAR * self.error


def tested(fitting: Fitting, tuned: tuple[Path, TrainSettings], default: tuple[Path, TrainSettings]) -> Tested | None:
    """Return how two runs do on the test part; None where it has too few samples."""
    sides = [(place, fitting.assembly(settings)) for place, settings in (tuned, default)]
    held = sides[0][1].validation_set(MOST, test=True)
    if held is None or len(held.real) < FEWEST:
        return None
    values = [_values(place, assembly, held) for place, assembly in sides]
    differences = [one - other for one, other in zip(values[0][1:], values[1][1:], strict=True)]
    return Tested(len(held.real), values[0][0], values[1][0], pstdev(differences))


def _values(run: Path, assembly: Assembly, held: ValidationSet) -> list[float]:
    """Return the metric of a run's best model on all test samples, then on each half, with noise of its own."""
    name = assembly.settings.method
    place = run / "best" if (run / "best").is_dir() else run
    network = load(place, recipe=name if own_of(name) is not None else None).network
    count, draws = len(held.real), np.random.default_rng(0)
    parts = [np.arange(count), *(np.sort(draws.permutation(count)[: count // 2]) for _ in range(HALVES))]
    found = []
    for number, part in enumerate(parts):
        measures = Measures(assembly, _some(held, part))
        found.append(measures(measures.samples(network, f"test {number}"))[measures.criterion])
    return found


def _some(held: ValidationSet, places: np.ndarray) -> ValidationSet:
    return ValidationSet(
        held.real[places],
        None if held.source is None else held.source[places],
        None if held.labels is None else held.labels[places],
        None if held.numbers is None else held.numbers[places],
    )
