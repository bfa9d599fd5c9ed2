"""Parzen-window log-likelihood on MNIST, as the first papers report it, beside what shows that it misleads."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from statistics import fmean

import numpy as np
import numpy.typing as npt

import gansmith
from benchmarks.quality.conditional import SMOOTH
from benchmarks.quality.digits import DENSE, SETTLING, folder, mnist
from benchmarks.quality.runs import name_of, spread, trained, words
from benchmarks.quality.trials import Benchmark, Figures, Setting
from benchmarks.results import Goal, Result
from gansmith.metrics.parzen import parzen

Floats = npt.NDArray[np.float64]

DRAWN = 10_000  # samples, kernels
HELD_OUT = 5_000  # training digits that choose the width, and teach no reference
ROUNDS = 5  # of k-means, from random centres
SEEDS = (0, 1, 2)
LAYERS = {"network": "mlp", "width": 512, "batch_size": 128}
SETTINGS = (
    Setting("gan", "gan", 20_000, LAYERS),
    Setting("gan-maxout", "gan", 20_000, LAYERS | {"network": "maxout"}),
    Setting("gan-convolutions", "gan", 13_000, DENSE | SETTLING),
    Setting("cgan", "cgan", 20_000, LAYERS),
    Setting("cgan-convolutions", "cgan", 12_000, DENSE | SMOOTH | {"batch_size": 64, "precision": "bfloat16"}),
    Setting("real digits", "training digits", 0),
    Setting("k-means", "centres of training digits", 0),
)
GOALS = {"gan": 225.0, "gan-convolutions": 225.0, "cgan": 220.0, "cgan-convolutions": 220.0}
PUBLISHED = {"gan": "225 ± 2", "gan-maxout": "225 ± 2", "cgan": "132 ± 1.8", "real digits": "243", "k-means": "313"}
WARNING = (
    "**This measure misleads.** Kernels around 10,000 points cannot describe a density in 784 dimensions: centres of "
    "clusters, which are no digits, score above real digits, and a model that scores above real digits draws "
    "prototypes and not better ones. It goes with neither likelihood nor looks (Theis et al. 2016). Methods are not "
    "to be ranked by it; it is here since the papers report it."
)


def run(setting: Setting, seed: int) -> Figures:
    """Return the log-likelihood of the 10,000 test digits, in [0, 1]^784, under kernels at 10,000 samples."""
    train = unit(mnist("train").pictures)
    free, held_out = train[:-HELD_OUT], train[-HELD_OUT:]
    reference, minutes = REFERENCES.get(setting.name), 0.0
    if reference is None:
        with trained(folder(), setting, seed) as finished:
            samples = unit(gansmith.load(finished.path).sample(DRAWN, seed=seed))
            minutes = finished.seconds / 60
    else:
        samples = reference(free, seed)
    found = parzen(samples, held_out, unit(mnist("t10k").pictures))
    return {**asdict(found), "training_minutes": minutes}


def unit(pictures: np.ndarray) -> Floats:
    """Return pictures (N, H, W) of bytes as rows (N, H W) in [0, 1]."""
    return np.asarray(pictures.reshape(len(pictures), -1) / 255.0, np.float64)


def real(digits: Floats, seed: int) -> Floats:
    """Return as many training digits as samples are drawn: what a perfect model would score."""
    return digits[np.random.default_rng(seed).permutation(len(digits))[:DRAWN]]


def centres(digits: Floats, seed: int) -> Floats:
    """Return as many centres of k-means on the training digits, after a few rounds from random digits."""
    from sklearn.cluster import KMeans

    start = real(digits, seed).astype(np.float32)
    fitted = KMeans(len(start), init=start, n_init=1, max_iter=ROUNDS, tol=0.0, random_state=0)
    return np.asarray(fitted.fit(digits.astype(np.float32)).cluster_centers_, np.float64)


REFERENCES: dict[str, Callable[[Floats, int], Floats]] = {"real digits": real, "k-means": centres}


def report(benchmark: Benchmark, found: Mapping[str, list[Figures]]) -> Result:
    """Return the table over settings, real digits and k-means among them, and the warning."""
    return Result(
        title="Quality: Parzen-window log-likelihood on MNIST",
        intro=(
            f"{WARNING} Mean of the 10,000 test digits in nats, pixels in [0, 1], {DRAWN:,} samples; the kernels' "
            f"width is chosen on {HELD_OUT:,} training digits, which real digits and k-means do without. Published: "
            "GAN (Goodfellow et al. 2014), CGAN (Mirza and Osindero 2014), real digits and k-means (Theis et al. 2016, "
            "from memory and not confirmed). Both GANs are of dense layers."
        ),
        columns=("setting", "seeds", "nats", "s.e. over digits", "width", "published", "minutes of training"),
        rows=tuple(_row(setting, found[setting.name]) for setting in benchmark.settings),
        goals=tuple(goal for name in GOALS for goal in _goals(name, found[name])),
        notes=tuple(f"{s.name}: {words(s)}" for s in benchmark.settings if s.name not in REFERENCES),
        raw={setting: list(figures) for setting, figures in found.items()},
    )


def _row(setting: Setting, found: list[Figures]) -> tuple[str, ...]:
    published = PUBLISHED.get(setting.name, "")
    if not found:
        return (setting.name, "0", "", "", "", published, "")
    edge = " (an end of those tried)" if any(figures["at_edge"] for figures in found) else ""
    return (
        *(name_of(setting, found), str(len(found)), spread(found, "mean", 1), spread(found, "standard_error", 1)),
        *(spread(found, "sigma") + edge, published, spread(found, "training_minutes", 1)),
    )


def _goals(name: str, found: list[Figures]) -> tuple[Goal, ...]:
    if not found:
        return ()
    met = fmean(figures["mean"] for figures in found) >= GOALS[name]
    return (Goal(f"parzen-mnist, {name}: nats (misleads)", f">= {GOALS[name]:g}", spread(found, "mean", 1), met),)


PARZEN = Benchmark("parzen-mnist", SETTINGS, SEEDS, run, report)
