"""Detectors of generated digits: what each makes of generators that it does not know, and its calibration."""

from collections.abc import Mapping
from statistics import fmean

import numpy as np

import gansmith
from benchmarks.quality.digits import DENSE, KEPT, SETTLING, folder, mnist
from benchmarks.quality.runs import name_of, spread, trained, words
from benchmarks.quality.trials import Benchmark, Figures, Setting
from benchmarks.results import Goal, Result
from gansmith.core.randomness import key
from gansmith.data.formats.read import open_data
from gansmith.detection.detector import logits_on
from gansmith.detection.measures import auc_of
from gansmith.detection.parts import Part
from gansmith.storage.atomic import atomic_file

HALF = 5_000  # digits of each set to train a detector on, and as many others for the table
STEPS = 2_000  # of a detector, at most
SEEDS = (0, 1, 2)
R3GAN = {
    **{"normalise": True, "squash": True, "batch_size": 64},
    **{"learning_rate": 2e-3, "learning_rate_end": 2e-4, "generator_learning_rate": 8e-3},
}
GENERATORS = (
    Setting("dcgan", "dcgan", 3_000, DENSE | SETTLING | {"precision": "float32"}),
    Setting("r3gan", "r3gan", 3_000, DENSE | R3GAN),
    Setting("wgan-gp-mlp", "wgan-gp", 3_000, {"network": "mlp"}),
)
ALL = "all"
SETTINGS = (*GENERATORS, Setting(ALL, "dcgan", sum(one.steps for one in GENERATORS)))
GOAL_ECE = 0.05


def run(setting: Setting, seed: int) -> Figures:
    """Train a detector of one generator, or of all, and return what it makes of every generator.

    Generators learn from the training digits, detectors from a half of the test digits, and the table is of the other.
    The halves are drawn by the seed: as MNIST has them, the first has other writers than the second.
    """
    real, every = mnist("t10k").pictures, {one.name: generated(one, seed) for one in GENERATORS}
    real = real[np.random.default_rng(key(seed, "halves")).permutation(len(real))]
    known = {name: made[:HALF] for name, made in every.items() if setting.name in (name, ALL)}
    detector = gansmith.train_detector(real[:HALF], known, steps=STEPS, seed=seed)
    found, table = detector.measured, {}
    ours = logits_on(detector, open_data(real[HALF:]))
    for name, made in every.items():
        logits = np.concatenate([ours, logits_on(detector, open_data(made[HALF:]))])
        sets = (np.arange(len(logits)) >= len(ours)).astype(np.int64)
        table[name] = auc_of(logits, Part(np.empty((0, 1), np.float32), sets))
    return {
        "accuracy": found.accuracy.value,
        "auc": found.auc.value,
        "ece": found.ece.value,
        "ece_floor": found.ece_floor,
        "calibration": detector.calibration.kind,
        "aucs": table,
        "unseen": {row.name: row.unseen.auc.value for row in detector.table if row.unseen is not None},
    }


def generated(setting: Setting, seed: int) -> np.ndarray:
    """Return digits of a generator, which are kept for the other trials."""
    place = KEPT.parent / "generated" / f"{setting.name}-{seed}-{setting.fingerprint}.npy"
    if place.exists():
        return np.asarray(np.load(place, allow_pickle=False))
    with trained(folder(), setting, seed) as finished:
        samples = gansmith.load(finished.path).sample(2 * HALF, seed=seed)
    place.parent.mkdir(parents=True, exist_ok=True)
    with atomic_file(place) as temporary, temporary.open("wb") as file:
        np.save(file, samples)
    return samples


def report(benchmark: Benchmark, found: Mapping[str, list[Figures]]) -> Result:
    """Return the table of AUCs, a row for each detector and a column for each generator."""
    names = [one.name for one in GENERATORS]
    return Result(
        title="Quality: detectors of generated digits",
        intro=(
            f"AUC of a small CNN between {HALF:,} test digits and as many digits of a generator, 0.5 being a guess. "
            f"Each detector was trained on the samples of the generator in its row, or of all, and on {HALF:,} other "
            "test digits. ECE: expected calibration error on test samples of its own, in 10 bins; the floor is that of "
            "perfectly calibrated probabilities at this size. Unseen: the AUC of the detector of all others. No "
            "published figure compares; for images of large models, no detector wins everywhere."
        ),
        columns=("trained on", "seeds", *(f"AUC of {name}" for name in names), "accuracy", "ECE", "ECE floor"),
        rows=tuple(_row(setting, found[setting.name], names) for setting in benchmark.settings),
        goals=_goals(found),
        notes=(
            *(f"Unseen: {name}, {_unseen(found[ALL], name)}." for name in names if found.get(ALL)),
            *(f"{setting.name}: {words(setting)}" for setting in GENERATORS),
        ),
        raw={setting: list(figures) for setting, figures in found.items()},
    )


def _row(setting: Setting, found: list[Figures], names: list[str]) -> tuple[str, ...]:
    if not found:
        return (setting.name, "0", *[""] * (len(names) + 3))
    cells = [spread([figures["aucs"] for figures in found], name, 3) for name in names]
    rest = [spread(found, key, 3) for key in ("accuracy", "ece", "ece_floor")]
    return (name_of(setting, found), str(len(found)), *cells, *rest)


def _unseen(found: list[Figures], name: str) -> str:
    return spread([figures["unseen"] for figures in found], name, 3)


def _goals(found: Mapping[str, list[Figures]]) -> tuple[Goal, ...]:
    trials = found[ALL]
    if not trials:
        return ()
    subject = f"detect-mnist, {ALL} ({len(trials)} of {len(SEEDS)} seeds): expected calibration error"
    met = fmean(figures["ece"] for figures in trials) <= GOAL_ECE
    return (Goal(subject, f"<= {GOAL_ECE:g}", spread(trials, "ece", 3), met),)


DETECTION = Benchmark("detect-mnist", SETTINGS, SEEDS, run, report)
