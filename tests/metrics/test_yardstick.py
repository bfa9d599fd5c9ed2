"""The yardstick: real samples are near 1, and every planted defect is far above, whatever shows it."""

import time

import numpy as np
import pytest

from gansmith.metrics.yardstick import Yardstick

N = 300


def signals(seed: int) -> np.ndarray:
    """Return (N, 96) waves of random phase and little noise."""
    rng = np.random.default_rng(seed)
    phase, pitch = rng.uniform(0, 7, (N, 1)), rng.choice([5, 9], (N, 1))
    return 0.7 * np.sin(2 * np.pi * pitch * np.arange(96) / 96 + phase) + 0.02 * rng.standard_normal((N, 96))


def table(seed: int) -> np.ndarray:
    """Return (N, 4), two columns dependent, one skewed."""
    drawn = np.random.default_rng(seed).standard_normal((N, 4))
    drawn[:, 1] = drawn[:, 0] ** 2 + 0.1 * drawn[:, 1]
    drawn[:, 2] = np.exp(drawn[:, 2])
    return np.asarray(drawn / 20)


def wide_table(seed: int) -> np.ndarray:
    """Return (N, 48), columns in an order without meaning, that depend on three numbers, and categories in 0 and 1."""
    drawn = np.random.default_rng(seed).standard_normal((N, 40))
    mixed = np.random.default_rng(7).standard_normal((3, 32))
    columns = drawn[:, :3] @ mixed + 0.5 * drawn[:, 3:35]
    columns[:, :8] = np.exp(columns[:, :8] / 2)
    kinds = np.eye(16)[np.minimum(np.abs(4 * drawn[:, 0]), 15).astype(int)]
    return np.concatenate([np.clip(columns / 20, -1, 1), kinds - 0.5], axis=1)


def pictures(seed: int) -> np.ndarray:
    """Return (N, 1, 16, 16) discs of random places and sizes."""
    rng = np.random.default_rng(seed)
    x, y, r = (rng.uniform(low, high, (N, 1, 1)) for low, high in ((5, 11), (5, 11), (2, 5)))
    rows, columns = np.mgrid[:16, :16]
    return np.tanh(r**2 - (rows - y) ** 2 - (columns - x) ** 2)[:, None]


KINDS = {"signals": signals, "table": table, "wide table": wide_table, "pictures": pictures}


def shuffled(samples: np.ndarray) -> np.ndarray:
    """Return right columns without dependence."""
    flat = np.random.default_rng(8).permuted(samples.reshape(N, -1), axis=0)
    return flat.reshape(samples.shape)


def noise(samples: np.ndarray) -> np.ndarray:
    drawn = np.random.default_rng(9).standard_normal(samples.shape)
    return np.asarray(samples.mean() + samples.std() * drawn)


DEFECTS = {
    "noise": noise,
    "shuffled": shuffled,
    "the mean": lambda s: np.repeat(s.mean(axis=0)[None], N, axis=0),
    "ten over and over": lambda s: s[np.arange(N) % 10],
    "shifted": lambda s: s + 0.5 * s.std(),
    "half as wide": lambda s: s / 2,
}


@pytest.mark.parametrize("kind", list(KINDS))
def test_real_samples_are_near_1_and_every_defect_is_above(kind: str) -> None:
    real, peer, other = (KINDS[kind](seed) for seed in range(3))
    yardstick = Yardstick(real, peer, signals=kind == "signals")
    honest = yardstick(other)
    assert set(honest) >= {"kid[values]", "sliced[values]", "repeats[values]", "copies[values]"}
    assert ("sliced[spectra]" in honest) == (kind == "signals")  # columns have no order
    worst = max(honest.values())
    assert 0.8 < worst < 1.6
    assert max(yardstick(peer).values()) == 2  # copies of what was trained on
    for name, defect in DEFECTS.items():
        assert max(yardstick(defect(other)).values()) > 1.2 * worst, name
    many = np.concatenate([other, KINDS[kind](3)])
    order = np.argsort(many.reshape(2 * N, -1) @ np.random.default_rng(2).standard_normal(many[0].size))
    assert max(yardstick(many[order[:N]]).values()) > 1.2 * worst, "half of the data"


def test_what_is_wild_is_far_and_finite() -> None:
    yardstick = Yardstick(table(0), table(1), signals=False)
    found = yardstick(1e30 * table(2))
    assert np.isfinite(list(found.values())).all()
    assert max(found.values()) > 5


def test_data_of_few_values_and_of_constant_columns_has_a_baseline() -> None:
    rng = np.random.default_rng(0)
    real, peer, fake = (np.sign(rng.standard_normal((N, 3))) * [1, 1, 0] for _ in range(3))
    yardstick = Yardstick(real, peer, signals=False)
    assert max(yardstick(fake).values()) < 2
    assert max(yardstick(np.abs(fake)).values()) > 5


@pytest.mark.parametrize("signals", [True, False])
@pytest.mark.parametrize("shape", [(3, 48, 48), (1, 28, 28), (5000,)])
def test_a_measurement_is_quick(shape: tuple[int, ...], *, signals: bool) -> None:
    rng = np.random.default_rng(0)
    real, peer, fake = (rng.uniform(-1, 1, (512, *shape)).astype(np.float32) for _ in range(3))
    yardstick = Yardstick(real, peer, signals=signals)
    start = time.process_time()
    yardstick(fake)
    assert time.process_time() - start < 3  # a quarter of a second where no one else computes
