"""Law 5: a run stopped anywhere and resumed from its checkpoint equals the run that was not, bit for bit."""

from pathlib import Path
from typing import Any

import pytest
import torch
from choices import each_choice
from small_games import CASES, COUNT, SMALL, bits, small_method, snapshot, stream

from gansmith.core.game import Game
from gansmith.training.checkpoint import newest_checkpoint, save_checkpoint
from gansmith.training.loop import train

STEPS = 4


def silent(message: str) -> None:
    raise AssertionError(f"nothing was to be said, but: {message}")


@each_choice
def test_stopped_and_resumed_equals_not_stopped(name: str, spec: str, tmp_path: Path) -> None:
    method = small_method(name, spec)
    reports: dict[int, dict[str, bytes]] = {}

    def note(game: Game, report: dict[str, torch.Tensor]) -> None:
        reports.setdefault(game.step, {tag: bits(value) for tag, value in report.items()})
        assert reports[game.step] == {tag: bits(value) for tag, value in report.items()}

    def keep(game: Game, report: object) -> None:
        save_checkpoint(tmp_path / str(game.step), game.step, *game.state())

    whole = Game(method, seed=5, horizon=STEPS)
    keep(whole, None)
    train(whole, stream(method, spec), STEPS, watchers=[note, keep])
    for stop in range(STEPS + 1) if (name, spec) in CASES else (1,):
        found = newest_checkpoint(tmp_path / str(stop), silent)
        resumed = Game(method, seed=99, horizon=1)
        resumed.restore(found.tensors, found.state)
        assert resumed.step == stop
        train(resumed, stream(method, spec), STEPS, watchers=[note])
        assert snapshot(resumed) == snapshot(whole), f"stopped after step {stop}"
        assert resumed.state()[1] == whole.state()[1]


def test_some_stops_above_fall_inside_an_epoch() -> None:
    assert any(step * SMALL["batch_size"] % COUNT for step in range(1, STEPS))


@each_choice
def test_a_state_is_all_tensors_and_plain_counters(name: str, spec: str) -> None:
    game = Game(small_method(name, spec))
    tensors, counters = game.state()
    for network, module in game.networks.items():
        assert {f"network/{network}/{key}" for key in module.state_dict()} <= tensors.keys()
    for player in game.method.players:
        assert any(key.startswith(f"optimizer/{player}/") for key in tensors)
    assert all(isinstance(value, int) for value in counters.values())


@pytest.mark.parametrize("damage", ["missing", "shape"])
def test_a_state_of_other_networks_is_refused(damage: str) -> None:
    game = Game(small_method("gan", "vector"))
    tensors: dict[str, Any] = dict(game.state()[0])
    name = "network/critic/layers.0.weight"
    if damage == "missing":
        del tensors[name]
    else:
        tensors[name] = torch.zeros(2, 2)
    with pytest.raises(ValueError, match=name):
        game.restore(tensors, game.state()[1])
