"""Each option is declared once; keywords, flags, config.json and commands follow from it."""

import inspect
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tiny_runs import rows

import gansmith
from gansmith.api.train import TrainKeywords
from gansmith.cli import main
from gansmith.config.run_options import OF_ONE_RUN, RunOptions
from gansmith.data.options import DataOptions
from gansmith.declaration import declared
from gansmith.errors import UsageError

NOT_IN_COMPARE = set(OF_ONE_RUN) - {"steps", "minutes"}  # of which a comparison has its own flags
WRONG = """
import gansmith
gansmith.train("ring", steps=1, validation_fraction=0.2, data_options=gansmith.DataOptions(scale="feature"))
gansmith.train("ring", stesp=1)
gansmith.train("ring", steps="many")
gansmith.DataOptions(scael="feature")
"""


def flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def helped(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main([*words, "--help"]) == 0
    return " ".join(capsys.readouterr().out.split())


def test_train_has_a_flag_with_its_line_of_help_for_every_option(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    shown = helped(capsys, "train")
    for name, one in {**declared(RunOptions), **declared(DataOptions)}.items():
        assert flag(name) in shown
        assert one.text
        assert " ".join(one.text.split()) in shown, name


@pytest.mark.parametrize(("command", "missing"), [("compare", NOT_IN_COMPARE), ("data", set(declared(RunOptions)))])
def test_other_commands_take_the_same_flags(
    command: str, missing: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    shown = helped(capsys, command)
    for name in {**declared(RunOptions), **declared(DataOptions)}:
        assert (flag(name) in shown.split()) == (name not in missing), name


def test_keywords_of_train_are_the_options_with_their_defaults_and_help() -> None:
    parameters = inspect.signature(gansmith.train).parameters
    assert list(parameters) == ["data", "method", *declared(TrainKeywords)]
    for name, one in declared(TrainKeywords).items():
        assert parameters[name].default == one.default
        assert f"    {name} : " in (gansmith.train.__doc__ or "")
    assert "{keywords}" not in (gansmith.train.__doc__ or "")


def test_config_json_holds_every_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    given = {"steps": 2, "seed": 3, "validation_fraction": 0.25, "validate_every": 2, "log_every": 1}
    how = gansmith.DataOptions(scale="feature", missing="mean")
    run = gansmith.train(rows(60), "gan", network="mlp", **given, data_options=how)
    document = json.loads((run.path / "config.json").read_text())
    assert set(declared(RunOptions)) <= document.keys()
    assert set(declared(DataOptions)) | {"source"} == document["data"].keys()
    assert given.items() <= document.items()
    assert (document["data"]["scale"], document["data"]["missing"]) == ("feature", "mean")


@pytest.mark.parametrize(
    ("name", "value"), [("steps", 0), ("validation_fraction", 1.0), ("minutes", float("inf")), ("log_every", 0)]
)
def test_values_out_of_range_are_named(name: str, value: object) -> None:
    with pytest.raises(UsageError, match=name.replace("_", ".")):
        gansmith.train("ring", **{name: value})


def test_a_misspelt_keyword_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"'validation_fracton'.*validation.fraction"):
        gansmith.train("ring", validation_fracton=0.2)


def test_a_type_checker_knows_every_keyword(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    (tmp_path / "wrong.py").write_text(WRONG)
    command = [sys.executable, "-m", "mypy", "--ignore-missing-imports", "--cache-dir", str(tmp_path / "cache")]
    done = subprocess.run([*command, str(tmp_path / "wrong.py")], capture_output=True, text=True, cwd=tmp_path)
    lines = [line for line in done.stdout.splitlines() if "wrong.py:" in line and "error" in line]
    assert [int(line.split(":")[1]) for line in lines] == [4, 5, 6], done.stdout


def test_arrays_with_options_train(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    images = np.random.default_rng(0).integers(0, 256, (40, 64), dtype=np.uint8)
    as_class, as_dict = gansmith.DataOptions(fold="8x8"), {"fold": "8x8"}
    shapes = {gansmith.describe_data(images, how).shape for how in (as_class, as_dict)}
    assert shapes == {(1, 8, 8)}
