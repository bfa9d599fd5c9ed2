"""Measurements of a run while it trains, on samples that its players never see; the best model is kept."""

from collections.abc import Callable, Mapping
from math import inf, isfinite, isnan

import torch
from torch import Tensor

from gansmith.core.game import Game
from gansmith.errors import remark
from gansmith.runs.measures import MOST, Measures
from gansmith.runs.setup import Assembly
from gansmith.training.callbacks.callback import Callback
from gansmith.training.callbacks.state import State, best_of


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
        held = assembly.validation_set(MOST) if self.every else None
        self._measures = None if held is None else Measures(assembly, held)

    @property
    def best(self) -> tuple[int, float] | None:
        """Step and value of the best measurement, the first of equals; None without any that is finite."""
        found = best_of(self.history)
        sign = 1.0 if self._measures is None else self._measures.sign
        return None if found is None else (found[0], sign * found[1])

    def on_start(self, state: State) -> None:
        """Try a criterion of one's own on real samples, before it can spoil a training."""
        if self._measures is not None:
            self._measures.try_own()

    def on_step(self, state: State) -> None:
        """Measure, if it is time."""
        if self.every and state.step % self.every == 0:
            self.measure(state)

    def measure(self, state: State) -> None:
        """Measure now, unless this step has been or there is nothing held out."""
        measures = self._measures
        if measures is None or state.step in self.history:
            return
        fake = measures.samples(self.game.networks[self.game.method.sampler])
        self._note(fake, state.step)
        found = measures(fake)
        value = measures.sign * found[measures.criterion]
        value = inf if isnan(value) else value
        if value < (inf if state.best is None else state.best[1]):
            self._keep()  # first, as what is noted or recorded is never measured, and so never kept, again
        self.history[state.step] = value
        self._tell(state, found)

    def _note(self, fake: Tensor, step: int) -> None:
        """Say once that samples are not finite."""
        if torch.isfinite(fake).all() or not all(map(isfinite, self.history.values())):
            return
        bad = int((~torch.isfinite(fake)).flatten(1).any(1).sum())
        remark(f"At step {step:,} {bad:,} of {len(fake):,} samples are not finite, which counts as infinitely bad.")
