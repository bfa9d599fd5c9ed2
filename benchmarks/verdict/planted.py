"""Kinds of data with planted shares of bad, missing and collapsed samples: what do the pairs read?"""

from collections.abc import Callable

import numpy as np

from benchmarks.verdict.draws import Rng, Rows

N = 900
SHARES = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
CLASSES = 20
DEFECTS = ("bad", "missing", "copied")


def _blobs(rng: Rng, classes: Rows) -> Rows:
    return 12 * np.eye(CLASSES)[classes.astype(int)] @ _turn() + rng.standard_normal((len(classes), 8))


def _turn() -> Rows:
    return np.random.default_rng(0).standard_normal((CLASSES, 8))


def _table(rng: Rng, classes: Rows) -> Rows:
    n, place = len(classes), classes * 5.0
    first = place + rng.standard_normal(n)
    columns = [first, 0.5 * first + 0.3 * rng.standard_normal(n), np.exp(rng.standard_normal(n))]
    return np.stack([*columns, rng.integers(0, 5, n), rng.poisson(20, n)], axis=1)


def _signals(rng: Rng, classes: Rows) -> Rows:
    cycles, phases = 2 + classes[:, None] / 2, rng.uniform(size=(len(classes), 1))
    waves = np.sin(2 * np.pi * (cycles * np.linspace(0, 1, 64, endpoint=False) + phases))
    return np.asarray(waves + 0.1 * rng.standard_normal(waves.shape))


def _pictures(rng: Rng, classes: Rows) -> Rows:
    """Spots of 12 x 12 pixels, in one of 20 places by class."""
    rows, columns = np.mgrid[:12, :12]
    places = np.stack([1.5 + 3 * (classes // 5), 1.0 + 2.4 * (classes % 5)], axis=1)
    places += 0.2 * rng.standard_normal(places.shape)
    gaps = (rows[None] - places[:, 0, None, None]) ** 2 + (columns[None] - places[:, 1, None, None]) ** 2
    return np.asarray(np.exp(-gaps / 3).reshape(len(classes), -1) + 0.03 * rng.standard_normal((len(classes), 144)))


KINDS: dict[str, Callable[[Rng, Rows], Rows]] = {
    "clusters, 8 columns": _blobs,
    "table, 5 columns": _table,
    "signals, 64 steps": _signals,
    "pictures, 12 x 12": _pictures,
}


def _noise(rng: Rng, real: Rows, count: int) -> Rows:
    return real.mean(axis=0) + 2 * real.std(axis=0) * rng.standard_normal((count, real.shape[1]))


def planted(rng: Rng, kind: str, defect: str, share: float) -> tuple[Rows, Rows]:
    """Return real rows (N, D) and samples of which a share is noise ("bad"), or which lack a share of classes.

    Noise is of the data's mean and twice its deviation, in every column by itself. "missing" leaves the last classes
    out, all but one at the most. "copied" puts real rows in the place of a share of the samples.
    """
    draw = KINDS[kind]
    real, fake = draw(rng, rng.integers(0, CLASSES, N)), draw(rng, rng.integers(0, CLASSES, N))
    changed = round(share * N)
    if defect == "missing":
        return real, draw(rng, rng.integers(0, max(1, round((1 - share) * CLASSES)), N))
    fake[:changed] = _noise(rng, real, changed) if defect == "bad" else real[rng.integers(0, N, changed)]
    return real, fake
