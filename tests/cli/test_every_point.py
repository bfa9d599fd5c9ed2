"""Whatever call to the disk fails in any command, it says so, and leaves all of its output or none."""

import errno
import shutil
from pathlib import Path

import pytest
from every_command import TRAIN, Command, clear, commands, prepare
from faults import dying, failing, faults
from tiny_runs import essence, leftovers

from gansmith.cli import main
from gansmith.training.callbacks.record import read_record
from gansmith.training.checkpoint import newest_checkpoint

ERRNOS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EDQUOT, errno.EROFS, errno.ENAMETOOLONG)
COMMANDS = list(commands())


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("commands")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        prepare(folder)
    return folder


@pytest.fixture(autouse=True)
def here(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(place)
    return place


def counted(words: tuple[str, ...]) -> int:
    """Run a command undisturbed and return how many calls it makes."""
    with faults(0, dying) as shim:
        assert main(words) == 0
    return len(shim.calls)


def assert_one_sentence(said: str, path: str) -> None:
    assert said.startswith("gansmith: "), said
    assert path in said, said
    assert said.count("\n") == 1, said


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_all_or_nothing_is_written_and_the_same_command_then_works(
    command: Command, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clear(here, command)
    calls = counted(command.words)
    whole = command.found(here)
    for nth in range(1, calls + 1, command.stride):
        clear(here, command)
        capsys.readouterr()
        with faults(nth, failing(ERRNOS[nth % len(ERRNOS)])):
            code = main(command.words)
        said, found = capsys.readouterr().err, command.found(here)
        assert code in (0, 1), said
        assert found.items() <= whole.items(), nth
        if code:
            assert_one_sentence(said, "")
            assert any(output in said for output in command.outputs), said
        else:
            assert found == whole, nth
        clear(here, command) if len(found) and (here / command.outputs[0]).is_dir() else None
        assert main(command.words) == 0
        assert command.found(here) == whole
        assert leftovers(here) == []


@pytest.mark.slow
def test_a_training_loses_nothing_that_was_finished(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    calls = counted((*TRAIN, "--out", "whole"))
    expected = essence(here / "whole")
    for nth in range(1, calls + 1, 11):  # R3 of the reliability table tries all of them
        out = here / f"run-{nth}"
        capsys.readouterr()
        with faults(nth, failing(ERRNOS[nth % len(ERRNOS)])):
            code = main((*TRAIN, "--out", out.name))
        said = capsys.readouterr().err
        assert code in (0, 1), (nth, said)
        if code:
            assert_one_sentence("\n".join(["", *said.splitlines()[-1:], ""]).lstrip(), out.name)
            goes_on(out, said)
        assert essence(out) == expected, nth
        assert best_of(out) == best_of(here / "whole"), nth
        if leftovers(out):  # only tidying up went wrong: the next start does it
            assert code == 0
            assert main(("train", "--resume", out.name, "--quiet")) == 0
        assert leftovers(out) == [], nth
        shutil.rmtree(out)


def goes_on(out: Path, said: str) -> None:
    """Go on with what failed, as it says: with a run, or from the start."""
    if (out / "config.json").exists():
        assert f"gansmith train --resume {out.name}" in said
        done = len(read_record(out / "log.jsonl")) if (out / "log.jsonl").exists() else 0
        due = done - done % 2 - (2 if "checkpoints" in said else 0)  # that of now, or the one before where it failed
        assert newest_checkpoint(out / "checkpoints", pytest.fail, owner=False).step >= due
        assert main(("train", "--resume", out.name, "--quiet")) == 0
    else:
        assert main((*TRAIN, "--out", out.name)) == 0


def best_of(out: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (out / "best").iterdir()}
