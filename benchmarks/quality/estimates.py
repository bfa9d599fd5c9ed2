"""What a run says of itself: does BEGAN's M fall and settle, and does WGAN's estimate fall as samples get better?"""

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from statistics import fmean

import numpy as np
import numpy.typing as npt

import gansmith
from benchmarks.quality.digits import judge, judges_accuracy, mnist
from benchmarks.quality.runs import last_gauge, name_of, spread, trained, words
from benchmarks.quality.trials import Benchmark, Figures, Setting
from benchmarks.results import Goal, Result
from gansmith.core.randomness import key
from gansmith.metrics.frechet import frechet_distance
from gansmith.records.directory import RunDirectory
from gansmith.training.callbacks.record import read_record

Floats = npt.NDArray[np.float64]

DRAWN = 2_000  # samples, and test digits, of each distance
POINTS = 24  # times at which a run is looked at
SEEDS = (0, 1)
LAST = {"width": 16, "average": 0.0}  # samples of the weights that the estimate is of
BALANCED = {"batch_size": 32, "learning_rate": 1e-3, "gamma": 0.9, "balance_rate": 0.01}
SETTINGS = (
    Setting("began", "began", 9_600, LAST | BALANCED),
    Setting("wgan", "wgan", 6_000, LAST),
    Setting("wgan-gp", "wgan-gp", 5_280, LAST),
)
GAUGES = {"began": "M", "wgan": "wasserstein", "wgan-gp": "wasserstein"}
ESTIMATES = ("wgan", "wgan-gp")  # those whose gauge is to go with the distance
GOAL_SETTLED = 0.1


def run(setting: Setting, seed: int) -> Figures:
    """Train on the 60,000 training digits, stopping to measure the samples, and return how the gauge goes with them."""
    digits, tag = mnist("train").pictures, GAUGES[setting.name]
    stops = [round(setting.steps * stop / POINTS) for stop in range(1, POINTS + 1)]
    with trained(digits, replace(setting, steps=stops[0]), seed) as finished:
        seconds, gauges, distances = finished.seconds, [last_gauge(finished, tag)], [distance(finished, seed)]
        for stop in stops[1:]:
            finished = gansmith.resume(finished.path, data=digits, steps=stop)
            if not finished.finished:
                raise KeyboardInterrupt
            seconds += finished.seconds
            gauges.append(last_gauge(finished, tag))
            distances.append(distance(finished, seed))
        lines = read_record(RunDirectory(finished.path).log_path)
    return {
        **agreement(gauges, distances),
        **settling([line["step"] for line in lines], [line[tag] for line in lines]),
        "series": {"steps": stops, "gauge": gauges, "distance": distances},
        "floor": frechet_distance(features("t10k"), features("train")),
        "judge": judge().digest,
        "judges_accuracy": judges_accuracy(),
        "training_minutes": seconds / 60,
    }


def distance(finished: gansmith.Run, seed: int) -> float:
    """Return the Frechet distance of the judge's features between samples and as many test digits."""
    samples = gansmith.load(finished.path).sample(DRAWN, seed=seed)
    return frechet_distance(features("t10k"), judge().features(samples[:, np.newaxis]))


@cache
def features(part: str) -> Floats:
    """Return the judge's features of digits of a part, the same ones for all."""
    pictures = mnist(part).pictures
    chosen = np.random.default_rng(key("estimates", part)).permutation(len(pictures))[:DRAWN]
    return judge().features(pictures[chosen][:, np.newaxis])


def agreement(gauges: list[float], distances: list[float]) -> dict[str, float]:
    """Return Spearman's and Pearson's correlation of a gauge with the distances of the samples at the same steps."""
    from scipy.stats import pearsonr, spearmanr

    return {
        "spearman": float(spearmanr(gauges, distances).statistic),
        "pearson": float(pearsonr(gauges, distances).statistic),
    }


def settling(steps: list[float], values: list[float]) -> dict[str, float]:
    """Return how a gauge falls: its means in the first and last tenth of the lines, and what the last fifth is like.

    slope is that of the straight line through the last fifth, per 1,000 steps; moving is how far that line goes,
    either way, as a share of the distance between the two means. It is infinite where these are equal and it moves.
    """
    tenth, fifth = max(len(values) // 10, 1), max(len(values) // 5, 2)
    first, last = float(np.mean(values[:tenth])), float(np.mean(values[-tenth:]))
    slope = float(np.polyfit(steps[-fifth:], values[-fifth:], 1)[0])
    moved = abs(slope) * (steps[-1] - steps[-fifth])
    apart = abs(first - last)
    return {
        "first_tenth": first,
        "last_tenth": last,
        "slope": 1000 * slope,
        "moving": moved / apart if apart else math.inf,
    }


def report(benchmark: Benchmark, found: Mapping[str, list[Figures]]) -> Result:
    """Return the table over settings, with the goals of those that are promised to fall or to go along."""
    used = sorted({(f["judge"], f["judges_accuracy"]) for figures in found.values() for f in figures})
    return Result(
        title="Quality: what a run says of itself, on MNIST",
        intro=(
            "The gauge is M of BEGAN, and of WGAN the estimate of the Wasserstein distance, times a factor of its own "
            f"critic. Each run is stopped {POINTS} times, at even steps; there the gauge (mean of the last 20 lines of "
            "the record, 200 steps) is set beside the Frechet distance between the features of a small classifier on "
            f"{DRAWN:,} samples and on as many test digits. Published: curves without figures; M falls as pictures get "
            "better (Berthelot et al. 2017, figure 4), and so does the estimate (Arjovsky et al. 2017, figure 3; "
            "Gulrajani et al. 2017, figure 5). Moving: how far the straight line through the last fifth of the record "
            "goes, as a share of the way from the mean of its first tenth to that of its last."
        ),
        columns=(
            *("setting", "seeds", "gauge", "first tenth", "last tenth", "slope of the last fifth, per 1,000 steps"),
            *("moving", "distance, first and last", "floor", "Spearman", "Pearson", "minutes of training"),
        ),
        rows=tuple(_row(setting, found[setting.name]) for setting in benchmark.settings),
        goals=(*_falls(found["began"]), *(goal for name in ESTIMATES for goal in _goes_along(name, found[name]))),
        notes=(
            "Differs from the papers: MNIST, 16 channels, a constant learning rate for BEGAN; samples are those of the "
            "last weights and not of averaged ones. The floor is the distance of as many training digits. Steps that "
            "follow one another are not independent, so that a correlation is no test.",
            *(f"{setting.name}: {words(setting)}" for setting in benchmark.settings),
            *(f"Judge {digest}: {accuracy:.2%} of the test digits." for digest, accuracy in used),
        ),
        raw={setting: list(figures) for setting, figures in found.items()},
    )


def _row(setting: Setting, found: list[Figures]) -> tuple[str, ...]:
    gauge = GAUGES[setting.name]
    if not found:
        return (setting.name, "0", gauge, *[""] * 9)
    ends = (fmean(figures["series"]["distance"][end] for figures in found) for end in (0, -1))
    return (
        *(name_of(setting, found), str(len(found)), gauge),
        *(spread(found, figure, 4) for figure in ("first_tenth", "last_tenth", "slope")),
        *(spread(found, "moving"), "; ".join(f"{end:.1f}" for end in ends), spread(found, "floor", 2)),
        *(spread(found, "spearman"), spread(found, "pearson"), spread(found, "training_minutes", 1)),
    )


def _falls(found: list[Figures]) -> tuple[Goal, ...]:
    if not found:
        return ()
    left = max(figures["last_tenth"] / figures["first_tenth"] for figures in found)
    moving = max(figures["moving"] for figures in found)
    subject = f"estimates, began ({len(found)} of {len(SEEDS)} seeds)"
    return (
        Goal(f"{subject}: M of the last tenth to that of the first, largest", "< 1", f"{left:.3f}", left < 1),
        Goal(
            f"{subject}: M still moving in the last fifth, most",
            f"<= {GOAL_SETTLED:g}",
            f"{moving:.3f}",
            moving <= GOAL_SETTLED,
        ),
    )


def _goes_along(name: str, found: list[Figures]) -> tuple[Goal, ...]:
    subject = f"estimates, {name} ({len(found)} of {len(SEEDS)} seeds): correlation with the distance, least"
    least = {kind: min((figures[kind] for figures in found), default=0.0) for kind in ("spearman", "pearson")}
    goals = (Goal(f"{subject}, {kind.title()}", "> 0", f"{value:.3f}", value > 0) for kind, value in least.items())
    return tuple(goals) if found else ()


ESTIMATED = Benchmark("estimates", SETTINGS, SEEDS, run, report)
