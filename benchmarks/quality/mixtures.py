"""Ring and grid: modes of a mixture of Gaussians in the plane, as VEEGAN and PacGAN measured them."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from statistics import fmean

import gansmith
from benchmarks.quality.runs import name_of, spread, trained, words
from benchmarks.quality.trials import Benchmark, Figures, Setting
from benchmarks.results import Goal, Result
from gansmith.data.builtin import grid, ring
from gansmith.metrics.mixture import coverage

DRAWN = 2500  # samples, as published
SEEDS = tuple(range(10))
MIXTURES = {"ring": ring, "grid": grid}
PUBLISHED = {
    "ring": "PacGAN2 7.9 modes, 95.6 %, 0.07; VEEGAN 8 modes, 52.9 %; GAN 6.3 modes, 98.2 %, 0.45",
    "grid": "PacGAN4 24.8 modes, 93.6 %, 0.04; VEEGAN 24.6 modes, 40 %; GAN 17.3 modes, 94.8 %, 0.70",
}


def run(name: str, setting: Setting, seed: int) -> Figures:
    """Train on the built-in set and return the coverage of 2,500 samples."""
    with trained(name, setting, seed) as finished:
        samples = gansmith.load(finished.path).sample(DRAWN, seed=seed)
    return asdict(coverage(samples, *MIXTURES[name]()))


def report(name: str, best: str, benchmark: Benchmark, found: Mapping[str, list[Figures]]) -> Result:
    """Return the table over settings, with the goals for the one that is to meet them."""
    modes = len(MIXTURES[name]().centres)
    rows = [_row(setting, found[setting.name]) for setting in benchmark.settings]
    return Result(
        title=f"Quality: {name}, {modes} modes",
        intro=(
            f"The built-in set `{name}`, {DRAWN} samples from the averaged generator. Published (modes, high quality, "
            f"reverse KL): {PUBLISHED[name]}. Real samples: {modes}, 98.9 %, {(modes - 1) / (2 * DRAWN):.4f}. "
            "Means and deviations over all seeds run."
        ),
        columns=("setting", "seeds", "all modes", "modes", "high quality", "reverse KL", "spread", "minutes a run"),
        rows=tuple(rows),
        goals=_goals(name, modes, found[best], best) if found[best] else (),
        notes=tuple(f"{setting.name}: {words(setting)}" for setting in benchmark.settings),
        raw={setting: list(figures) for setting, figures in found.items()},
    )


def _row(setting: Setting, found: list[Figures]) -> tuple[str, ...]:
    if not found:
        return (setting.name, "0", *[""] * 6)
    full = sum(figures["captured"] == figures["modes"] for figures in found)
    shown = [spread(found, key) for key in ("captured", "high_quality", "reverse_kl")]
    within, minutes = (fmean(figures[key] for figures in found) for key in ("spread", "minutes"))
    shown += [f"{within:.2f}", f"{minutes:.1f}"]
    return (name_of(setting, found), str(len(found)), f"{full}/{len(found)}", *shown)


def _goals(name: str, modes: int, found: list[Figures], best: str) -> tuple[Goal, ...]:
    full = sum(figures["captured"] == modes for figures in found)
    wanted = len(SEEDS) if name == "ring" else len(SEEDS) - 1
    quality, kl = ([figures[key] for figures in found] for key in ("high_quality", "reverse_kl"))
    minutes = max(figures["minutes"] for figures in found)
    subject = f"{name}, {best}"
    return (
        Goal(f"{subject}: runs with all modes", f">= {wanted}/10", f"{full}/{len(found)}", full >= wanted),
        Goal(f"{subject}: high quality", ">= 0.95", spread(found, "high_quality"), fmean(quality) >= 0.95),
        Goal(f"{subject}: reverse KL", "<= 0.02", spread(found, "reverse_kl"), fmean(kl) <= 0.02),
        Goal(f"{subject}: minutes of the longest run", "<= 4", f"{minutes:.1f}", minutes <= 4),
    )


def mixture(name: str, settings: tuple[Setting, ...], best: str) -> Benchmark:
    """Return the benchmark of a mixture, of whose settings `best` is to meet the goals."""
    return Benchmark(name, settings, SEEDS, partial(run, name), partial(report, name, best))
