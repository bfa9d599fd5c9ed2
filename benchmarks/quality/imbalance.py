"""Imbalanced MNIST, 100:1: whether generated digits help a classifier more than plain ways of treating rare classes."""

from collections.abc import Mapping
from statistics import fmean
from typing import Any

import numpy as np

from benchmarks.quality.digits import mnist
from benchmarks.quality.runs import name_of, spread
from benchmarks.quality.trials import Benchmark, Figures, Setting
from benchmarks.results import Goal, Result
from gansmith.augmentation.arms import balanced_weights, repeated
from gansmith.augmentation.classifiers import Convolutions
from gansmith.augmentation.copies import Originals
from gansmith.augmentation.encoded import Encoding
from gansmith.augmentation.filling import fill
from gansmith.augmentation.scores import difference, scores
from gansmith.augmentation.smote import smote_inputs
from gansmith.augmentation.targets import lacking
from gansmith.augmentation.training import OPTIONS, train_in_memory
from gansmith.augmentation.validity import error_rate
from gansmith.config.run_options import RunOptions
from gansmith.config.settings import settle
from gansmith.core.randomness import key
from gansmith.data.formats.objects import MEMORY
from gansmith.data.load import read
from gansmith.declaration import declared

SEEDS = (0, 1, 2, 3, 4)  # each draws its own training digits
COUNTS = (4000, 2000, 1000, 750, 500, 350, 200, 100, 60, 40)
EACH = 892  # test digits of each class: as many as the rarest has
STEPS, SHIFT = 2000, 2  # of the classifier, and pixels by which digits are moved
PLAIN = "plain"
NARROW = {"network": "dense", "width": 16}
SETTINGS = (
    Setting(PLAIN, "cgan", 1),  # which trains no generator
    Setting("cgan", "cgan", 10_000, NARROW),
    Setting("cgan-diffaugment", "cgan", 10_000, NARROW | {"augment": "diffaugment"}),
)
GOALS = {"accuracy": 0.955, "gain": 0.005}


class Rare:
    """Training digits of a seed, ten classes of falling size, and as many test digits of each."""

    def __init__(self, seed: int, hyper: Mapping[str, Any], method: str, steps: int) -> None:
        train, test = mnist("train"), mnist("t10k")
        rng = np.random.default_rng(key(seed, "imbalance"))
        chosen = [rng.permutation(np.flatnonzero(train.labels == label))[:n] for label, n in enumerate(COUNTS)]
        places = np.concatenate(chosen)
        tested = np.concatenate([np.flatnonzero(test.labels == label)[:EACH] for label in range(10)])
        self.seed, self.test_labels = seed, test.labels[tested]
        options = {name: value for name, value in hyper.items() if name in declared(RunOptions)}
        own = {name: value for name, value in hyper.items() if name not in options}
        self.settings = settle(MEMORY, method, own, {}, seed=seed, steps=steps, **options, **OPTIONS)
        given = train.pictures[places], train.labels[places]
        self.dataset, self.codec = read(self.settings.data, given)
        assert self.dataset.labels is not None  # noqa: S101 - they are given
        self.labels = self.dataset.labels
        self.encoding = Encoding.of(self.dataset, self.codec)
        self.inputs, self.test = self.encoding.inputs(self.dataset.values), self.encoding.inputs(test.pictures[tested])
        self.wanted = lacking(self.dataset, balance=True, to={})

    def figures(
        self, inputs: np.ndarray, labels: np.ndarray, *, shift: int = 0, weighted: bool = False, moved: bool = False
    ) -> Figures:
        """Return mean class accuracy and macro F1 of the classifier that learns from digits; moved: its threshold."""
        weights = balanced_weights(labels) if weighted else np.ones(len(labels))
        classify = Convolutions(STEPS, shift)
        found = classify(inputs, labels, weights, self.test, classes=len(COUNTS), seed=self.seed)
        found = found / (np.bincount(labels) / len(labels)) if moved else found
        return vars(scores(self.test_labels, found.argmax(1))).copy()


def run(setting: Setting, seed: int) -> Figures:
    """Return figures of each way: of the plain ones, or of those with digits of the setting's method."""
    rare = Rare(seed, setting.hyper, setting.method, setting.steps)
    return {"seed": seed, **(_plain(rare) if setting.name == PLAIN else _generated(rare))}


def _plain(rare: Rare) -> Figures:
    inputs, labels = rare.inputs, rare.labels
    places = repeated(labels, rare.wanted, rare.seed)
    between, of = smote_inputs(rare.dataset.values, labels, rare.wanted, rare.encoding, rare.seed)
    smote = np.concatenate([inputs, between]), np.concatenate([labels, of])
    ways = {}
    for name, shift in (("", 0), (" + shifts", SHIFT)):
        ways[f"none{name}"] = rare.figures(inputs, labels, shift=shift)
        ways[f"class weights{name}"] = rare.figures(inputs, labels, shift=shift, weighted=True)
        ways[f"moved threshold{name}"] = rare.figures(inputs, labels, shift=shift, moved=True)
        ways[f"oversampling{name}"] = rare.figures(inputs[places], labels[places], shift=shift)
        ways[f"SMOTE{name}"] = rare.figures(*smote, shift=shift)
    return {"ways": ways}


def _generated(rare: Rare) -> Figures:
    """Return figures with generated digits alone, and with as many repeated real digits of rare classes."""
    trained = train_in_memory(rare.settings, rare.dataset, rare.codec)
    rows = rare.encoding.rows(rare.dataset.values)
    made = fill(
        trained.model,
        rare.encoding,
        Originals(rows, rare.labels),
        rare.wanted,
        seed=rare.seed,
        dtype=rare.dataset.values.dtype,
    )
    inputs = np.concatenate([rare.inputs, rare.encoding.inputs(made.values)])
    labels = np.concatenate([rare.labels, made.labels])
    half = mixed(rare.labels, made.labels, rare.wanted, rare.seed)
    test_rows = rare.test.reshape(len(rare.test), -1).astype(np.float64)
    ways = {
        "GAN": rare.figures(inputs, labels),
        "GAN + shifts": rare.figures(inputs, labels, shift=SHIFT),
        "half GAN + shifts": rare.figures(inputs[half], labels[half], shift=SHIFT),
    }
    rate = error_rate(rare.encoding.rows(made.values), made.labels, test_rows, rare.test_labels, rare.seed)
    real = error_rate(rows[rare.labels > 0], rare.labels[rare.labels > 0], test_rows, rare.test_labels, rare.seed)
    counts = {"refused": sum(made.refused.values()), "missing": sum(made.missing.values())}
    return {"ways": ways, "er_split": rate, "er_real": real, **counts}


def mixed(real: np.ndarray, made: np.ndarray, wanted: Mapping[int, int], seed: int) -> np.ndarray:
    """Return places of samples, real ones first, of which each filled class is half real ones, repeated."""
    rng = np.random.default_rng(key(seed, "half"))
    places = [np.arange(len(real))]
    for label, count in wanted.items():
        own = np.flatnonzero(made == label) + len(real)
        size = int((real == label).sum())
        again = max(0, (size + count) // 2 - size)
        places += [rng.choice(np.flatnonzero(real == label), again), rng.permutation(own)[: count - again]]
    return np.concatenate(places)


def _intro() -> str:
    return (
        f"A classifier that learns from {', '.join(map(str, COUNTS))} digits of the classes 0 to 9, drawn by the "
        f"seed, on {EACH} test digits of each. Rare classes are filled up to {COUNTS[0]:,}. The network and its "
        f"{STEPS:,} steps are the same for all; shifts move digits by up to {SHIFT} pixels, drawn anew. "
        "Mean class accuracy published by Dablain et al. 2021 (arXiv 2105.02340) for this imbalance and a balanced "
        "test set: SMOTE 87.98, BAGAN 93.06, GAMO 95.52, DeepSMOTE 96.09 %."
    )


def report(benchmark: Benchmark, found: Mapping[str, list[Figures]]) -> Result:
    """Return the table of all ways, each beside the best plain one on the same seeds."""
    plain = {figures["seed"]: figures["ways"] for figures in found[PLAIN]}
    ways = list(next(iter(plain.values()), {}))
    best = max(ways, key=lambda way: fmean(one[way]["accuracy"] for one in plain.values()), default="")
    rows = [
        _row("", way, [figures["ways"][way] | {"stale": figures["stale"]} for figures in found[PLAIN]]) for way in ways
    ]
    goals: list[Goal] = []
    for setting in benchmark.settings[1:]:
        for way in (found[setting.name] or [{"ways": {}}])[0]["ways"]:
            pairs = [
                (figures["ways"][way]["accuracy"], plain[figures["seed"]][best]["accuracy"])
                for figures in found[setting.name]
                if figures["seed"] in plain
            ]
            of = name_of(setting, found[setting.name])
            rows.append(_row(f"{of}: ", way, [figures["ways"][way] for figures in found[setting.name]], pairs))
            goals += _goals(f"{setting.name}, {way}", pairs, best) if pairs and way == "half GAN + shifts" else []
    return Result(
        title="Quality: imbalanced MNIST, 100:1",
        intro=_intro(),
        columns=("way", "seeds", "mean class accuracy, %", "macro F1, %", f"beside {best}, points (95 %)"),
        rows=tuple(rows),
        goals=tuple(goals),
        notes=(
            "A gain is that of paired seeds; the best plain way is chosen by the same test digits. half GAN fills rare "
            "classes by as many repeated real digits as generated ones.",
            *(
                _validity(setting.name, found[setting.name])
                for setting in benchmark.settings[1:]
                if found[setting.name]
            ),
        ),
        raw={setting: list(figures) for setting, figures in found.items()},
    )


def _row(of: str, way: str, found: list[Figures], pairs: list[tuple[float, float]] | None = None) -> tuple[str, ...]:
    cells = [
        spread([{"value": 100 * one[name]} for one in found], "value", 2) if found else ""
        for name in ("accuracy", "f1")
    ]
    return (f"{of}{way}", str(len(found)), *cells, _gain(pairs) if pairs else "")


def _gain(pairs: list[tuple[float, float]]) -> str:
    gain = difference(*zip(*pairs, strict=True), 0.0)
    error = f" ± {100 * gain.half_width:.2f}" if len(pairs) > 1 else ""
    return f"{100 * gain.mean:+.2f}{error}"


def _goals(subject: str, pairs: list[tuple[float, float]], best: str) -> tuple[Goal, ...]:
    accuracy = fmean(one for one, _ in pairs)
    gain = difference(*zip(*pairs, strict=True), 0.0)
    held = gain.mean >= GOALS["gain"] and gain.is_gain
    named = f"imbalance-mnist, {subject} ({len(pairs)} of {len(SEEDS)} seeds)"
    return (
        Goal(f"{named}: mean class accuracy, %", ">= 95.5", f"{100 * accuracy:.2f}", accuracy >= GOALS["accuracy"]),
        Goal(f"{named}: points over {best}", ">= 0.5", _gain(pairs) + ("" if held else " (no gain)"), held),
    )


def _validity(name: str, found: list[Figures]) -> str:
    return (
        f"{name}: ER_split {spread(found, 'er_split')}, of real digits {spread(found, 'er_real')}; refused as copies "
        f"{spread(found, 'refused', 0)}."
    )


IMBALANCE = Benchmark("imbalance-mnist", SETTINGS, SEEDS, run, report)
