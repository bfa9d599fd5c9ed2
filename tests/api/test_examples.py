"""Every example runs as it is printed, and is short enough to be read."""

import runpy
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NAMES = ("train", "resume", "generate", "load_and_sample", "describe_data", "own_array")


def test_there_is_an_example_for_every_verb() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.py")} >= set(NAMES)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_an_example_runs(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(path.read_text().splitlines()) < 30
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(path), run_name="__main__")
    said = capsys.readouterr()
    assert said.out
    assert said.err == ""
