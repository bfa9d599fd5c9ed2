"""Small versions of the quality benchmarks: training finds what there is to find, which a broken loss does not.

Every threshold lies between what whole losses reach and what was seen with the sign of a single term turned.
"""

from pathlib import Path

import numpy as np
import pytest
from real_files import real_data

import gansmith
from benchmarks.quality import digits, infogan
from benchmarks.quality.runs import critic, joined, judged, last_gauge, model_of, trained
from benchmarks.quality.trials import Setting
from gansmith.data.builtin import BUILTIN, ring
from gansmith.data.few_labels import few_labels
from gansmith.features.classifier import train_classifier
from gansmith.metrics.clustering import confusion, hungarian
from gansmith.metrics.inception_score import Modes, mode_coverage
from gansmith.metrics.mixture import Coverage, coverage

pytestmark = pytest.mark.slow

RING = Setting(
    "ring",
    "r3gan",
    8000,
    {
        "network": "mlp",
        "width": 64,
        "noise": 2,
        "batch_size": 128,
        "learning_rate": 4e-3,
        "learning_rate_end": 4e-5,
        "gamma": 0.1,
        "gamma_end": 0.001,
    },
)
STACK = Setting(
    "stack",
    "benchmarks.quality.recipes.stacked:relativistic",
    600,
    {"critic_width": 8, "batch_size": 64, "learning_rate": 4e-3, "learning_rate_end": 4e-4},
)
TINY = {"network": "mlp", "width": 128, "batch_size": 64, "learning_rate": 1e-3}
INFOGAN = Setting("infogan", "infogan", 3000, TINY)
INVARIANT = Setting("infogan-invariant", "infogan", 3000, TINY | {"invariance": 0.3})
SEMI = Setting("sgan", "sgan", 1500, {"network": "mlp", "width": 128, "labels": 20, "learning_rate": 1e-3})


def ring_covered(seed: int) -> Coverage:
    """Train on the ring and return the coverage of 2,500 samples."""
    with trained("ring", RING, seed) as run:
        return coverage(gansmith.load(run.path).sample(2500, seed=0), *ring())


def stack_covered(folder: Path, seed: int) -> Modes:
    """Train on stacks of two digits and return how many of the 100 numbers 2,500 samples show, and their KL."""
    pictures, labels = (part[:10_000] for part in digits.mnist_in(folder, "train"))
    judge = train_classifier(pictures[:, None], labels, seed=0, epochs=3)
    with trained(digits.stacked(digits.Digits(pictures, labels), 10_000, 2, seed).pictures, STACK, seed) as run:
        samples = model_of(run, STACK).sample(2500, seed=0)
    shown = [judge.predict(samples[:, None, :, :, channel]) for channel in range(2)]
    return mode_coverage(digits.spelt(np.stack(shown, axis=1)), np.ones(100))


def codes_found(setting: Setting, seed: int) -> tuple[float, float]:
    """Train InfoGAN on scikit-learn's digits; return the category's information in nats, and Q's accuracy on reals."""
    data = BUILTIN["digits"]()
    assert data.labels is not None
    with trained("digits", setting, seed) as run:
        told, information = infogan.categories(run, setting, data.values), last_gauge(run, "bound/categories")
    return information, hungarian(confusion(told, data.labels, 10, 10)).accuracy(told, data.labels)


def errors_by_few_labels(folder: Path, seed: int) -> tuple[float, float]:
    """Teach D by 20 labels of 1,300 digits; return its share of errors on the rest, and the nearest labelled one's."""
    data = BUILTIN["digits"]()
    assert data.labels is not None
    order = np.random.default_rng(0).permutation(len(data))
    known, asked = order[:1300], order[1300:]
    np.savez(folder / "few.npz", x=data.values[known], labels=data.labels[known])
    with trained(folder / "few.npz", SEMI, seed) as run:
        logits = joined(output.class_logits for output in judged(run, critic(run, SEMI), data.values[asked]))
    labels = data.labels[asked]
    taught = known[few_labels(data.labels[known], 20, data.class_names, seed) >= 0]
    flat = data.values.reshape(len(data), -1).astype(float)
    apart = np.linalg.norm(flat[asked][:, None] - flat[taught][None], axis=2)
    nearest = data.labels[taught][apart.argmin(1)]
    return float((logits.argmax(1) != labels).mean()), float((nearest != labels).mean())


def test_r3gan_finds_all_modes_of_the_ring() -> None:
    found = ring_covered(seed=0)
    assert found.captured == 8
    assert found.high_quality >= 0.3
    assert found.reverse_kl <= 0.02


def test_the_small_pair_draws_stacks_of_all_kinds() -> None:
    found = stack_covered(real_data("mnist"), seed=0)
    assert found.hit >= 85
    assert found.reverse_kl <= 0.9


def test_infogan_writes_its_codes_and_reads_them_off_real_digits() -> None:
    information, accuracy = codes_found(INFOGAN, seed=0)
    assert information >= 1.8  # of ln 10 = 2.303
    assert accuracy >= 0.4


def test_codes_that_moves_do_not_change_name_more_of_the_digits() -> None:
    found = [codes_found(INVARIANT, seed) for seed in (0, 1)]  # one seed may end at two thirds, as rounding falls
    assert min(information for information, _ in found) >= 1.8
    assert np.mean([accuracy for _, accuracy in found]) >= 0.73


def test_unlabelled_digits_teach_more_than_the_few_labels_alone(tmp_path: Path) -> None:
    errors, nearest = errors_by_few_labels(tmp_path, seed=0)
    assert errors <= 0.19
    assert errors <= 0.9 * nearest
