"""The verb `classify` on MNIST: errors of an sgan that knows 100 labels, beside its supervised baseline."""

from collections.abc import Mapping
from statistics import fmean

import gansmith
from benchmarks.quality.digits import folder, mnist
from benchmarks.quality.runs import name_of, spread, trained, words
from benchmarks.quality.semi import CNN
from benchmarks.quality.trials import Benchmark, Figures, Setting
from benchmarks.results import Goal, Result

SEEDS = (0, 1, 2)  # each draws its own 100 labels
MLP = {"network": "mlp", "labels": 100, "feature_matching": True}
SETTINGS = (Setting("cnn", "sgan", 3_000, CNN | {"precision": "float32"}), Setting("mlp", "sgan", 3_000, MLP))
BEST = "cnn"


def run(setting: Setting, seed: int) -> Figures:
    """Train on 60,000 digits of which 100 have labels, and classify the test digits by `gansmith.classify`."""
    digits = mnist("t10k")
    with trained(folder(), setting, seed) as finished:
        names = gansmith.load(finished.path).card.class_names
        labels = [names[label] for label in digits.labels]
        found = gansmith.classify(finished.path, (digits.pictures, labels)).of_data
        seconds = finished.seconds
    assert found is not None and found.baseline is not None  # noqa: S101, PT018 - the digits have labels
    count = found.samples
    return {
        "errors": round((1 - found.value) * count),
        "baseline_errors": round((1 - found.baseline) * count),
        "ahead": bool(found.is_ahead),
        "training_minutes": seconds / 60,
    }


def report(benchmark: Benchmark, found: Mapping[str, list[Figures]]) -> Result:
    """Return the table over settings, the supervised baseline of the same network and steps beside each."""
    return Result(
        title="Quality: classifying with 100 labels",
        intro=(
            "Errors on the 10,000 test digits of `gansmith classify`, by the critic of an sgan run that knew 10 labels "
            "a class of 60,000 training digits, drawn by the seed. Supervised baseline: the same network, trained on "
            "the 100 labelled digits alone for as many steps. Longer runs are in ssl-mnist."
        ),
        columns=("setting", "draws", "errors", "errors of the baseline", "draws ahead", "minutes of training"),
        rows=tuple(_row(setting, found[setting.name]) for setting in benchmark.settings),
        goals=_goals(found[BEST]),
        notes=tuple(f"{setting.name}: {words(setting)}" for setting in benchmark.settings),
        raw={setting: list(figures) for setting, figures in found.items()},
    )


def _row(setting: Setting, found: list[Figures]) -> tuple[str, ...]:
    if not found:
        return (setting.name, "0", *[""] * 4)
    ahead = f"{sum(figures['ahead'] for figures in found)} of {len(found)}"
    errors = [spread(found, key, 0) for key in ("errors", "baseline_errors")]
    return (name_of(setting, found), str(len(found)), *errors, ahead, spread(found, "training_minutes", 1))


def _goals(found: list[Figures]) -> tuple[Goal, ...]:
    if not found:
        return ()
    ours, theirs = (fmean(figures[key] for figures in found) for key in ("errors", "baseline_errors"))
    subject = f"classify, {BEST} ({len(found)} of {len(SEEDS)} draws): errors"
    return (Goal(subject, f"< {theirs:,.0f}, the baseline's", spread(found, "errors", 0), ours < theirs),)


CLASSIFIED = Benchmark("classify", SETTINGS, SEEDS, run, report)
