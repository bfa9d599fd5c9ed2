"""No file of a model or run makes anything run: names in it are compared, and never looked up, imported or built."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_runs import rows, tiny

import gansmith
from benchmarks.reliability import guards, models
from benchmarks.reliability.models import CANARY, ENEMY, names_of_code, sealed
from benchmarks.reliability.row import Row
from gansmith.cli import main
from gansmith.errors import DataError, GansmithError, UsageError


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    np.save(folder / "rows.npy", rows())
    gansmith.train(folder / "rows.npy", "gan", steps=2, out=folder / "run", **tiny("gan"))
    return folder / "run"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))


def canary() -> Path:
    return Path(CANARY).resolve()


VERBS: dict[str, Callable[[str], list[str]]] = {
    "generate": lambda model: ["generate", model, "-n", "2", "-o", "made.npy"],
    "translate": lambda model: ["translate", model, "rows.npy", "-o", "made.npy"],
    "evaluate": lambda model: ["evaluate", model],
    "picture": lambda model: ["plot", model, "-o", "made.png"],
    "resume": lambda model: ["train", "--resume", model],
    "walk": lambda model: ["walk", model, "--seeds", "0", "1", "--steps", "2", "-o", "made.npy"],
    "directions": lambda model: ["directions", model, "--count", "1", "--steps", "2", "-o", "made.npy"],
    "features": lambda model: ["features", model, "-o", "made.npy"],
    "export": lambda model: ["export", model, "-o", "made.pt2"],
    "push": lambda model: ["push", model, "me/made", "--dry-run"],
    "init": lambda model: ["train", "ring", "--init-from", model, "--steps", "1", "--quiet", "--out", "tuned"],
}


@pytest.mark.parametrize("tried", names_of_code("m"))
def test_a_model_that_names_code_runs_none(tried: str, run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name, files = names_of_code("m")[tried]
    hyper = {"text": "x", "cmd": f"touch {canary()}"} if "function of" in tried else {}
    for extra in (hyper, {}):
        sealed(run / "final", Path("m"), lambda card, extra=extra: card.update(method=name, hyper=extra), files)  # type: ignore[misc]
        for verb in ("generate", "translate"):
            assert main(VERBS[verb]("m")) in (2, 3)
            assert not canary().exists()
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("where", ["config.json", "the checkpoint", "the final model"])
def test_a_run_that_names_code_runs_none_by_any_verb(
    verb: str, where: str, run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("beside.py").write_bytes(ENEMY)
    whole = sealed(run, Path("whole"), name="config.json")
    (whole / "manifest.json").unlink()
    if where == "config.json":
        config = json.loads((whole / "config.json").read_text())
        (whole / "config.json").write_text(json.dumps(config | {"method": "beside.py:recipe", "hyper": {}}))
    elif where == "the checkpoint":
        for checkpoint in (whole / "checkpoints").iterdir():
            sealed(run / "checkpoints" / checkpoint.name, checkpoint, _names_beside, name="state.json")
        for model in ("final", "best"):
            for file in (whole / model).glob("*"):
                file.unlink()
    else:
        sealed(run / "final", whole / "final", lambda card: card.update(method="beside.py:recipe", hyper={}))
    assert main(VERBS[verb]("whole")) in (0, 2, 3)
    assert not canary().exists()
    assert "Traceback" not in capsys.readouterr().err


def _names_beside(saved: Any) -> None:
    saved["state"]["model"].update(method="beside.py:recipe", hyper={})
    if "run" in saved["state"]:
        saved["state"]["run"]["settings"].update(method="beside.py:recipe", hyper={})


def test_the_command_line_imports_nothing_that_lies_in_the_folder_it_is_called_in(run: Path) -> None:
    sealed(run / "final", Path("m"), lambda card: card.update(method="m.evil:recipe"))
    Path("m/evil.py").write_bytes(ENEMY)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([".", *sys.path])}
    command = [sys.executable, "-m", "gansmith", "generate", "m", "-n", "1", "-o", "o.npy"]
    ended = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
    assert ended.returncode in (2, 3), ended.stderr
    assert "Traceback" not in ended.stderr
    assert not canary().exists()


@pytest.mark.parametrize("name", ["evil.py", "README.txt", "back.safetensors", "more/x", ".hidden"])
@pytest.mark.parametrize("listed", [True, False])
def test_a_file_that_is_no_part_of_a_model_is_refused(name: str, listed: bool, run: Path) -> None:
    model = sealed(run / "final", Path("m"), files={name: b"x"} if listed else None)
    if not listed:
        (model / name).parent.mkdir(exist_ok=True)
        (model / name).write_bytes(b"x")
    with pytest.raises(DataError, match=r"no part of the model|holds no tensors"):
        gansmith.load("m")


def test_links_in_a_model_are_not_followed(run: Path) -> None:
    model = sealed(run / "final", Path("m"))
    (model / "generator.safetensors").rename("elsewhere")
    (model / "generator.safetensors").symlink_to(Path("elsewhere").resolve())
    with pytest.raises(DataError, match=r"generator\.safetensors"):
        gansmith.load("m")


@pytest.mark.parametrize("name", ["model.json", "generator.safetensors", "codec.safetensors"])
@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"null", b"\x00" * 64, b"\xff" * 64, b"[" * 200_000, b'{"a":1e400}']
)
def test_a_file_rightly_hashed_and_wrong_is_refused(name: str, content: bytes, run: Path) -> None:
    sealed(run / "final", Path("m"), files={name: content})
    with pytest.raises(DataError):
        gansmith.load("m")


BOUNDS = {
    "depth": {"depth": 10**9},
    "width": {"width": 10**9},
    "a width of another network": {"width": 65_536},
    "noise": {"noise": 10**12},
    "noise below one": {"noise": -3},
    "a float": {"width": 1e308},
    "a list": {"width": [1, 2]},
    "a text": {"width": "__import__('os').system('touch RAN')"},
    "an unknown one": {"cmd": "touch RAN"},
    "infinity": {"learning_rate": float("inf")},
    "not a number": {"learning_rate": float("nan")},
}


@pytest.mark.parametrize("tried", BOUNDS)
def test_hyper_parameters_pass_the_check_of_the_command_line(tried: str, run: Path) -> None:
    sealed(run / "final", Path("m"), lambda card: card["hyper"].update(BOUNDS[tried]))
    with pytest.raises(DataError):
        gansmith.load("m")
    assert not canary().exists()


CARDS: dict[str, Callable[[Any], Any]] = {
    "a giant shape": lambda card: card.update(shape=[1 << 30]),
    "another shape": lambda card: card.update(shape=[1, 2, 2]),
    "no shape": lambda card: card.update(shape=[]),
    "classes without names": lambda card: card.update(classes=10**9),
    "a format to come": lambda card: card.update(format=99),
    "a fold of the sky": lambda card: card["codec"].update(fold=[1 << 20, 1 << 20]),
    "a fold of less than nothing": lambda card: card["codec"].update(fold=[-3, -3]),
    "a codec that is text": lambda card: card.update(codec="x"),
    "an axis that is not there": lambda card: card["origin"].update(samples_axis=7),
    "a type of objects": lambda card: card["origin"].update(dtype="O"),
    "a label type of objects": lambda card: card["origin"].update(details={"label_dtype": "O"}),
    "conditions without numbers": lambda card: card["origin"].update(conditions=[{"name": "age"}]),
    "a condition of objects": lambda card: card["origin"].update(conditions=[{"name": "age", "dtype": "O"}]),
    "a condition as wide as the sky": lambda card: card["origin"].update(
        conditions=[{"name": "age", "width": 1 << 60}]
    ),
    "a condition that is code": lambda card: card["origin"].update(conditions=[{"name": "age", "call": "os.system"}]),
    "a format of no reader": lambda card: card["origin"].update(format="pickle"),
    "a field more": lambda card: card.update(code="os.system"),
    "a field less": lambda card: card.pop("steps") and None,
    "steps below nothing": lambda card: card.update(steps=-1),
    "a list": lambda card: [card],
}


@pytest.mark.parametrize("tried", CARDS)
def test_a_card_is_held_to_its_schema(tried: str, run: Path) -> None:
    sealed(run / "final", Path("m"), CARDS[tried])
    with pytest.raises(DataError):
        gansmith.load("m")


LONG = "x" * 1_000_000
AT_LENGTH: dict[str, Callable[[Any], Any]] = {
    "a field": lambda card: card.update({LONG: 1}),
    "a hyper-parameter": lambda card: card["hyper"].update({LONG[:999]: 1}),
    "a value": lambda card: card["hyper"].update(width=[0] * 100_000),
    "a method": lambda card: card.update(method=f"{LONG[:900]}.py:recipe"),
    "a version to come": lambda card: card.update(format=99, gansmith=LONG),
}


@pytest.mark.parametrize("tried", AT_LENGTH)
def test_an_error_prints_the_beginning_of_what_a_stranger_wrote(tried: str, run: Path) -> None:
    sealed(run / "final", Path("m"), AT_LENGTH[tried])
    with pytest.raises(GansmithError) as found:
        gansmith.load("m")
    assert len(str(found.value)) < 600
    assert "\n" not in str(found.value)


@pytest.mark.parametrize("row", [*models.ROWS, *guards.ROWS], ids=lambda row: row.name)
def test_the_first_trials_of_a_row_hold(row: Row, tmp_path: Path) -> None:
    assert set(row.play(range(120), tmp_path)) == {""}


def test_a_network_of_one_s_own_runs_only_where_that_is_said(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import torch

    class Sum(torch.nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return torch.stack([x.sum(1), x.prod(1)], 1)

    with pytest.warns(DeprecationWarning, match="torch.jit"):
        torch.jit.script(Sum()).save("sum.pt")  # type: ignore[no-untyped-call]
    for line in (["evaluate", str(run), "--features", "sum.pt"], ["evaluate", "ring", "ring", "--features", "sum.pt"]):
        assert main([*line, "--quiet"]) == 2
        assert "a TorchScript file is a program" in capsys.readouterr().err
    assert main(["evaluate", str(run), "--features", "sum.pt", "--allow-code", "--quiet"]) == 0
    with pytest.raises(UsageError, match="allow_code"):
        gansmith.compare("ring", ["gan", "wgan"], steps=1, features=["sum.pt"])
