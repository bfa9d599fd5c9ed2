"""What is kept of a run while it is played: checkpoints, models, pictures, and what it says of itself."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gansmith.core.game import Game
from gansmith.data.describe import DataSummary
from gansmith.data.formats.mark_writers import marked_png
from gansmith.errors import DivergedError, GansmithError, StorageError, UsageError, option
from gansmith.models.directory import write_model
from gansmith.models.model import Model
from gansmith.records.data_places import known_places, places_of
from gansmith.records.directory import RunDirectory, environment
from gansmith.records.model_card import CODEC, Card
from gansmith.records.run_record import Guard, configuration
from gansmith.runs.sample_images import mark_of_showcase, showcase
from gansmith.runs.setup import Assembly
from gansmith.storage.atomic import write_bytes, write_json
from gansmith.training.callbacks.dispensable import Dispensable
from gansmith.training.callbacks.image_grids import png_bytes
from gansmith.training.checkpoint import save_checkpoint


@dataclass(frozen=True)
class Session:
    """One sitting of a run on the process that writes."""

    assembly: Assembly
    game: Game
    run: RunDirectory
    guard: Guard
    measured: dict[int, float] = field(default_factory=dict)  # by step: what decides the best model and the patience
    drawing: Dispensable = field(default_factory=lambda: Dispensable("A picture of samples"))

    def card(self) -> Card:
        """Return what the model is after the steps done so far."""
        return replace(self.assembly.card, steps=self.game.step, run=self.guard.identity)

    def begin(self, summary: DataSummary) -> None:
        """Make the directory a run: its first checkpoint, then its description, so that any run can be resumed."""
        self.run.require_new()
        self.save()
        self.run.write_record(self.configuration(), environment(), self._described(summary))

    def reopen(self, summary: DataSummary | None) -> None:
        """Note the plan, which may be longer now, and the data where it is other data."""
        if self.guard.drift:
            self.save()  # so that the newest checkpoint says of the run what its configuration says
        if summary is not None:
            self.run.write_data(self._described(summary))
        write_json(self.run.config_path, self.configuration())

    def _described(self, summary: DataSummary) -> dict[str, Any]:
        """Return what data.json says: the data, and where it lies, which is written nowhere else."""
        settings = self.assembly.settings.data
        return summary.to_json() | {"places": places_of(settings, self.run.path) | known_places(self.run.path)}

    def configuration(self) -> dict[str, Any]:
        """Return the settings, complete, as JSON."""
        return configuration(self.assembly.settings)

    def save(self) -> Path:
        """Save a checkpoint that also holds all that sampling needs; raises DivergedError rather than save NaN."""
        tensors, counters = self.game.state()
        _require_finite(tensors, self.game.step)
        card, arrays = self.card().to_state()
        tensors |= {CODEC + name: torch.from_numpy(array) for name, array in arrays.items()}
        method = self.game.method
        state = counters | {"model": card, "sampler": method.sampler, "back_sampler": method.back_sampler}
        state["run"] = self.guard.stamp(self.assembly.settings, self.assembly.device, self.assembly.replicas)
        found = {str(step): value for step, value in self.measured.items()}
        state["measured"] = {step: value if isfinite(value) else "Infinity" for step, value in found.items()}
        return save_checkpoint(self.run.checkpoints_path, self.game.step, tensors, state)

    @contextmanager
    def saved(self) -> Iterator[None]:
        """Leave the checkpoint of this step before a StorageError, or that of a metric, goes on its way."""
        try:
            yield
        except (StorageError, UsageError):
            with suppress(GansmithError):
                self.save()
            raise

    def save_model(self, path: Path) -> Path:
        """Write the model as it is now."""
        method = self.game.method
        samplers = {"generator": method.sampler, "back": method.back_sampler}
        weights = {name: self._weights(sampler) for name, sampler in samplers.items() if sampler is not None}
        return write_model(path, self.card(), weights)

    def model(self) -> Model:
        """Return the model as it is now; it shares the weights in training."""
        method, networks = self.game.method, self.game.networks
        back = None if method.back_sampler is None else networks[method.back_sampler]
        return Model(self.card(), networks[method.sampler], method.prior, back)

    def draw(self) -> np.ndarray:
        """Save and return a picture of samples made of noise, or of sources, that are the same throughout the run."""
        picture = showcase(self.assembly, self.game)
        mark = mark_of_showcase(self.assembly, self.game)
        write_bytes(self.run.samples_path / f"step-{self.game.step:06d}.png", marked_png(png_bytes(picture), mark))
        return picture

    def _weights(self, network: str) -> dict[str, Tensor]:
        state = self.game.networks[network].state_dict()
        return {name: tensor.detach().cpu() for name, tensor in state.items()}


def _require_finite(tensors: dict[str, Tensor], step: int) -> None:
    broken = [name for name, tensor in tensors.items() if not torch.isfinite(tensor).all()]
    if broken:
        raise DivergedError(
            f"Training diverged at step {step}: {broken[0]} is no longer finite, nor are {len(broken) - 1} more "
            f"tensors. This state was not saved. Try a lower {option('learning_rate')}."
        )
