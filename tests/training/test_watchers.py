"""What is recorded, saved and stopped, and when."""

import time
from collections.abc import Mapping
from pathlib import Path

import pytest
import torch
from small_games import small_method, stream

from gansmith.core.game import Game
from gansmith.training.callbacks.events import Deadline, Every, LogScalars
from gansmith.training.callbacks.state import State
from gansmith.training.loop import train


class Notes:
    """What was logged, by step, and the loop's watcher that has it logged."""

    def __init__(self, game: Game, every: int, images: int = 0) -> None:
        self.told: dict[int, dict[str, float]] = {}
        self.state = State(game, Path("run"), 9, model=pytest.fail, log=self.note)
        self._scalars = LogScalars(every, images=images)

    def note(self, state: State, scalars: Mapping[str, float]) -> None:
        self.told[state.step] = dict(scalars)

    def __call__(self, game: Game, report: dict[str, torch.Tensor]) -> None:
        self.state.report = report
        self._scalars.on_step(self.state)


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
    game = a_game()
    notes = Notes(game, every)
    train(game, stream(game.method, "vector"), 5, watchers=[notes])
    assert list(notes.told) == steps


def test_the_record_is_plain_floats_of_that_very_step() -> None:
    game = a_game()
    notes = Notes(game, 2)
    reports: dict[int, dict[str, float]] = {}

    def keep(game: Game, report: Mapping[str, torch.Tensor]) -> None:
        reports[game.step] = {tag: value.item() for tag, value in report.items()}

    train(game, stream(game.method, "vector"), 4, watchers=[notes, keep])
    for step, told in notes.told.items():
        assert all(type(value) is float for value in told.values())
        assert told.items() >= reports[step].items()
    assert {"loss/critic", "loss/generator", "critic/gradient_penalty", "wasserstein"} <= notes.told[2].keys()


def test_a_resumed_run_records_the_same() -> None:
    def record(stops: list[int]) -> dict[int, dict[str, float]]:
        game, told = a_game(), dict[int, dict[str, float]]()
        for stop in stops:
            notes = Notes(game, 2)
            train(game, stream(game.method, "vector"), stop, watchers=[notes])
            told |= notes.told
        for scalars in told.values():
            del scalars["speed/images_per_second"]
        return told

    assert record([7]) == record([1, 4, 5, 7])


def test_images_and_their_rate_since_the_last_record(clock: Clock) -> None:
    """WGAN-GP reads 2 batches of 8 a step; a resumed run does not count what it read before."""
    game = a_game()
    game.batches_seen = 10
    notes, images = Notes(game, 2, images=80), {}
    for step, seconds in ((1, 0.5), (2, 4.0), (3, 1.0), (4, 1.0)):
        clock.now += seconds
        game.step, game.batches_seen = step, 10 + 2 * step
        notes(game, {"loss/critic": torch.tensor(1.0)})
        images[step] = notes.state.images
    assert images == {1: 96, 2: 112, 3: 128, 4: 144}
    rates = {step: told["speed/images_per_second"] for step, told in notes.told.items()}
    assert rates == {1: 32.0, 2: 4.0, 4: 16.0}


@pytest.mark.parametrize(("every", "steps"), [(0, []), (1, [1, 2, 3, 4, 5, 6]), (3, [3, 6]), (7, [])])
def test_every_acts_at_its_multiples(every: int, steps: list[int]) -> None:
    is_due = Every(every)
    assert [step for step in range(1, 7) if is_due(step)] == steps


def test_every_acts_after_minutes_without(clock: Clock) -> None:
    acted: list[int] = []
    is_due = Every(4, minutes=1.0)
    for step, seconds in ((1, 30.0), (2, 31.0), (3, 59.0), (4, 0.5), (5, 59.0), (6, 2.0)):
        clock.now += seconds
        acted += [step] if is_due(step) else []
    assert acted == [2, 4, 6]


def test_a_deadline_passes_once_and_stays_passed(clock: Clock) -> None:
    deadline, never = Deadline(5.0), Deadline(None)
    seen = []
    for seconds in (0.0, 4.9, 0.2, 100.0):
        clock.now += seconds
        seen.append(deadline())
    assert seen == [False, False, True, True]
    assert not never()
