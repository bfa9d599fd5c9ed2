"""Dry run: what a training would be, and what it would cost, from a few real steps."""

import sys
from dataclasses import dataclass
from typing import Any

from gansmith.config.settings import TrainSettings
from gansmith.core.game import Game
from gansmith.core.ramp import at
from gansmith.core.replicas import Replicas
from gansmith.data.describe import describe
from gansmith.data.load import Source, read
from gansmith.declaration import as_json
from gansmith.runs.budget import seconds_of, seconds_per_turn, steps_within
from gansmith.runs.resolved import resolved
from gansmith.runs.setup import assemble
from gansmith.training.launch import computing, pick_device


@dataclass(frozen=True)
class DryRun:
    """The resolved configuration, parameters by network, bytes by use, and the seconds the run would take.

    learning_rates holds each player's at the start and at the end. resolved has the value that is used of every option
    that says auto; notes are what a training says of its data.
    """

    settings: TrainSettings
    shape: tuple[int, ...]
    learning_rates: dict[str, tuple[float, float]]
    parameters: dict[str, int]
    megabytes: dict[str, float]
    steps: int
    seconds: float
    seconds_per_turn: dict[str, float]
    resolved: dict[str, str | int]
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the planned as JSON."""
        return {
            "configuration": as_json(self.settings) | {"steps": self.steps},
            "resolved": self.resolved,
            "network_shape": list(self.shape),
            "learning_rates": {player: list(ends) for player, ends in self.learning_rates.items()},
            "parameters": self.parameters,
            "megabytes": self.megabytes,
            "seconds_per_turn": {player: round(value, 5) for player, value in self.seconds_per_turn.items()},
            "seconds": round(self.seconds, 1),
            "notes": list(self.notes),
        }


def dry_run(settings: TrainSettings, data: Source | None = None) -> DryRun:
    """Play a few turns and estimate the rest; nothing is written."""
    device = pick_device(settings.device)
    dataset, codec = read(settings.data, data)
    with computing(settings.threads):
        assembly = assemble(settings, dataset, codec, device, Replicas())
        game = assembly.game(1)
        per_turn = seconds_per_turn(lambda: game, assembly.stream)
        used = resolved(settings, dataset, codec, assembly.card.spec, device)
    schedule = assembly.method.schedule
    rates = {name: player.optimizer.learning_rate for name, player in assembly.method.players.items()}
    steps = settings.steps or steps_within(schedule, 60.0 * (settings.minutes or 1.0), per_turn)
    return DryRun(
        settings=settings,
        shape=codec.shape,
        learning_rates={name: (at(rate, 0.0), at(rate, 1.0)) for name, rate in rates.items()},
        parameters={name: sum(p.numel() for p in net.parameters()) for name, net in game.networks.items()},
        megabytes=_megabytes(game, assembly.resident_bytes),
        steps=steps,
        seconds=seconds_of(schedule, steps, per_turn),
        seconds_per_turn=per_turn,
        resolved=used,
        notes=(
            *describe(dataset, codec.missing, settings.validation_fraction).warnings,
            *game.compute.notes(device),
        ),
    )


def _megabytes(game: Game, data_bytes: int) -> dict[str, float]:
    import resource

    tensors, _ = game.state()
    state = sum(t.numel() * t.element_size() for t in tensors.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {
        "data": round(data_bytes / 2**20, 1),
        "weights_and_optimizers": round(state / 2**20, 1),
        "whole_process_so_far": round(peak / 2**20, 1),
    }
