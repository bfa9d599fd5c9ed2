"""Every example runs as it is printed, and is short enough to be read."""

import runpy
import sys
from pathlib import Path

import numpy as np
import pytest

from gansmith.core.batch import DataSpec

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NAMES = ("train", "resume", "generate", "load_and_sample", "describe_data", "own_array", "own_loop", "own_method")
LINES = {"own_loop": 40, "own_method": 40}  # at most, where a whole loop or method is written; of the others 32
NEEDED = {"prune_with_optuna": "optuna", "log_to_wandb": "wandb"}  # which are not among gansmith's own requirements


def test_there_is_an_example_for_every_verb() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.py")} >= set(NAMES)


class Told:
    """Stands in for wandb, and keeps what it is told."""

    def __init__(self) -> None:
        self.steps: dict[str, list[int]] = {}
        self.calls: list[tuple[str, object]] = []

    def init(self, **told: object) -> None:
        self.calls.append(("init", told["config"]))

    def Image(self, image: np.ndarray) -> np.ndarray:
        return image

    def log(self, values: dict[str, object], step: int) -> None:
        for name in values:
            self.steps.setdefault(name, []).append(step)

    def finish(self, exit_code: int) -> None:
        self.calls.append(("finish", exit_code))


def test_what_wandb_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told()
    monkeypatch.setitem(sys.modules, "wandb", told)  # type: ignore[arg-type]
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(EXAMPLES / "log_to_wandb.py"), run_name="__main__")
    assert told.calls == [("init", {"steps": 40}), ("finish", 0)]
    assert told.steps["loss/generator"] == [1, 10, 20, 30, 40]
    assert told.steps["samples"] == [20, 40]
    assert told.steps["quality/worst"] == [40]


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_an_example_runs(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if path.stem in NEEDED:
        pytest.importorskip(NEEDED[path.stem])
    assert len(path.read_text().splitlines()) <= LINES.get(path.stem, 32)
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(path), run_name="__main__")
    said = capsys.readouterr()
    assert said.out
    assert said.err == ""


def test_a_loop_of_ones_own_learns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ended = runpy.run_path(str(EXAMPLES / "own_loop.py"))
    assert ended["after"] < 0.4 * ended["before"]


def test_a_method_of_ones_own_has_the_terms_that_it_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ended = runpy.run_path(str(EXAMPLES / "own_method.py"), run_name="__main__")
    method = ended["hinge_r1"](DataSpec((2,)))
    assert [part.name for _, part in method.players["critic"].loss.terms] == ["hinge", "r1", "drift"]
    assert [weight for weight, _ in method.players["critic"].loss.terms] == [1.0, 0.5, 1e-3]
    assert ended["run"].steps == 40
