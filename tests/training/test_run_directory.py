"""Every run gets a directory of its own, described before its first step, without secrets."""

import json
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gansmith.errors import GansmithError, UsageError
from gansmith.records.directory import RunDirectory, environment, without_home
from gansmith.records.lock import RunLock
from gansmith.storage.seal import sealed


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_runs_are_numbered_from_one_past_the_last() -> None:
    assert [str(RunDirectory.create(None, label).path) for label in ("gan-ring", "wgan-gp planets/v2", "gan-ring")] == [
        "runs/0001-gan-ring",
        "runs/0002-wgan-gp-planets-v2",
        "runs/0003-gan-ring",
    ]
    Path("runs/0041-mine").mkdir()
    Path("runs/notes").mkdir()
    Path("runs/0099").write_text("a file has a number too")
    assert RunDirectory.create(None, "../../x").path == Path("runs/0100-x")
    Path("runs/9999-x").mkdir()
    assert RunDirectory.create(None, "x").path == Path("runs/10000-x")


def create_many(number: int, start: "multiprocessing.synchronize.Barrier") -> None:
    start.wait(20)
    for count in range(10):
        RunDirectory.create(None, f"label{(number + count) % 2}")


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_no_number_is_given_twice() -> None:
    fork = multiprocessing.get_context("fork")
    start = fork.Barrier(4)
    racers = [fork.Process(target=create_many, args=(number, start)) for number in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(60)
    names = [entry.name for entry in Path("runs").iterdir()]
    assert len(names) == 40
    assert len({name.partition("-")[0] for name in names}) == 40
    assert all("-label" in name for name in names)


def test_out_is_made_with_its_parents_and_must_be_empty() -> None:
    run = RunDirectory.create(Path("deep/er/run"), "unused")
    assert run.path.is_dir()
    assert not Path("runs").exists()
    with RunLock(run.path):
        assert RunDirectory.create(run.path, "unused") == run  # the lock, not the directory, decides a race
        run.write_record({}, {}, {})
    with pytest.raises(UsageError, match=r"already holds a run\. Go on with gansmith.resume\(deep/er/run"):
        RunDirectory.create(run.path, "unused")
    with pytest.raises(UsageError, match="already holds a run"):
        run.write_record({}, {}, {})
    with pytest.raises(UsageError, match=r"deep is not empty \(it holds er\)"):
        RunDirectory.create(Path("deep"), "unused")
    Path("file").write_text("")
    with pytest.raises(UsageError, match="file is a file, not a directory"):
        RunDirectory.create(Path("file"), "unused")
    with pytest.raises(GansmithError, match="could not be written: Not a directory"):
        RunDirectory.create(Path("file/run"), "unused")


def test_open_finds_runs_only() -> None:
    run = RunDirectory.create(None, "x")
    with pytest.raises(UsageError, match=r"is not a run: it has no config\.json"):
        RunDirectory.open(run.path)
    with pytest.raises(UsageError, match="nowhere is not a run: it is not a directory"):
        RunDirectory.open(Path("nowhere"))
    run.write_record({"method": "gan"}, {"cpu": "x"}, {"rows": 3})
    assert RunDirectory.open(run.path) == run
    written = [json.loads(path.read_text()) for path in (run.config_path, run.environment_path, run.data_path)]
    assert written == [{"method": "gan"}, sealed({"cpu": "x"}), sealed({"rows": 3})]
    places = (run.tensorboard_path, run.samples_path, run.checkpoints_path)
    assert [place.name for place in places if place.is_dir()] == ["tb", "samples", "checkpoints"]
    assert [place.name for place in (run.log_path, run.final_path)] == ["log.jsonl", "final"]


def test_environment_repeats_a_run_and_gives_nobody_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    monkeypatch.setattr(
        sys, "argv", ["/home/somebody/bin/gansmith", "train", "/home/somebody/x.mat", "/home/somebodyelse"]
    )
    found = environment()
    text = json.dumps(found)
    assert found["command"] == ["~/bin/gansmith", "train", "~/x.mat", "/home/somebodyelse"]
    assert set(found["versions"]) == {"gansmith", "numpy", "python", "torch"}
    assert found["cpu"]
    assert found["threads"] >= 1
    for secret in ("hf_secret", "/home/somebody/", os.uname().nodename):
        assert secret not in text


@pytest.mark.parametrize("home", ["/", ""])
def test_a_home_that_is_none_is_not_replaced(monkeypatch: pytest.MonkeyPatch, home: str) -> None:
    monkeypatch.setenv("HOME", home)
    assert without_home("/data/x.mat") == "/data/x.mat"


def test_importing_what_help_needs_does_not_import_torch() -> None:
    modules = ["records.directory", "records.lock", "training.signals", "training.callbacks.record"]
    modules.append("training.callbacks.display")
    code = "import sys\n" + "".join(f"import gansmith.{module}\n" for module in modules)
    code += "heavy = {'torch', 'numpy', 'rich', 'tensorboard', 'matplotlib', 'PIL'} & set(sys.modules)\n"
    subprocess.run([sys.executable, "-c", code + "assert not heavy, heavy"], check=True)
