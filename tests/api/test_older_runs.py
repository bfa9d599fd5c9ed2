"""Runs and models that older versions wrote are loaded, resumed and measured as these would have gone on with them."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import load_file

import gansmith
from gansmith.config.command_line import train_words
from gansmith.config.settings import settle
from gansmith.errors import DataError
from gansmith.records.directory import RunDirectory
from gansmith.records.run_record import read_run
from gansmith.training.checkpoint import newest_checkpoint

FIXTURES = Path(__file__).parents[1] / "fixtures"
RUNS = {  # with the version of the conventions by which their data was read
    "version-0.1/gan": 1,
    "version-0.1/cgan": 1,
    "version-0.1/cyclegan": 1,
    "format-2/gan": 1,
    "format-2/table": 1,  # with a column that numbers the rows, and the label -1 for those of unknown class
    "format-3/signals": 2,  # of two channels, which were read as images
}


@pytest.fixture(params=RUNS)
def run(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a run beside its data."""
    version, name = request.param.split("/")
    shutil.copytree(FIXTURES / version, tmp_path / version)
    monkeypatch.chdir(tmp_path / version)
    return Path(name)


def made(place: Path) -> np.ndarray:
    model = gansmith.load(place)
    return model.translate(np.load("pictures.npy")[:3]) if model.card.source else model.sample(5, seed=1)


@pytest.mark.parametrize("part", ["", "final", "checkpoints/step-000004"])
def test_its_samples_are_the_same(run: Path, part: str) -> None:
    expected = np.load(f"{run}-samples-at-4.npy")
    whole = expected.dtype.kind == "u"  # which another machine's rounding moves by one
    np.testing.assert_allclose(
        made(run / part).astype(float), expected.astype(float), rtol=1e-5, atol=1.0 if whole else 1e-6
    )


def test_it_goes_on_as_it_would_have(run: Path) -> None:
    assert gansmith.resume(run, steps=6).steps == 6
    expected = load_file(f"{run}-after-6.safetensors")
    found = newest_checkpoint(run / "checkpoints", pytest.fail, owner=False).tensors
    for name, tensor in expected.items():
        np.testing.assert_allclose(found[name].numpy(), tensor.numpy(), rtol=1e-4, atol=1e-5, err_msg=name)
    config = json.loads((run / "config.json").read_text())
    assert config["format"] == 4
    assert config["data"]["conventions"] == RUNS[f"{Path.cwd().name}/{run}"]
    assert gansmith.resume(run, steps=7).steps == 7


def test_it_is_measured_and_drawn(run: Path) -> None:
    done = gansmith.evaluate(run, count=10)
    assert done.figures
    assert gansmith.plot(run, "drawn.png").is_file()


@pytest.mark.parametrize("version", ["version-0.1", "format-2"])
def test_older_names_are_translated_on_reading(version: str) -> None:
    card = gansmith.load(FIXTURES / version / "gan").card
    before = json.loads((FIXTURES / version / "gan" / "config.json").read_text())["hyper"]
    assert "left" not in card.hyper
    assert (card.hyper["final_lr_factor"], card.hyper["ema_decay"]) == (before["left"], before["average"])


def test_a_copied_model_is_measured_on_data_that_is_read_otherwise_today(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(FIXTURES / "format-3" / "signals" / "final", tmp_path / "copied")
    shutil.copy(FIXTURES / "format-3" / "signals.npy", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert gansmith.evaluate("copied", data="signals.npy", count=10).figures
    with pytest.raises(DataError, match="samples of shape"):
        gansmith.evaluate("copied", data="signals.npy", data_options={"axes": "NCL"}, count=10)


def test_the_command_that_repeats_an_older_run_names_its_conventions() -> None:
    words = train_words(read_run(RunDirectory(FIXTURES / "format-2" / "table")).settings)
    assert words[words.index("--conventions") + 1] == "1"
    assert "--conventions" not in train_words(settle("ring", "gan", {}, {}))
