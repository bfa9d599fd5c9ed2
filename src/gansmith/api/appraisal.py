"""Measurements of a run while it trains, on samples that its players never see; the best model is kept."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import numpy as np
import torch

from gansmith.api.assembly import Assembly
from gansmith.core.game import Game
from gansmith.core.method import Report
from gansmith.core.randomness import key
from gansmith.core.sampling import sample
from gansmith.core.translation import translate
from gansmith.evaluation.metric import Estimate
from gansmith.training.observers import Observer

MOST = 512  # samples on either side: enough to rank models of one run, in a fraction of a second
FEATURES = "values"  # as networks see them
Criterion = Literal["kid", "sliced"]


def _kid(real: np.ndarray, fake: np.ndarray) -> Estimate:
    from gansmith.evaluation.kernel import kid

    return kid(real, fake)


def _sliced(real: np.ndarray, fake: np.ndarray) -> Estimate:
    from gansmith.evaluation.transport import sliced_wasserstein

    return sliced_wasserstein(real, fake, projections=200, seed=0)


CRITERIA: dict[Criterion, Callable[[np.ndarray, np.ndarray], Estimate]] = {"kid": _kid, "sliced": _sliced}


def tag(criterion: str) -> str:
    """Return what a criterion is called in records."""
    return f"quality/{criterion}[{FEATURES}]"


class Appraiser:
    """Measure every `evaluate_every` steps, record it, keep the model best by `best_by`, and know when to give up.

    values holds what was measured before, by step, and is added to: it lies in every checkpoint, so a resumed run goes
    on with the same best and the same patience.
    """

    def __init__(
        self, assembly: Assembly, observers: Sequence[Observer], values: dict[int, float], keep: Callable[[], object]
    ) -> None:
        self.assembly, self.observers, self._keep = assembly, observers, keep
        self.every, self.patience = assembly.settings.evaluate_every, assembly.settings.patience
        self.criterion = tag(assembly.settings.best_by)
        held = assembly.held_out(MOST) if self.every else None
        self._held = held
        self._real = None if held is None else held.real.flatten(1).numpy()
        self.values = values

    @property
    def best(self) -> tuple[int, float] | None:
        """Step and value of the best measurement; the first of equals."""
        return min(self.values.items(), key=lambda entry: (entry[1], entry[0])) if self.values else None

    @property
    def gave_up(self) -> bool:
        """Whether the last `patience` measurements brought no better one."""
        if not self.patience or self.best is None:
            return False
        return sum(step > self.best[0] for step in self.values) >= self.patience

    def __call__(self, game: Game, report: Report) -> None:
        """Measure, if it is time."""
        if self.every and game.step % self.every == 0:
            self.measure(game)

    def measure(self, game: Game) -> None:
        """Measure now, unless this step has been or there is nothing held out."""
        if self._real is None or game.step in self.values:
            return
        fake = self._samples(game, len(self._real))
        found = {tag(name): measure(self._real, fake).value for name, measure in CRITERIA.items()}
        value = found[self.criterion]
        if self.best is None or value < self.best[1]:
            self._keep()  # first, as what is noted or recorded is never measured, and so never kept, again
        self.values[game.step] = value
        scalars: Mapping[str, float] = found | {"images": float(game.batches_seen * game.method.batch_size)}
        for observer in self.observers:
            observer(game.step, scalars)

    def _samples(self, game: Game, count: int) -> np.ndarray:
        network = game.networks[game.method.sampler]
        if self._held is not None and self._held.source is not None:
            made = translate(network, self._held.source)
        else:
            made = sample(network, game.method.prior, count, key(self.assembly.settings.seed, "appraisal"))
        return torch.nan_to_num(made.float()).flatten(1).numpy()
