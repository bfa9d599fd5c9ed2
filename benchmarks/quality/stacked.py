"""Stacked MNIST: 1,000 modes of three digits in one colour picture, with the small pair of the papers and at large."""

from collections.abc import Mapping

import numpy as np

from benchmarks.quality.digits import Digits, Labels, judge, judges_accuracy, mnist, spelt, stacked
from benchmarks.quality.runs import model_of, name_of, parameters, spread, trained, words
from benchmarks.quality.trials import Benchmark, Figures, Setting
from benchmarks.results import Goal, Result
from gansmith.metrics.inception_score import mode_coverage
from gansmith.models.directory import read_networks

CHANNELS, MODES = 3, 1000
TRAINED_ON = 128_000  # stacks, as PacGAN's code fixes them
DRAWN = 25_600  # samples, as published for the small pair
SEEDS = (0, 1, 2)
PUBLISHED = (
    "Published, D of half of G: DCGAN 628 modes, KL 2.58; Unrolled-10 817, 1.43; PacDCGAN2 840.7, 1.00; PacDCGAN3 "
    "866.6, 0.90 (Lin et al. 2018, means over 50 runs of 500,000 steps). Published for large networks, 26,000 samples: "
    "PacDCGAN2 1000, 0.06 (Lin et al. 2018); R3GAN 1000, 0.029 with 20.7 M parameters each (Huang et al. 2025)."
)
HALF = "benchmarks.quality.recipes.stacked"
RATES = {"learning_rate": 3e-3, "learning_rate_end": 3e-4, "generator_learning_rate": 7e-4}
LARGE = {
    **{"network": "dense", "width": 16, "noise": 64, "batch_size": 64, "normalise": True, "squash": True},
    **{"learning_rate": 2e-3, "learning_rate_end": 2e-4, "generator_learning_rate": 8e-3, "precision": "bfloat16"},
}
SETTINGS = (
    Setting("b-r3gan", f"{HALF}:relativistic", 20_000, RATES | {"gamma": 0.1, "gamma_end": 0.02, "normalise": False}),
    Setting("b-as-published", f"{HALF}:published", 20_000),
    Setting("b-as-published-pack2", f"{HALF}:published", 20_000, {"pack": 2}),
    Setting("a-lite", "r3gan", 24_000, LARGE),
)
GOALS = {"b-r3gan": (950, 0.5), "b-as-published-pack2": (950, 0.5), "a-lite": (1000, 0.06)}


def run(setting: Setting, seed: int) -> Figures:
    """Train on 128,000 stacks of all 70,000 digits, and return which of them 25,600 samples show."""
    with trained(stacked(all_digits(), TRAINED_ON, CHANNELS, seed).pictures, setting, seed) as finished:
        samples = model_of(finished, setting).sample(DRAWN, seed=seed)
        networks, seconds = read_networks(finished.path), finished.seconds
    numbers, certainty = read(samples)
    covered = mode_coverage(numbers, np.ones(MODES))
    real = stacked(all_digits(), DRAWN, CHANNELS, seed + 1000).labels
    return {
        "modes": covered.hit,
        "kl": covered.reverse_kl,
        "certainty": certainty,
        "floor": covered.floor,
        "real_kl": mode_coverage(real, np.ones(MODES)).reverse_kl,
        "judge": judge().digest,
        "judges_accuracy": judges_accuracy(),
        "generator": parameters(networks, "generator"),
        "critic": parameters(networks, "critic"),
        "training_minutes": seconds / 60,
    }


def all_digits() -> Digits:
    """Return the 70,000 digits of both parts, of which the papers stack."""
    train, test = mnist("train"), mnist("t10k")
    return Digits(np.concatenate([train.pictures, test.pictures]), np.concatenate([train.labels, test.labels]))


def read(samples: np.ndarray) -> tuple[Labels, float]:
    """Return the numbers (N,) that stacks (N, 28, 28, channels) show, and the judge's mean certainty of a digit."""
    shares = [judge().probabilities(samples[:, None, :, :, channel]) for channel in range(samples.shape[-1])]
    certainty = float(np.mean([part.max(1).mean() for part in shares]))
    return spelt(np.stack([part.argmax(1) for part in shares], axis=1)), certainty


def report(benchmark: Benchmark, found: Mapping[str, list[Figures]]) -> Result:
    """Return the table over settings, with the goals of those that have one."""
    return Result(
        title="Quality: stacked MNIST, 1,000 modes",
        intro=(
            f"{TRAINED_ON:,} stacks of three digits, drawn by the seed, {DRAWN:,} samples; a mode is hit where the "
            "judge, a small classifier of single digits, reads its number once; KL(histogram || uniform) in nats. "
            f"{PUBLISHED} The floor is the KL of perfectly even samples; real stacks, whose digits are not quite even, "
            "have the KL beside it. Certainty is the judge's mean largest probability: low for what is no digit."
        ),
        columns=(
            *("setting", "seeds", "modes", "KL", "KL - floor", "floor; of real stacks", "certainty"),
            *("parameters of G; D", "steps", "minutes of training"),
        ),
        rows=tuple(_row(setting, found[setting.name]) for setting in benchmark.settings),
        goals=tuple(goal for name in GOALS for goal in _goals(name, found[name])),
        notes=(*_notes(benchmark), *_judges(found)),
        raw={setting: list(figures) for setting, figures in found.items()},
    )


def _row(setting: Setting, found: list[Figures]) -> tuple[str, ...]:
    if not found:
        return (setting.name, "0", *[""] * 8)
    above = [{"above": figures["kl"] - figures["floor"]} for figures in found]
    first = found[0]
    return (
        *(name_of(setting, found), str(len(found)), spread(found, "modes", 1), spread(found, "kl")),
        *(spread(above, "above"), f"{first['floor']:.3f}; {spread(found, 'real_kl', 4)}", spread(found, "certainty")),
        *(f"{first['generator']:,}; {first['critic']:,}", f"{setting.steps:,}", spread(found, "training_minutes", 1)),
    )


def _goals(name: str, found: list[Figures]) -> tuple[Goal, ...]:
    if not found:
        return ()
    modes, kl = GOALS[name]
    hit, far = (float(np.mean([figures[key] for figures in found])) for key in ("modes", "kl"))
    return (
        Goal(f"stacked-mnist, {name}: modes", f">= {modes:,}", spread(found, "modes", 1), hit >= modes),
        Goal(f"stacked-mnist, {name}: KL", f"<= {kl}", spread(found, "kl"), far <= kl),
    )


def _notes(benchmark: Benchmark) -> tuple[str, ...]:
    return (
        "Differs from the papers: stacks are fixed at the start for the small pair too, where theirs are drawn anew at "
        "every step; 20,000 steps and not 500,000; the judge has another architecture. b-r3gan has no BatchNorm: R1 + "
        "R2 judge each sample by itself, and with it in G, or at even rates, G outruns so small a D until D says "
        "nothing.",
        *(f"{setting.name}: {words(setting)}" for setting in benchmark.settings),
    )


def _judges(found: Mapping[str, list[Figures]]) -> tuple[str, ...]:
    used = sorted({(f["judge"], f["judges_accuracy"]) for figures in found.values() for f in figures})
    return tuple(f"Judge {digest}: {accuracy:.2%} of the test digits." for digest, accuracy in used)


STACKED = Benchmark("stacked-mnist", SETTINGS, SEEDS, run, report)
