"""Measurements of a run while it trains, on samples that its players never see; the best model is kept."""

from collections.abc import Callable, Mapping, Sequence
from math import inf, isfinite, isnan
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from gansmith.core.game import Game
from gansmith.core.method import Report
from gansmith.core.prior import Prior
from gansmith.core.randomness import key
from gansmith.core.sampling import sample
from gansmith.core.shares import labels_in_shares
from gansmith.core.translation import translate
from gansmith.errors import remark
from gansmith.metrics.result import Estimate
from gansmith.metrics.yardstick import Yardstick
from gansmith.runs.setup import Assembly, ValidationSet
from gansmith.training.callbacks import Observer

MOST = 512  # samples on either side: enough to rank models of one run, in a fraction of a second
FEATURES = "values"  # as networks see them
Criterion = Literal["worst", "kid", "sliced"]


def _kid(real: np.ndarray, fake: np.ndarray) -> Estimate:
    from gansmith.metrics.kernel import kid

    return kid(real, fake)


def _sliced(real: np.ndarray, fake: np.ndarray) -> Estimate:
    from gansmith.metrics.transport import sliced_wasserstein

    return sliced_wasserstein(real, fake, projections=200, seed=0)


CRITERIA: dict[str, Callable[[np.ndarray, np.ndarray], Estimate]] = {"kid": _kid, "sliced": _sliced}


def tag(criterion: str) -> str:
    """Return what a criterion is called in records."""
    return "quality/worst" if criterion == "worst" else f"quality/{criterion}[{FEATURES}]"


class Validation:
    """Measure every `evaluate_every` steps, record it, keep the model best by `best_by`, and know when to give up.

    By "worst" that is the model whose worst of several unlike measurements, each in units of what it is between real
    samples (`Yardstick`), is least; by another criterion that one distance decides. Samples that are not finite are
    infinitely bad. values holds what was measured before, by step, and is added to: it lies in every checkpoint, so a
    resumed run goes on with the same best and the same patience.
    """

    def __init__(
        self, assembly: Assembly, observers: Sequence[Observer], values: dict[int, float], keep: Callable[[], object]
    ) -> None:
        self.assembly, self.observers, self._keep = assembly, observers, keep
        self.every, self.patience = assembly.settings.validate_every, assembly.settings.patience
        self.criterion = tag(assembly.settings.best_by)
        self._held = assembly.validation_set(MOST) if self.every else None
        self._yardstick: Yardstick | None = None
        self.values = values

    @property
    def best(self) -> tuple[int, float] | None:
        """Step and value of the best measurement, the first of equals; None without any that is finite."""
        finite = [(value, step) for step, value in self.values.items() if isfinite(value)]
        return min(finite)[::-1] if finite else None

    @property
    def gave_up(self) -> bool:
        """Whether the last `patience` measurements brought no better one."""
        since = -1 if self.best is None else self.best[0]
        return bool(self.patience) and sum(step > since for step in self.values) >= self.patience

    def __call__(self, game: Game, report: Report) -> None:
        """Measure, if it is time."""
        if self.every and game.step % self.every == 0:
            self.measure(game)

    def measure(self, game: Game) -> None:
        """Measure now, unless this step has been or there is nothing held out."""
        if self._held is None or game.step in self.values:
            return
        found = self._measured(self._held, self._samples(game, self._held), game.step)
        value = inf if isnan(found[self.criterion]) else found[self.criterion]
        if value < (inf if self.best is None else self.best[1]):
            self._keep()  # first, as what is noted or recorded is never measured, and so never kept, again
        self.values[game.step] = value
        scalars: Mapping[str, float] = found | {"images": float(game.batches_seen * game.method.batch_size)}
        for observer in self.observers:
            observer(game.step, scalars)

    def _measured(self, held: ValidationSet, fake: Tensor, step: int) -> dict[str, float]:
        """Return all that is recorded of samples, by tag: infinity where these are not finite, which is said once."""
        tags = [tag(name) for name in (*CRITERIA, "worst")]
        if not torch.isfinite(fake).all():
            if all(map(isfinite, self.values.values())):
                bad = int((~torch.isfinite(fake)).flatten(1).any(1).sum())
                remark(
                    f"At step {step:,} {bad:,} of {len(fake):,} samples are not finite, which counts as infinitely bad."
                )
            return dict.fromkeys(tags, inf)
        if self._yardstick is None:
            self._yardstick = Yardstick(held.real.numpy(), self.assembly.seen(MOST).numpy())
        parts = self._yardstick(fake.numpy())
        rows = held.real.flatten(1).numpy(), fake.flatten(1).numpy()
        found = {tag(name): measure(*rows).value for name, measure in CRITERIA.items()}
        found[tag("worst")] = max(parts.values())
        return found | {f"ratio/{name}": value for name, value in parts.items()}

    def _samples(self, game: Game, held: ValidationSet) -> Tensor:
        network, count = game.networks[game.method.sampler], len(held.real)
        if held.source is not None:
            return translate(network, held.source).float()
        prior, seed = game.method.prior, key(self.assembly.settings.seed, "appraisal")
        return sample(network, prior, count, seed, label=_classes(held, prior, count)).float()


def _classes(held: ValidationSet, prior: Prior, count: int) -> Tensor | None:
    """Return classes in the shares of the samples held out; None where there are none, or none are known."""
    if held.labels is None or not prior.classes:
        return None
    known = held.labels[(held.labels >= 0) & (held.labels < prior.classes)]
    counts = np.bincount(known, minlength=prior.classes)
    return torch.from_numpy(labels_in_shares(counts, count)) if len(known) else None
