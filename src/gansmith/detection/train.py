"""Train a detector: bring all sets to one form, learn, calibrate, test, and leave out one generator after the other."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.config.command_line import shown
from gansmith.data.load import Source, source_name
from gansmith.data.options import data_settings
from gansmith.detection.calibration import Calibration
from gansmith.detection.detector import REMEMBERED, Detector, Unseen, standardised
from gansmith.detection.form import Form, in_one_form
from gansmith.detection.gate import Gate
from gansmith.detection.learning import STEPS, features_of, learn, logits_of
from gansmith.detection.measures import Measured, measure
from gansmith.detection.parts import Part, Parts, in_parts
from gansmith.detection.rounding import REAL
from gansmith.detection.sources import generated_samples, names_of, real_samples
from gansmith.errors import DataError, UsageError, option
from gansmith.features.classifier import Network
from gansmith.models.load import Recipe
from gansmith.records.model_card import unplaced

Tell = Callable[[int, int], None]


def train(
    real: Source,
    fakes: Mapping[str, Source] | list[Source],
    *,
    reading: Mapping[str, Any],
    count: int | None = None,
    steps: int = STEPS,
    seed: int = 0,
    levels: tuple[float, float] | None = None,
    recipe: Recipe | None = None,
    tell: Tell | None = None,
) -> Detector:
    """Return a detector of the generated sets; see `gansmith.train_detector`."""
    if steps < 1:
        raise UsageError(f"{option('steps', steps)}: give 1 or more.")
    named = dict(fakes) if isinstance(fakes, Mapping) else dict(zip(names_of(fakes), fakes, strict=True))
    if not named:
        raise UsageError(f"{option('fake')} is missing: name a set of generated samples, or a run.")
    settings = data_settings(source_name(real), reading)
    runs, seen = _Runs(steps, seed, 1 + len(named) * (len(named) > 1), tell), tuple(range(1, len(named) + 1))
    runs.tell(0, steps)  # sets take a while to read, and samples of models to draw
    first, codec = real_samples(real, settings, count, seed)
    found = {name: generated_samples(one, settings, first, count, seed, recipe) for name, one in named.items()}
    form = in_one_form(first, found, codec, settings, levels)
    parts = in_parts(form.sets, [REAL, *named], seed)
    repeated = [f"{shown(name)} repeats so few samples that equal ones lie in several parts" for name in parts.repeated]
    alike = _alike(form.sets, list(named))
    repeated += [f"{shown(a)} and {shown(b)} hold the same samples, and are left out together" for a, b in alike]
    network, calibration, gate = _learnt(parts, runs)
    detector = Detector(
        network,
        form.codec,
        unplaced(first.origin),
        form.preparation,
        calibration,
        gate,
        tuple(named),
        _measured(network, calibration, gate, parts.test, seed),
        (),
        (*form.notes, *repeated),
        {name: value for name in REMEMBERED if (value := reading.get(name)) is not None},
        first.labels is not None,
    )
    left = [_left_out(form, parts, _others(detector, one, alike), one, runs, detector) for one in seen]
    said = tuple(note for _, notes in left for note in notes)
    return replace(detector, table=tuple(row for row, _ in left), notes=(*detector.notes, *said))


class _Runs:
    """How far all trainings of a detector are, told as one count of steps."""

    def __init__(self, steps: int, seed: int, total: int, tell: Tell | None) -> None:
        self.steps, self.seed = steps, seed
        self._done, self._total, self._tell = 0, total, tell

    def tell(self, step: int, steps: int) -> None:
        """Tell how many steps are done of all."""
        if self._tell is not None:
            self._tell(self._done * self.steps + step, self._total * self.steps)

    def finish(self) -> None:
        """Count a training that has ended, by its last step or before."""
        self._done += 1


def _learnt(parts: Parts, runs: _Runs) -> tuple[Network, Calibration, Gate]:
    network = learn(parts.train, parts.validation, seed=runs.seed, steps=runs.steps, tell=runs.tell).network
    runs.finish()
    train, held = parts.train, parts.calibration
    calibration = Calibration.fit(logits_of(network, held.samples), held)
    both = [(features_of(network, part.samples), standardised(network, part.samples)) for part in (train, held)]
    return network, calibration, Gate.fit(train, *both[0], held, *both[1])


def _measured(network: Network, calibration: Calibration, gate: Gate, part: Part, seed: int) -> Measured:
    logits = logits_of(network, part.samples)
    distance = gate.distance(features_of(network, part.samples), standardised(network, part.samples))
    return measure(logits, calibration.probability(logits), part, distance > 1, seed)


def _alike(sets: list[npt.NDArray[np.float32]], names: list[str]) -> list[tuple[str, str]]:
    """Return the pairs of generators of which one holds half of the other's samples, real ones aside, or more."""
    real, *fakes = ({row.tobytes() for row in some} for some in sets)
    made = [some - real for some in fakes]
    pairs = ((a, b) for a in range(len(made)) for b in range(a + 1, len(made)))
    same = [(a, b) for a, b in pairs if 2 * len(made[a] & made[b]) >= max(1, min(len(made[a]), len(made[b])))]
    return [(names[a], names[b]) for a, b in same]


def _others(detector: Detector, one: int, alike: list[tuple[str, str]]) -> tuple[int, ...]:
    """Return the generators that a generator is unseen by: all but itself and those that hold the same samples."""
    name = detector.generators[one - 1]
    same = {name} | {other for pair in alike if name in pair for other in pair}
    return tuple(place for place, other in enumerate(detector.generators, 1) if other not in same)


def _left_out(
    form: Form, parts: Parts, others: tuple[int, ...], one: int, runs: _Runs, whole: Detector
) -> tuple[Unseen, tuple[str, ...]]:
    """Return how a generator is detected with and, where there are others, without it in training, and notes."""
    name = whole.generators[one - 1]
    seen = _measured(whole.network, whole.calibration, whole.gate, parts.test.of(one), runs.seed)
    if not others:
        return Unseen(name, seen, None), ()
    theirs, notes = form.without(name, [whole.generators[at - 1] for at in others])
    if theirs is not form:
        try:
            parts = in_parts(theirs.sets, [REAL, *whole.generators], runs.seed)
        except DataError as error:
            runs.finish()
            return Unseen(name, seen, None), (f"{shown(name)} could not be left out: {error}",)
    without = _learnt(parts.of(*others), runs)
    return Unseen(name, seen, _measured(*without, parts.test.of(one), runs.seed)), notes
