"""Real models, trained as the plain command trains: for a moment, for a while, and to an end."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import gansmith
from benchmarks.quality.digits import one_thread
from benchmarks.quality.table import BENCHMARKS
from benchmarks.results import ROOT
from benchmarks.verdict import points, tables
from gansmith.metrics.mixture import coverage

KEPT = ROOT / "runs" / "verdict"  # trained once on a machine; out of git's sight
STAGES = ("early", "middle", "late")
ROWS, DRAWN = 20_000, 2000
LAW_SEED = 1000  # of the training rows


@dataclass(frozen=True)
class Trained:
    """A model of one kind of data and the steps of each stage.

    known: what the law says of samples. note: what the eye saw of them.
    """

    name: str
    data: Callable[[], str | np.ndarray]
    steps: tuple[int, int, int]
    hyper: dict[str, Any]
    known: Callable[[np.ndarray], str]
    note: str = ""


def run_of(model: Trained, stage: str, kept: Path = KEPT) -> Path:
    """Return the finished run of a stage, trained now unless it is there; raises KeyboardInterrupt if cut off."""
    path = kept / f"{model.name}-{stage}"
    if not path.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}-unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        steps = model.steps[STAGES.index(stage)]
        with one_thread():
            run = gansmith.train(
                model.data(), steps=steps, out=unfinished, sample_every=0, evaluate_every=steps, **model.hyper
            )
        if not run.finished:  # `train` saves and returns
            raise KeyboardInterrupt
        unfinished.rename(path)
    return path


def known_of(model: Trained, run: Path, seed: int) -> str:
    """Return what the law says of samples of a run."""
    return model.known(gansmith.load(run).sample(DRAWN, seed=seed))


def _of_ring(samples: np.ndarray) -> str:
    angles = 2 * np.pi * np.arange(points.SPOTS) / points.SPOTS
    centres = points.RADIUS * np.stack([np.cos(angles), np.sin(angles)], 1)
    found = coverage(samples, centres, points.WIDTH)
    return (
        f"{found.captured} of {found.modes} spots, {found.high_quality:.1%} within 3 deviations (real 98.9 %), spread "
        f"{found.spread:.2f}"
    )


def _of_table(samples: np.ndarray) -> str:
    law = tables.narrow(ROWS, LAW_SEED + 1).values
    apart = np.abs(samples.mean(0) - law.mean(0)) / law.std(0)
    wide = samples.std(0) / law.std(0)
    related = np.abs(np.corrcoef(samples.T) - np.corrcoef(law.T))
    return (
        f"means off by {apart.max():.2f} deviations at most, spreads {wide.min():.2f} to {wide.max():.2f} times the "
        f"law's, correlations off by {related.max():.2f} at most"
    )


def _of_digits(samples: np.ndarray) -> str:
    return "judged by the eye"


RING = BENCHMARKS["ring"].settings[0].hyper
MODELS = (
    Trained("ring-model", lambda: points.ring(ROWS, LAW_SEED).values, (30, 2000, 10_000), dict(RING), _of_ring),
    Trained("narrow-model", lambda: tables.narrow(ROWS, LAW_SEED).values, (30, 1000, 8000), {}, _of_table),
    Trained(
        "digits-model",
        lambda: "digits",
        (30, 500, 6000),
        {},
        _of_digits,
        "By eye: early is grey noise; middle are digits, a fifth of them smeared; late are digits, nearly all legible.",
    ),
)
