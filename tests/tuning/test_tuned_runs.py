"""A search from its command to its result: joined by a second process, refused where it differs, repeated exactly."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pretended_trainings import Pretended, planned, worker
from tiny_runs import rows

import gansmith
from gansmith.cli import main
from gansmith.data.split import apart
from gansmith.errors import UsageError
from gansmith.training.signals import Stopped
from gansmith.tuning.search import _concluded

WORDS = ["tune", "rows.npy", "--methods", "gan", "--minutes", "0.1", "--trials", "3", "--sample-every", "0"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that holds rows.npy."""
    monkeypatch.chdir(tmp_path)
    np.save("rows.npy", rows(400))
    return tmp_path


@pytest.mark.slow
def test_two_processes_share_a_search_and_say_the_same(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-m", "gansmith", *WORDS, "--json"]
    pipe = subprocess.PIPE
    both = [subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) for _ in range(2)]
    told = [process.communicate(timeout=240) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    documents = [json.loads(out) for out, _ in told]
    assert documents[0] == documents[1]
    found = documents[0]
    settings = [(trial["method"], json.dumps(trial["hyper"])) for trial in found["trials"]]
    assert len(set(settings)) == len(settings) <= 3
    assert settings[0] == ("r3gan", "{}")
    begun = [line for _, err in told for line in err.splitlines() if "trial 0, rung 1" in line]
    assert len(begun) == 1
    assert found["outcome"] in ("ahead", "as good", "behind")
    assert found["seconds"]["search"] == pytest.approx(sum(sum(t["seconds"]) for t in found["trials"]), abs=0.1)
    assert found["test"]["samples"] == 50  # half of those held out
    assert (here / "tuning" / "trials.png").stat().st_size > 1000
    assert found["sentence"] in (here / "tuning" / "report.md").read_text()
    _require_repeats(here / found["run"], found["command"], capsys)
    _require_refusals(capsys)


def _require_repeats(run: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The command plans the run that the search found, field by field."""
    words = shlex.split(command)
    assert words[:2] == ["gansmith", "train"]
    capsys.readouterr()
    assert main([*words[1:], "--dry-run", "--json"]) == 0
    planned = json.loads(capsys.readouterr().out)["configuration"]
    known = json.loads((run / "config.json").read_text())
    assert planned == {name: known[name] for name in planned}


def _require_refusals(capsys: pytest.CaptureFixture[str]) -> None:
    """The same command says the same again; another is refused with the field that differs."""
    assert main([*WORDS, "--quiet"]) == 0
    capsys.readouterr()
    for more, field in ((["--seed", "3"], "seed"), (["--scale", "feature"], "scale"), (["--pack", "2"], "pack")):
        assert main([*WORDS, *more]) == 2
        assert f"holds a search with {field} " in capsys.readouterr().err
    np.save("rows.npy", rows(401))
    assert main(WORDS) == 2
    assert "holds a search with sha256 " in capsys.readouterr().err


def test_a_machine_without_optuna_is_told_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(UsageError, match=r"pip install 'gansmith\[tune\]'"):
        gansmith.tune("rows.npy")


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"minutes": 0}, "minutes=0"),
        ({"minutes": float("nan")}, "minutes=nan"),
        ({"trials": 1}, "trials=1"),
        ({"jobs": 0}, "jobs=0"),
        ({"keep": "bets"}, "best"),
        ({"seed": -1}, "seed=-1"),
        ({"methods": ["dcgann"]}, "dcgan"),
        ({"methods": ["cyclegan"]}, "cyclegan: "),
        ({"run_options": {"patience": 3}}, "patience=3"),
        ({"run_options": {"validation_fraction": 0}}, "validation_fraction=0"),
    ],
)
def test_options_that_make_no_search_are_refused_before_anything_is_written(
    options: dict[str, object], text: str, here: Path
) -> None:
    with pytest.raises(UsageError) as refused:
        gansmith.tune("rows.npy", **options)  # type: ignore[arg-type]
    assert text in str(refused.value)
    assert not (here / "tuning").exists()


def test_another_folder_is_left_alone(here: Path) -> None:
    (here / "tuning").mkdir()
    (here / "tuning" / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="something else than a search"):
        gansmith.tune("rows.npy")
    assert (here / "tuning" / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5])
def test_test_and_validation_parts_share_nothing_and_leave_nothing_out(share: float) -> None:
    for held in (0, 1, 10, 101):
        validated, tested = apart(held, share)
        assert sorted([*validated, *tested]) == list(range(held))
        assert len(tested) == round(share * held)


def test_a_run_is_validated_without_its_test_part(here: Path) -> None:
    from gansmith.config.settings import settle
    from gansmith.tuning.fitting import Fitting
    from gansmith.tuning.plan import Plan

    options = {"validation_fraction": 0.25, "test_fraction": 0.5}
    settings = settle("rows.npy", "gan", {}, {}, steps=1)
    from gansmith.data.load import read

    fitting = Fitting(Plan("rows.npy", "", {}, ("gan",), 1.0, 3, 0, options), *read(settings.data))
    assembly = fitting.assembly(fitting.settings("gan", {}, 18))
    validated, tested = assembly.validation_set(512), assembly.validation_set(512, test=True)
    assert validated is not None
    assert tested is not None
    assert (len(validated.real), len(tested.real)) == (50, 50)
    assert not {tuple(row.tolist()) for row in validated.real} & {tuple(row.tolist()) for row in tested.real}


def test_a_signal_in_the_comparison_at_the_end_says_that_all_is_trained(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise Stopped

    monkeypatch.setattr("gansmith.tuning.search.conclude", stopped)
    search = worker(here / "s", planned(3), Pretended())
    with pytest.raises(Stopped, match="all runs are trained, and nothing is lost"):
        _concluded(search.course, search.journal, "all")
