"""Runs of two steps on correlated rows, other samples in place of theirs, and their figures by name."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tiny_runs import tiny

import gansmith
from gansmith.evaluation.result import Evaluation
from gansmith.metrics.result import MetricValue
from gansmith.models.model import Model

COUNT = 800  # rows of the data, a tenth of which is held out, or 100


def normal(seed: int, count: int = COUNT) -> np.ndarray:
    """Return float32 (count, 3), correlated, in a range of its own."""
    mixed = np.random.default_rng(seed).standard_normal((count, 3)) @ np.array([[1, 0.5, 0], [0, 1, 0.3], [0, 0, 1]])
    return (mixed * 5 + 20).astype(np.float32)


def trained(out: Path, data: object, method: str = "gan", **settings: object) -> Path:
    """Train for two steps, or as the settings say, and return the run."""
    usual: dict[str, object] = {"steps": 2, "sample_every": 2, "out": out}
    gansmith.train(data, method, **(usual | settings), **tiny(method))  # type: ignore[arg-type]
    return out


def by_name(done: Evaluation) -> dict[str, MetricValue]:
    """Return the figures by their names; of two that share one, the later."""
    return {figure.name: figure for figure in done.figures}


def pretend(monkeypatch: pytest.MonkeyPatch, made: Callable[[int], np.ndarray]) -> None:
    """Let models return these samples, whatever they have learnt."""
    monkeypatch.setattr(Model, "sample", lambda model, count, *, seed=0, labels=None: made(count))
