"""What is recorded, saved and stopped, and when."""

import time
from collections.abc import Mapping

import pytest
import torch
from small_games import small_method, stream

from gansmith.core.game import Game
from gansmith.training.callbacks.events import Deadline, Every, Record
from gansmith.training.loop import train


class Notes:
    """An observer that keeps what it is told."""

    def __init__(self) -> None:
        self.told: dict[int, dict[str, float]] = {}

    def __call__(self, step: int, report: Mapping[str, float]) -> None:
        self.told[step] = dict(report)

    def close(self) -> None:
        """Nothing is open."""


class Clock:
    """Time as the test says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)
        monkeypatch.setattr(time, "perf_counter", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands still until moved."""
    return Clock(monkeypatch)


def a_game(step: int = 0) -> Game:
    game = Game(small_method("wgan-gp", "vector"))
    game.step = step
    return game


@pytest.mark.parametrize(("every", "steps"), [(1, [1, 2, 3, 4, 5]), (2, [1, 2, 4]), (3, [1, 3]), (10, [1])])
def test_the_record_holds_the_first_step_and_every_so_many(every: int, steps: list[int]) -> None:
    notes, game = Notes(), a_game()
    train(game, stream(game.method, "vector"), 5, watchers=[Record([notes], every)])
    assert list(notes.told) == steps


def test_the_record_is_plain_floats_of_that_very_step() -> None:
    notes, game = Notes(), a_game()
    reports: dict[int, dict[str, float]] = {}

    def keep(game: Game, report: Mapping[str, torch.Tensor]) -> None:
        reports[game.step] = {tag: value.item() for tag, value in report.items()}

    train(game, stream(game.method, "vector"), 4, watchers=[Record([notes], 2), keep])
    for step, told in notes.told.items():
        assert all(type(value) is float for value in told.values())
        assert told.items() >= reports[step].items()
    assert {"loss/critic", "loss/generator", "critic/gradient_penalty", "wasserstein"} <= notes.told[2].keys()


def test_a_resumed_run_records_the_same() -> None:
    def record(stops: list[int]) -> dict[int, dict[str, float]]:
        notes, game = Notes(), a_game()
        for stop in stops:
            train(game, stream(game.method, "vector"), stop, watchers=[Record([notes], 2, images=0)])
        for told in notes.told.values():
            del told["speed/images_per_second"]
        return notes.told

    assert record([7]) == record([1, 4, 5, 7])


def test_images_and_their_rate_since_the_last_record(clock: Clock) -> None:
    """WGAN-GP reads 2 batches of 8 a step; a resumed run does not count what it read before."""
    notes, game = Notes(), a_game()
    game.batches_seen = 10
    record = Record([notes], 2, images=80)
    for step, seconds in ((1, 0.5), (2, 4.0), (3, 1.0), (4, 1.0)):
        clock.now += seconds
        game.step, game.batches_seen = step, 10 + 2 * step
        record(game, {"loss/critic": torch.tensor(1.0)})
    assert {step: told["images"] for step, told in notes.told.items()} == {1: 96.0, 2: 112.0, 4: 144.0}
    rates = {step: told["speed/images_per_second"] for step, told in notes.told.items()}
    assert rates == {1: 32.0, 2: 4.0, 4: 16.0}


def test_every_observer_is_told_the_same() -> None:
    one, other, game = Notes(), Notes(), a_game()
    train(game, stream(game.method, "vector"), 2, watchers=[Record([one, other], 1)])
    assert one.told == other.told


@pytest.mark.parametrize(("every", "steps"), [(0, []), (1, [1, 2, 3, 4, 5, 6]), (3, [3, 6]), (7, [])])
def test_every_acts_at_its_multiples(every: int, steps: list[int]) -> None:
    acted: list[int] = []
    watch = Every(every, lambda game: acted.append(game.step))
    for step in range(1, 7):
        watch(a_game(step), {})
    assert acted == steps


def test_every_acts_after_minutes_without(clock: Clock) -> None:
    acted: list[int] = []
    watch = Every(4, lambda game: acted.append(game.step), minutes=1.0)
    for step, seconds in ((1, 30.0), (2, 31.0), (3, 59.0), (4, 0.5), (5, 59.0), (6, 2.0)):
        clock.now += seconds
        watch(a_game(step), {})
    assert acted == [2, 4, 6]


def test_a_deadline_passes_once_and_stays_passed(clock: Clock) -> None:
    deadline, never = Deadline(5.0), Deadline(None)
    seen = []
    for seconds in (0.0, 4.9, 0.2, 100.0):
        clock.now += seconds
        seen.append(deadline())
    assert seen == [False, False, True, True]
    assert not never()
