"""Measurements of a run while it trains, on samples that its players never see; the best model is kept."""

from collections.abc import Callable, Mapping
from math import inf, isfinite, isnan
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from gansmith.core.game import Game
from gansmith.core.prior import Prior
from gansmith.core.randomness import key
from gansmith.core.sampling import sample
from gansmith.core.shares import labels_in_shares
from gansmith.core.translation import translate
from gansmith.data.codec.units import as_data
from gansmith.errors import remark
from gansmith.metrics.own import FEATURES as DATA
from gansmith.metrics.own import OwnMetric, criterion_of
from gansmith.metrics.result import Estimate
from gansmith.metrics.yardstick import Yardstick
from gansmith.runs.setup import Assembly, ValidationSet
from gansmith.training.callbacks.callback import Callback
from gansmith.training.callbacks.state import State, best_of

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
    if ":" in criterion:  # a metric of one's own
        return f"quality/{criterion.rpartition(':')[2]}[{DATA}]"
    return "quality/worst" if criterion == "worst" else f"quality/{criterion}[{FEATURES}]"


class Validation(Callback):
    """Measure every `evaluate_every` steps, report it, and keep the model best by `best_by`.

    By "worst" that is the model whose worst of several unlike measurements, each in units of what it is between real
    samples (`Yardstick`), is least; by another criterion that one distance decides. Samples that are not finite are
    infinitely bad. history holds what was measured before, by step, as a cost, which is the value, or minus that where
    higher is better. It is added to, and lies in every checkpoint, so a resumed run goes on with the same best.
    keep saves the model, tell is given what was found.
    """

    def __init__(
        self,
        assembly: Assembly,
        game: Game,
        history: dict[int, float],
        keep: Callable[[], object],
        tell: Callable[[State, Mapping[str, float]], None],
    ) -> None:
        self.assembly, self.game, self.history = assembly, game, history
        self._keep, self._tell = keep, tell
        self.every = assembly.settings.validate_every
        best_by: str = assembly.settings.best_by
        self.criterion = tag(best_by)
        self._own = criterion_of(best_by) if ":" in best_by else None
        self._sign = -1.0 if self._own is not None and self._own.better == "higher" else 1.0
        self._held = assembly.validation_set(MOST) if self.every else None
        self._yardstick: Yardstick | None = None

    @property
    def best(self) -> tuple[int, float] | None:
        """Step and value of the best measurement, the first of equals; None without any that is finite."""
        found = best_of(self.history)
        return None if found is None else (found[0], self._sign * found[1])

    def on_start(self, state: State) -> None:
        """Try a criterion of one's own on real samples, before it can spoil a training."""
        if self._own is not None and self._held is not None:
            self._own_value(self._own, self._held, self.assembly.seen(len(self._held.real)))

    def on_step(self, state: State) -> None:
        """Measure, if it is time."""
        if self.every and state.step % self.every == 0:
            self.measure(state)

    def measure(self, state: State) -> None:
        """Measure now, unless this step has been or there is nothing held out."""
        if self._held is None or state.step in self.history:
            return
        found = self._measured(self._held, self._samples(self.game, self._held), state.step)
        value = self._sign * found[self.criterion]
        value = inf if isnan(value) else value
        if value < (inf if state.best is None else state.best[1]):
            self._keep()  # first, as what is noted or recorded is never measured, and so never kept, again
        self.history[state.step] = value
        self._tell(state, found)

    def _measured(self, held: ValidationSet, fake: Tensor, step: int) -> dict[str, float]:
        """Return all that is recorded of samples, by tag: infinity where these are not finite, which is said once."""
        tags = [tag(name) for name in (*CRITERIA, "worst")]
        if not torch.isfinite(fake).all():
            if all(map(isfinite, self.history.values())):
                bad = int((~torch.isfinite(fake)).flatten(1).any(1).sum())
                remark(
                    f"At step {step:,} {bad:,} of {len(fake):,} samples are not finite, which counts as infinitely bad."
                )
            return dict.fromkeys(tags, inf) | ({} if self._own is None else {self.criterion: self._sign * inf})
        if self._yardstick is None:
            self._yardstick = Yardstick(held.real.numpy(), self.assembly.seen(MOST).numpy())
        parts = self._yardstick(fake.numpy())
        rows = held.real.flatten(1).numpy(), fake.flatten(1).numpy()
        found = {tag(name): measure(*rows).value for name, measure in CRITERIA.items()}
        found[tag("worst")] = max(parts.values())
        if self._own is not None:
            found[self.criterion] = self._own_value(self._own, held, fake)
        return found | {f"ratio/{name}": value for name, value in parts.items()}

    def _own_value(self, metric: OwnMetric, held: ValidationSet, fake: Tensor) -> float:
        """Return a metric of one's own, of as many real and other samples, in the units and shape of the data."""
        count, codec = min(len(held.real), len(fake)), self.assembly.card.codec
        if codec.table is not None:
            whole = (part[:count].numpy() for part in (held.real, fake))
            return metric(*(np.asarray(codec.decode(side), np.float64) for side in whole))
        sides = (np.clip(part[:count].numpy(), -1, 1) for part in (held.real, fake))
        return metric(*(as_data(codec, side) for side in sides))

    def _samples(self, game: Game, held: ValidationSet) -> Tensor:
        network, count = game.networks[game.method.sampler], len(held.real)
        if held.source is not None:
            return translate(network, held.source).float()
        prior, seed = game.method.prior, key(self.assembly.settings.seed, "appraisal")
        labels = _classes(held, prior, count)
        drawn = sample(network, prior, count, seed, label=labels, numbers=held.numbers).float()
        codec = self.assembly.card.codec
        if codec.table is None or not torch.isfinite(drawn).all():
            return drawn
        return torch.from_numpy(codec.encode(codec.decode(drawn.numpy()))).float()  # categories are drawn, not shares


def _classes(held: ValidationSet, prior: Prior, count: int) -> Tensor | None:
    """Return classes in the shares of the samples held out; None where there are none, or none are known.

    Where samples have conditions, each has the class of the one held out whose condition it has, any where unknown.
    """
    if held.labels is None or not prior.classes:
        return None
    if held.numbers is not None:
        turns = np.arange(count) % prior.classes
        return torch.from_numpy(np.where(held.labels < 0, turns, held.labels))
    known = held.labels[(held.labels >= 0) & (held.labels < prior.classes)]
    counts = np.bincount(known, minlength=prior.classes)
    return torch.from_numpy(labels_in_shares(counts, count)) if len(known) else None
