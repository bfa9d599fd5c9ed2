"""`gansmith plot`: what it shows of real samples is a fair sample of them, for models that were copied alone too."""

import shutil
from pathlib import Path

import numpy as np
import pytest

import gansmith
from gansmith.api import plot as module
from gansmith.cli import main
from gansmith.errors import DataError, UsageError


def test_data_sorted_by_class_is_shown_with_all_its_classes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sorted_by_class = np.repeat(np.array([[-1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]), 100, axis=0)
    np.save(tmp_path / "sorted.npy", sorted_by_class)
    run = gansmith.train(tmp_path / "sorted.npy", method="gan", steps=1, out=tmp_path / "run", width=4, quiet=True)
    shown, draw = [], module.comparison_figure
    monkeypatch.setattr(
        module, "comparison_figure", lambda real, *rest, **how: (shown.append(real), draw(real, *rest, **how))[1]
    )
    gansmith.plot(run.path, tmp_path / "picture.png")
    assert len(np.unique(shown[0][:40], axis=0)) == 3


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run in the current folder, and its model in the folder `apart`."""
    monkeypatch.chdir(tmp_path)
    np.save("data.npy", np.random.default_rng(0).normal(size=(60, 2)).astype(np.float32))
    gansmith.train("data.npy", method="gan", steps=1, out="run", width=4, validate_every=0, sample_every=0)
    shutil.copytree("run/final", "apart")
    return Path("run")


def test_a_model_that_was_copied_alone_is_drawn_as_its_run_is(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plot", "apart", "--data", "data.npy", "-o", "alone.png"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert "real and generated samples side by side" in printed.out
    shutil.copytree(run, "copy/apart")  # the title of the figure is the name of the place
    gansmith.plot("copy/apart", "run.png")
    assert Path("alone.png").read_bytes() == Path("run.png").read_bytes()


def test_data_of_a_model_that_was_copied_alone_may_be_read_by_options(run: Path) -> None:
    np.savez("both.npz", first=np.arange(180.0).reshape(60, 3), second=np.load("data.npy"))
    assert main(["plot", "apart", "--data", "both.npz", "--variable", "second", "-o", "alone.png"]) == 0
    with pytest.raises(DataError, match=r"holds samples of shape \(3,\), and the model makes \(2,\)"):
        gansmith.plot("apart", data="both.npz", data_options={"variable": "first"})
    with pytest.raises(UsageError, match="a run knows how its data is read"):
        gansmith.plot(run, data_options={"variable": "first"})


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("plot apart", "Name the run, or real samples with --data"),
        ("plot run/final", "Name its run: gansmith plot run."),
        ("plot run/final --data data.npy", "Name its run: gansmith plot run."),
        ("plot nothing --data data.npy", "is not a run directory"),
        ("plot data.npy", "is not a run directory"),
        ("plot apart --data alone.png", "alone.png"),
    ],
)
def test_a_refusal_names_the_command_that_works(
    line: str, remedy: str, run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*line.split(), "-o", "alone.png"]) in (2, 3)
    printed = capsys.readouterr().err
    assert remedy in printed
    assert printed.count("\n") == 1
    assert not Path("alone.png").exists()
