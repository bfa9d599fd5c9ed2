"""Comparisons of two quick methods on rows.npy, in a folder of the test's own and in its process."""

import contextlib
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from tiny_runs import contestant, rows

from gansmith.cli import main
from gansmith.comparison.compare import compare
from gansmith.comparison.processes import Trainings
from gansmith.comparison.result import Comparison

METHODS = (contestant("gan"), contestant("lsgan", network="mlp"))
QUICK = {"sample_every": 0}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that holds rows.npy."""
    monkeypatch.chdir(tmp_path)
    np.save("rows.npy", rows(240))
    return tmp_path


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Train in this process, where starting costs nothing, and return the words of all trainings."""
    all_words: list[list[str]] = []

    def train(trainings: Trainings, words: Sequence[str]) -> tuple[int, str]:
        trainings.require_going()
        all_words.append(list(words))
        with contextlib.redirect_stderr(io.StringIO()) as said:
            code = main(["train", *words, "--quiet"])
        return code, said.getvalue().strip().removeprefix("gansmith: ")

    monkeypatch.setattr(Trainings, "train", train)
    return all_words


def contest(methods: Sequence[str] = METHODS, **options: object) -> Comparison:
    """Compare methods by two seeds of three steps, or as the options say."""
    usual: dict[str, object] = {"seeds": 2, "steps": 3, "run_options": QUICK, "out": "out"}
    return compare("rows.npy", methods, **(usual | options))  # type: ignore[arg-type]
