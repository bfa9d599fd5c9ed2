"""Inversion: how near a model comes to samples it was not trained on, beside the nearest sample that it was."""

from collections.abc import Mapping
from statistics import fmean

import numpy as np

import gansmith
from benchmarks.quality.digits import DENSE, SETTLING, mnist
from benchmarks.quality.runs import name_of, spread, trained, words
from benchmarks.quality.trials import Benchmark, Figures, Setting
from benchmarks.results import Goal, Result
from gansmith.core.randomness import key
from gansmith.data.planets import planets
from gansmith.latent.inversion import Targets, inversion_of
from gansmith.latent.nearness import Errors, Known

INVERTED = 64  # held-out samples
LEFT_OUT = 400  # planets that are not trained on
SEEDS = (0, 1)
SETTINGS = (
    Setting("planets", "dcgan", 1_500, DENSE | SETTLING | {"patch": 3}),
    Setting("planets-r3gan", "r3gan", 6_000),
    Setting("mnist", "dcgan", 1_500, DENSE | SETTLING | {"precision": "float32"}),
)
GOAL = 0.5


def sets(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the training samples of a setting, whose name begins with its set's, and those held out of training."""
    if name == "mnist":
        return mnist("train").pictures, mnist("t10k").pictures
    values = planets()
    order = np.random.default_rng(key("invert", "planets")).permutation(len(values))
    return values[order[LEFT_OUT:]], values[order[:LEFT_OUT]]


def run(setting: Setting, seed: int) -> Figures:
    """Train on the training samples, invert some of the others, and return the errors in the units of the data."""
    training, others = sets(setting.name)
    chosen = np.random.default_rng(key("invert", seed)).permutation(len(others))[:INVERTED]
    with trained(training, setting, seed) as finished:
        model, seconds = gansmith.load(finished.path), finished.seconds
    known = Known(training, Errors.of(model))
    found = inversion_of(model, Targets(others[chosen]), known, seed=seed)
    assert found.nearest_errors is not None and found.mean_errors is not None  # noqa: PT018, S101 - known is given
    ratios = found.errors / found.nearest_errors
    return {
        "error": float(found.errors.mean()),
        "nearest": float(found.nearest_errors.mean()),
        "mean": float(found.mean_errors.mean()),
        "ratio": float(found.errors.mean() / found.nearest_errors.mean()),
        "share_below_half": float((ratios <= GOAL).mean()),
        "steps": float(found.steps.mean()),
        "training_minutes": seconds / 60,
    }


def report(benchmark: Benchmark, found: Mapping[str, list[Figures]]) -> Result:
    """Return the table over sets, with a goal for each."""
    return Result(
        title="Quality: inversion of real samples",
        intro=(
            f"{INVERTED} samples that the model was not trained on, each inverted by descent in latent space from four "
            "starts. Root mean square errors in the units of the data, means over the samples: of the inverted sample, "
            "of the nearest training sample, and of the mean of the training data. Below half: the share of samples "
            "whose inverted error is at most half of the nearest training sample's."
        ),
        columns=(
            *("set", "seeds", "inverted", "nearest training sample", "mean sample", "ratio", "below half"),
            *("steps", "minutes of training"),
        ),
        rows=tuple(_row(setting, found[setting.name]) for setting in benchmark.settings),
        goals=tuple(goal for setting in benchmark.settings for goal in _goals(setting.name, found[setting.name])),
        notes=tuple(f"{setting.name}: {words(setting)}" for setting in benchmark.settings),
        raw={setting: list(figures) for setting, figures in found.items()},
    )


def _row(setting: Setting, found: list[Figures]) -> tuple[str, ...]:
    if not found:
        return (setting.name, "0", *[""] * 7)
    errors = (spread(found, key, 4) for key in ("error", "nearest", "mean"))
    rest = (spread(found, "ratio"), spread(found, "share_below_half", 2), spread(found, "steps", 0))
    return (name_of(setting, found), str(len(found)), *errors, *rest, spread(found, "training_minutes", 1))


def _goals(name: str, found: list[Figures]) -> tuple[Goal, ...]:
    if not found:
        return ()
    ratio = fmean(figures["ratio"] for figures in found)
    subject = f"invert, {name} ({len(found)} of {len(SEEDS)} seeds): error over the nearest training sample's"
    return (Goal(subject, f"<= {GOAL:g}", spread(found, "ratio"), ratio <= GOAL),)


INVERSION = Benchmark("invert", SETTINGS, SEEDS, run, report)
