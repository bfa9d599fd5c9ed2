"""Successive halving: the plan adds up, runs are continued and not begun again, and failures are results."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from pathlib import Path

import pytest
from pretended_trainings import STEPS, Pretended, planned, worker

from gansmith.comparison.processes import Cut
from gansmith.errors import DataError, UsageError
from gansmith.storage.atomic import write_json
from gansmith.tuning.course import pace
from gansmith.tuning.decisions import LOCK_FILE, deciding
from gansmith.tuning.plan import FACTOR, Plan, begin, trials_within
from gansmith.tuning.schedule import best, spent


@pytest.mark.parametrize("trials", [3, 9, 27, 81])
def test_rungs_take_the_seconds_of_the_search(trials: int) -> None:
    plan = planned(trials)
    first = plan.longest / FACTOR**plan.rungs
    rungs = [trials * first]
    rungs += [trials / FACTOR**k * (FACTOR**k - FACTOR ** (k - 1)) * first for k in range(1, plan.rungs + 1)]
    assert sum(rungs) == pytest.approx(plan.seconds) == pytest.approx(plan.share(plan.rungs))
    assert plan.share(0) == pytest.approx(rungs[0])
    assert plan.length(plan.rungs, 20 * plan.unit) == 20 * plan.unit


def test_more_minutes_allow_more_trials() -> None:
    counts = [trials_within(minutes) for minutes in (0.1, 1, 10, 60, 600, 6000)]
    assert counts == sorted(counts)
    assert (counts[0], trials_within(60), counts[-1]) == (3, 9, 81)


def test_a_third_goes_on_each_time_in_the_run_that_was_begun(tmp_path: Path) -> None:
    trainings = Pretended()
    search = worker(tmp_path / "s", planned(9), trainings)
    search.search()
    entries = search.journal.entries()
    by_rung = [[entry for entry in entries if entry.rung == rung] for rung in range(3)]
    assert [len(some) for some in by_rung] == [9, 3, 1]
    costs = {entry.run: entry.cost for entry in by_rung[0]}
    assert {entry.run for entry in by_rung[1]} == set(sorted(costs, key=costs.__getitem__)[:3])
    assert sum("--out" in words for words in trainings.words) == 9
    assert sum("--resume" in words for words in trainings.words) == 4
    winner = best(entries)
    assert winner is not None
    assert winner.run == min(costs, key=costs.__getitem__)
    lines = (search.course.place(winner.run) / "quality.jsonl").read_text().splitlines()
    assert json.loads(lines[-1])["step"] == STEPS


def test_the_first_trial_is_the_plain_default_and_no_settings_come_twice(tmp_path: Path) -> None:
    search = worker(tmp_path / "s", planned(9), Pretended())
    search.search()
    first = [entry for entry in search.journal.entries() if entry.rung == 0]
    assert (first[0].method, first[0].hyper) == ("r3gan", {})
    assert (first[1].method, first[1].hyper) == ("gan", {})
    assert len({json.dumps([entry.method, entry.hyper], sort_keys=True) for entry in first}) == 9
    for entry in first:
        words = " ".join(search.course.trainings.words[entry.run])  # type: ignore[attr-defined]
        assert f"--method {entry.method} " in words


def test_a_run_that_diverges_is_a_failed_trial_with_its_reason(tmp_path: Path) -> None:
    search = worker(tmp_path / "s", planned(3), Pretended(failing=["000", "002"]))
    search.search()
    failed = {entry.run: entry.failure for entry in search.journal.entries() if entry.state == "failed"}
    assert set(failed) == {0, 2}
    assert "diverged" in failed[0]
    winner = best(search.journal.entries())
    assert winner is not None
    assert (winner.run, winner.rung) == (1, 1)


def test_a_run_that_the_system_kills_is_a_failed_trial_and_not_tried_for_ever(tmp_path: Path) -> None:
    search = worker(tmp_path / "s", planned(3), Pretended(killed=["001"]))
    search.search()
    entries = search.journal.entries()
    assert {entry.run: "SIGKILL" in entry.failure for entry in entries if entry.state == "failed"} == {1: True}
    winner = best(entries)
    assert winner is not None
    assert winner.rung == 1


@pytest.mark.parametrize("place", [("008", 60), ("001", 10)], ids=["in a later rung", "in the first"])
def test_a_search_that_was_stopped_goes_on_as_if_it_had_not_been(place: tuple[str, int], tmp_path: Path) -> None:
    whole = worker(tmp_path / "whole", planned(9), Pretended())
    whole.search()
    with pytest.raises(Cut):
        worker(tmp_path / "cut", planned(9), Pretended(dying=place)).search()
    again = Pretended()
    resumed = worker(tmp_path / "cut", planned(9), again)
    resumed.search()
    assert _told(resumed.journal.entries()) == _told(whole.journal.entries())
    assert sum("--out" in words for words in again.words) < 9


def test_what_a_killed_worker_began_is_taken_over(tmp_path: Path) -> None:
    dead = worker(tmp_path / "s", planned(3), Pretended())
    with dead.journal.deciding():
        task = dead._claimed()
    assert task is not None
    assert task[1] is not None
    task[1].give_back()  # as the kernel does for the dead
    heir = worker(tmp_path / "s", planned(3), Pretended())
    heir.search()
    entries = heir.journal.entries()
    assert sorted((entry.run, entry.rung) for entry in entries if entry.rung == 0) == [(0, 0), (1, 0), (2, 0)]
    assert all(entry.state == "done" for entry in entries)


def test_what_somebody_works_on_is_left_alone(tmp_path: Path) -> None:
    one = worker(tmp_path / "s", planned(3), Pretended())
    other = worker(tmp_path / "s", planned(3), Pretended())
    claimed = []
    for who in (one, other, one):
        with who.journal.deciding():
            claimed.append(who._claimed())
    runs = [task[0].run for task in claimed if task is not None and task[0] is not None]
    assert runs == [0, 1, 2]
    with other.journal.deciding():
        assert other._claimed() == (None, None)  # all three are trained by somebody


def test_a_search_without_time_ends_after_the_default_and_another(tmp_path: Path) -> None:
    plan = Plan(**{**vars(planned(9)), "minutes": 1e-9})
    search = worker(tmp_path / "s", plan, Pretended())
    search.search()
    entries = search.journal.entries()
    assert [(entry.run, entry.rung) for entry in entries] == [(0, 0), (1, 0), (0, 1), (0, 2)]
    assert spent(entries) > 0


def _told(entries: list) -> list:
    return sorted((entry.run, entry.rung, entry.state, entry.method, str(entry.hyper), entry.cost) for entry in entries)


def test_the_pace_of_a_run_leaves_out_what_comes_now_and_then(tmp_path: Path) -> None:
    seconds = [0.5 * step + (7 if step > 40 else 0) for step in range(0, 100, 10)]
    lines = [json.dumps({"step": 10 * k, "images": 0, "seconds": at}) for k, at in enumerate(seconds)]
    (tmp_path / "log.jsonl").write_text("\n".join(lines) + "\n")
    assert pace(tmp_path) == pytest.approx(0.5)
    assert pace(tmp_path / "nowhere") == 0


def test_a_torn_line_of_the_journal_is_cut_off(tmp_path: Path) -> None:
    search = worker(tmp_path / "s", planned(3), Pretended())
    search.search()
    before = _told(search.journal.entries())
    with (tmp_path / "s" / "journal.log").open("a") as file:
        file.write('{"op_code": 5, "worker')
    again = worker(tmp_path / "s", planned(3), Pretended())
    with again.journal.deciding():
        assert again._claimed() is None
        assert again.journal.drawn(3) is not None
    now = _told(worker(tmp_path / "s", planned(3), Pretended()).journal.entries())
    assert [entry for entry in now if entry[0] < 3] == before
    assert len(now) == len(before) + 1


@pytest.mark.parametrize("text", ["garbage\n", '{"op_code": 99}\n', "[]\n"])
def test_a_damaged_journal_is_refused(text: str, tmp_path: Path) -> None:
    worker(tmp_path / "s", planned(3), Pretended())
    (tmp_path / "s" / "journal.log").write_text(text)
    with pytest.raises(DataError, match=r"journal\.log is damaged"):
        worker(tmp_path / "s", planned(3), Pretended())


def test_no_method_is_looked_up_because_the_journal_names_it(tmp_path: Path) -> None:
    """A recipe of somebody else is code."""
    search = worker(tmp_path / "s", planned(3), Pretended())
    with search.journal.deciding():
        entry = search.journal.first("gan", 0)
    search.journal.note(entry, method="evil.py:recipe")
    with pytest.raises(DataError, match="not of this search"):
        search.search()


@pytest.mark.parametrize(("minutes", "error"), [(60.0, None), (30.0, "holds a search with minutes 30.0, not 60.0")])
def test_of_two_that_begin_a_search_at_the_same_moment_one_joins_the_other(
    minutes: float, error: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another machine writes its plan after this one has seen none."""
    others = Plan(**{**vars(planned(3)), "minutes": minutes})

    @contextmanager
    def after_another(directory: Path) -> Iterator[None]:
        with deciding(directory):
            write_json(directory / "plan.json", asdict(others))
            yield

    monkeypatch.setattr("gansmith.tuning.plan.deciding", after_another)
    with nullcontext() if error is None else pytest.raises(UsageError, match=error):
        assert begin(tmp_path / "s", planned(3))
    assert json.loads((tmp_path / "s" / "plan.json").read_text())["minutes"] == minutes


def test_a_process_that_slept_while_its_lock_was_broken_goes_on(tmp_path: Path) -> None:
    with deciding(tmp_path):
        (tmp_path / LOCK_FILE).unlink()  # as whoever waited for half a minute does
    with deciding(tmp_path):
        assert (tmp_path / LOCK_FILE).exists()
