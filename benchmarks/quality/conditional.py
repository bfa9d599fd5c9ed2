"""Conditional GANs on MNIST: do they draw the digit asked for, and do their digits teach a classifier?"""

from collections.abc import Mapping
from statistics import fmean

import numpy as np

import gansmith
from benchmarks.quality.digits import KEPT, folder, judge, judges_accuracy, mnist
from benchmarks.quality.runs import name_of, spread, trained, words
from benchmarks.quality.trials import Benchmark, Figures, Setting
from benchmarks.results import Goal, Result
from gansmith.metrics.utility import train_on_synthetic

DRAWN = 60_000  # digits to teach by, as many as there are real ones
SEEDS = (0, 1, 2)
PUBLISHED = {"conditioning": "joined", "game": "nonsaturating", "beta1": 0.5, "beta2": 0.999, "left": 1.0}
SMOOTH = {"gamma": 0.2, "gamma_end": 0.02}
RATES = {"learning_rate": 2e-4, "generator_learning_rate": 1e-3}
SETTINGS = (
    Setting("cgan", "cgan", 14_000, {"width": 32} | SMOOTH),
    Setting("cgan-joined", "cgan", 14_000, {"width": 32, "conditioning": "joined"} | SMOOTH),
    Setting("cgan-nonsaturating", "cgan", 12_000, {"width": 32} | PUBLISHED | RATES),
    Setting("acgan", "acgan", 12_000, {"width": 32}),
)
BEST = "cgan"
GOAL_AGREEMENT, GOAL_UTILITY = 0.98, 0.985


def run(setting: Setting, seed: int) -> Figures:
    """Train on the 60,000 labelled digits, and return how good 60,000 drawn ones are, as many of each class."""
    train, test = mnist("train"), mnist("t10k")
    with trained(folder(), setting, seed) as finished:
        model, seconds = gansmith.load(finished.path), finished.seconds
        samples, asked = model.sample(DRAWN, seed=seed), model.labels(DRAWN)
    assert asked is not None  # noqa: S101 - a conditional model knows what it was told
    right = judge().predict(samples[:, None]) == asked
    utility = train_on_synthetic(
        samples[:, None],
        asked,
        train.pictures[:, None],
        train.labels,
        test.pictures[:, None],
        test.labels,
        seed=0,
        folder=KEPT,
    )
    return {
        "agreement": float(right.mean()),
        "by_class": [float(right[asked == label].mean()) for label in np.unique(asked)],
        "synthetic": utility.synthetic,
        "real": utility.real,
        "judge": judge().digest,
        "judges_accuracy": judges_accuracy(),
        "training_minutes": seconds / 60,
    }


def report(benchmark: Benchmark, found: Mapping[str, list[Figures]]) -> Result:
    """Return the table over settings, with the goals of the first."""
    used = sorted({(f["judge"], f["judges_accuracy"]) for figures in found.values() for f in figures})
    return Result(
        title="Quality: conditional GANs on MNIST",
        intro=(
            f"{DRAWN:,} drawn digits, as many of each class. Agreement: how often a classifier taught by the 60,000 "
            "real training digits reads the digit that was asked for; the worst class's beside it. Utility: accuracy "
            "on the 10,000 real test digits of a classifier taught by the drawn ones alone, beside the same classifier "
            "taught by as many real ones. Published: a 1-nearest-neighbour classifier taught by a conditional DCGAN's "
            "digits does as well as by real ones (Radford et al. 2016); no figure that compares is known to us."
        ),
        columns=(
            *("setting", "seeds", "agreement", "worst class", "taught by drawn digits", "taught by real digits"),
            "minutes of training",
        ),
        rows=tuple(_row(setting, found[setting.name]) for setting in benchmark.settings),
        goals=_goals(found[BEST]),
        notes=(
            *(f"{setting.name}: {words(setting)}" for setting in benchmark.settings),
            *(f"Judge {digest}: {accuracy:.2%} of the real test digits." for digest, accuracy in used),
        ),
        raw={setting: list(figures) for setting, figures in found.items()},
    )


def _row(setting: Setting, found: list[Figures]) -> tuple[str, ...]:
    if not found:
        return (setting.name, "0", *[""] * 5)
    worst = f"{min(min(figures['by_class']) for figures in found):.2%}"
    utilities = (spread(found, key, 4) for key in ("synthetic", "real"))
    shown = (spread(found, "agreement", 4), worst, *utilities, spread(found, "training_minutes", 1))
    return (name_of(setting, found), str(len(found)), *shown)


def _goals(found: list[Figures]) -> tuple[Goal, ...]:
    if not found:
        return ()
    agreement, utility = (fmean(figures[key] for figures in found) for key in ("agreement", "synthetic"))
    subject = f"cgan-mnist, {BEST} ({len(found)} of {len(SEEDS)} seeds)"
    return (
        Goal(
            f"{subject}: agreement with the label",
            f">= {GOAL_AGREEMENT:.0%}",
            spread(found, "agreement", 4),
            agreement >= GOAL_AGREEMENT,
        ),
        Goal(
            f"{subject}: taught by drawn digits",
            f">= {GOAL_UTILITY:.1%}",
            spread(found, "synthetic", 4),
            utility >= GOAL_UTILITY,
        ),
    )


CONDITIONAL = Benchmark("cgan-mnist", SETTINGS, SEEDS, run, report)
