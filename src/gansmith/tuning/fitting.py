"""What of a search fits the data: methods, hyper-parameters, and the steps that a trial's time allows."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from gansmith.config.hyper_parameters import resolve
from gansmith.config.settings import TrainSettings, settle
from gansmith.core.replicas import Replicas
from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.errors import DivergedError, MemoryShortage, UsageError
from gansmith.methods.modify import modified
from gansmith.methods.registry import find_recipe
from gansmith.runs.budget import seconds_per_turn, steps_within
from gansmith.runs.setup import Assembly, assemble
from gansmith.training.launch import computing, pick_device
from gansmith.tuning.plan import Plan

MARGIN = 0.9  # of a trial's seconds is filled with steps: the rest is for starts, validations and checkpoints
TIMED = 0.2  # seconds of each player's turns that are timed


class TrialFailed(Exception):
    """A run that cannot begin or go on, and why."""


class Fitting:
    """The data of a search, in memory, and what of a plan can be trained on it."""

    def __init__(self, plan: Plan, dataset: Dataset, codec: Codec) -> None:
        self.plan, self._dataset, self._codec = plan, dataset, codec
        self._spec = self.assembly(self.settings(plan.methods[0], {}, plan.unit)).card.spec

    def settings(self, method: str, hyper: Mapping[str, Any], steps: int) -> TrainSettings:
        """Return the settings of a run of so many steps, validated as often as the plan's unit says."""
        plan = self.plan
        every = max(1, steps // plan.unit)
        given = {**plan.options, "steps": steps, "seed": plan.seed, "validate_every": every}
        return settle(plan.data, method, hyper, plan.reading, **given)

    def assembly(self, settings: TrainSettings) -> Assembly:
        """Return the parts of a run on the data; raises UsageError where they do not fit it."""
        return assemble(settings, self._dataset, self._codec, pick_device(settings.device), Replicas())

    def accepts(self, method: str, hyper: Mapping[str, Any]) -> bool:
        """Return whether a method is defined for the data with these hyper-parameters."""
        options = self.plan.options
        recipe = partial(find_recipe(method), **resolve(method, hyper))
        pack: int = options.get("pack", 1)
        try:
            made = modified(recipe, self._spec, pack, options.get("augment", "none"))
        except UsageError:
            return False
        return made.batch_size % pack == 0

    def steps(self, method: str, hyper: Mapping[str, Any]) -> int:
        """Return how many steps fit the longest trial, a multiple of the plan's unit, by timing a few real turns.

        Raises TrialFailed where the networks do not fit the memory, or the data after all.
        """
        plan = self.plan
        try:
            assembly = self.assembly(self.settings(method, hyper, plan.unit))
            with computing(assembly.settings.threads):
                per_turn = seconds_per_turn(lambda: assembly.game(1), assembly.stream, seconds=TIMED)
        except Exception as error:
            if isinstance(error, UsageError | DivergedError) or MemoryShortage.is_one(error):
                raise TrialFailed(" ".join(str(error).split())[:300]) from error
            raise
        found = steps_within(assembly.method.schedule, MARGIN * plan.longest, per_turn)
        return max(1, found // plan.unit) * plan.unit
