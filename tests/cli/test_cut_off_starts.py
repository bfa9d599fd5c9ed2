"""A start that is cut off anywhere is no obstacle to the same command; a directory with anything else is."""

import shutil
from pathlib import Path

import pytest
import tiny_contests
from every_command import TRAIN
from faults import Killed, dying, exiting, faults
from tiny_contests import METHODS, contest
from tiny_runs import essence, exit_code, in_child, leftovers

from gansmith.cli import main
from gansmith.comparison.trials import Contestant
from gansmith.errors import UsageError
from gansmith.records.directory import RunDirectory
from gansmith.storage.leftovers import temporary_name

here, trained = tiny_contests.here, tiny_contests.trained
CUT_OFF = "holds a start that was cut off before its first step, so there is nothing to go on with"
pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # forks a child without threads


def calls_of_a_start() -> int:
    """Return how many calls come before a start is a run."""
    with faults(0, dying) as shim, pytest.MonkeyPatch.context() as patch:
        patch.setattr("gansmith.runs.play.train", lambda *_, **__: dying("train"))
        with pytest.raises(Killed):
            main([*TRAIN, "--out", "counted"])
    shutil.rmtree("counted")
    return len(shim.calls)


@pytest.mark.slow
def test_the_same_command_trains_wherever_a_start_was_cut_off(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TRAIN, "--out", "whole"]) == 0
    expected, said, seen = essence(here / "whole"), here / "said.txt", 0
    for nth in range(1, calls_of_a_start(), 5):
        out = here / f"run-{nth}"

        def die(nth: int = nth, out: Path = out) -> int:
            with faults(nth, exiting):
                return main([*TRAIN, "--out", str(out)])

        assert exit_code(in_child(die, said)) == 137, said.read_text()
        capsys.readouterr()
        if not (out / "config.json").exists() and out.exists() and any(out.iterdir()):
            seen += 1
            assert main(["train", "--resume", str(out)]) == 2
            told = capsys.readouterr().err
            assert CUT_OFF in told
            assert f"--out {out}" in told
        again = ["train", "--resume", str(out)] if (out / "config.json").exists() else [*TRAIN, "--out", str(out)]
        assert main(again) == 0
        assert essence(out) == expected
        assert leftovers(out) == []
    assert seen > 5


@pytest.mark.parametrize(
    "held",
    [
        "checkpoints/step-000001/state.json",
        "checkpoints/notes.txt",
        "samples/mine.png",
        "tb/events",
        "data.json",
        "env.json",
        "log.jsonl",
        "final/model.json",
        "something",
        ".hidden",
    ],
)
def test_anything_else_is_left_alone(held: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = here / "out" / held
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    assert main([*TRAIN, "--out", "out"]) == 2
    assert f"it holds {held.partition('/')[0]}" in capsys.readouterr().err
    assert [file.read_text() for file in (here / "out").rglob("*") if file.is_file()] == ["mine"]


def test_a_link_is_nothing_that_a_start_leaves(here: Path) -> None:
    (here / "elsewhere" / "step-000000").mkdir(parents=True)
    (here / "out").mkdir()
    (here / "out" / "checkpoints").symlink_to(here / "elsewhere")
    with pytest.raises(UsageError, match="it holds checkpoints"):
        RunDirectory.create(here / "out", "unused")


def test_a_comparison_starts_again_in_what_a_cut_off_start_left(trained: list[list[str]], here: Path) -> None:
    (here / "out").mkdir()
    (here / "out" / temporary_name("plan.json", "tmp").replace(".tmp-", ".tmp-9")).touch()
    run = here / "out" / f"{Contestant.parse(METHODS[0]).directory}-0"
    (here / "out" / "plan.json").unlink(missing_ok=True)
    contest(seeds=1)
    shutil.rmtree(run)
    (run / "checkpoints" / "step-000000").mkdir(parents=True)
    (run / "run.lock").touch()
    before = len(trained)
    contest(seeds=1)
    assert len(trained) == before + 1
    assert (run / "final").is_dir()


def test_a_comparison_never_deletes_what_it_did_not_make(trained: list[list[str]], here: Path) -> None:
    run = here / "out" / f"{Contestant.parse(METHODS[0]).directory}-0"
    contest(seeds=1)
    (run / "config.json").unlink()
    shutil.rmtree(run / "final")
    with pytest.raises(Exception, match="is not empty"):
        contest(seeds=1)
    assert (run / "checkpoints").is_dir()
