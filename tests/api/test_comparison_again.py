"""The same comparison again: nothing is done twice, what was cut off goes on, and other conditions are refused."""

import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest
import tiny_contests
from tiny_contests import METHODS, contest
from tiny_runs import contestant, rows, tiny

import gansmith
from gansmith.comparison import trials
from gansmith.comparison.processes import Cut, Trainings
from gansmith.errors import DataError, GansmithError, Interrupted, UsageError
from gansmith.records.lock import RunLock

here, trained = tiny_contests.here, tiny_contests.trained  # pytest finds fixtures by their names here


def test_the_same_command_trains_and_measures_only_what_is_missing(
    trained: list[list[str]], monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    measured: list[Path] = []
    evaluate = trials.evaluate
    monkeypatch.setattr(trials, "evaluate", lambda run, **o: measured.append(run) or evaluate(run, **o))  # type: ignore[func-returns-value]
    first = contest(seeds=1)
    assert (len(trained), len(measured)) == (2, 2)
    again = contest(seeds=1)
    assert again == first
    more = contest([*METHODS, contestant("gan", loss="minimax")], seeds=2)  # a seed more, and a method more
    assert (len(trained), len(measured)) == (6, 6)
    assert {trial.run for trial in first.trials} < {trial.run for trial in more.trials}
    contest(seeds=1, count=40)  # other figures of the same runs
    assert (len(trained), len(measured)) == (6, 8)


def test_a_run_that_was_cut_off_goes_on_and_one_that_never_began_begins(trained: list[list[str]], here: Path) -> None:
    whole = contest(seeds=1)
    trained.clear()
    began = here / "cut" / whole.trials[0].run.name
    began.parent.mkdir()
    (here / "cut" / "plan.json").write_text((here / "out" / "plan.json").read_text())
    gansmith.train("rows.npy", "gan", steps=3, sample_every=0, out=began, **tiny("gan"))
    for part in ("final", "best", "checkpoints/step-000003"):
        (began / part).rename(here / f"gone-{part.replace('/', '-')}")
    never = here / "cut" / whole.trials[1].run.name
    (never / "samples").mkdir(parents=True)
    done = contest(seeds=1, out="cut")
    assert trained[0] == ["--resume", str(began.relative_to(here))]
    assert [trial.figures for trial in done.trials] == [trial.figures for trial in whole.trials]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"steps": 4}, "with budget steps 3, not steps 4"),
        ({"run_options": {"sample_every": 5}}, "with options sample_every 0, not sample_every 5"),
        ({"data_options": {"scale": "feature"}}, "with reading as usual, not scale feature"),
    ],
)
def test_other_conditions_are_refused(changed: dict[str, object], words: str, trained: list[list[str]]) -> None:
    contest(seeds=1)
    with pytest.raises(UsageError, match=f"out holds a comparison {words}. Name another out"):
        contest(seeds=1, **changed)
    np.save("rows.npy", rows(240) + 1)
    with pytest.raises(UsageError, match="out holds a comparison with sha256"):
        contest(seeds=1)
    assert len(trained) == 2


def test_an_error_that_is_no_divergence_stops_all_and_names_the_run(
    monkeypatch: pytest.MonkeyPatch, trained: list[list[str]]
) -> None:
    monkeypatch.setattr(Trainings, "train", lambda trainings, words: (5, "The machine's memory is not enough."))
    with pytest.raises(GansmithError, match=r"gan,.*seed 0: The machine's memory .* The same command goes on"):
        contest()
    assert not Path("out/comparison.json").exists()


def test_two_comparisons_do_not_share_a_directory_at_once(trained: list[list[str]]) -> None:
    contest(seeds=1)
    with RunLock(Path("out")), pytest.raises(UsageError, match="out is being trained by process"):
        contest(seeds=1)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 75)])
def test_a_signal_cuts_a_measurement_off_too(
    number: signal.Signals, code: int, trained: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def evaluate(run: Path, **options: object) -> None:
        os.kill(os.getpid(), number)
        for _ in range(500):
            options["progress"]("kid", 0, 9)  # type: ignore[operator]
            time.sleep(0.02)
        pytest.fail("it went on")

    with monkeypatch.context() as patch:
        patch.setattr(trials, "evaluate", evaluate)
        with pytest.raises(Interrupted, match="Stopped after 0 of 4 runs") as caught:
            contest()
    assert caught.value.exit_code == code
    assert len(trained) == 1
    contest()
    assert len(trained) == 4


def test_stopping_twice_or_before_the_start_does_no_harm() -> None:
    trainings = Trainings(2)
    trainings.stop()
    trainings.stop()
    with pytest.raises(Cut):
        trainings.train(["ring"])


def test_the_runs_of_changed_data_are_not_measured_on_it(trained: list[list[str]]) -> None:
    done = contest(seeds=1)
    np.save("rows.npy", rows(240) + 1)
    with pytest.raises(DataError, match="is not what"):
        gansmith.evaluate(done.trials[0].run)
