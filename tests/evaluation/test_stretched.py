"""A factor on all values shows in all frequencies alike, of however few rows; other faults do not."""

import numpy as np
import pytest

from gansmith.evaluation.judgement.judge import judge
from gansmith.evaluation.judgement.sets import Sets
from gansmith.evaluation.judgement.stretched import stretched

ROWS, PLACES = 60, 200


def bands(seed: int) -> np.ndarray:
    """Return (60, 200): five bands of very changing height, and noise of 0.03."""
    rng = np.random.default_rng(seed)
    heights = np.exp(0.5 * rng.normal(size=(ROWS, 5, 1)))
    apart = np.arange(PLACES) - np.array([20.0, 55.0, 90.0, 140.0, 180.0])[:, None] - 2 * rng.normal(size=(ROWS, 1, 1))
    return np.asarray((heights * np.exp(-0.5 * (apart / 12) ** 2)).sum(axis=1) + 0.03 * rng.normal(size=(ROWS, PLACES)))


def sets(fake: np.ndarray, seed: int = 0) -> Sets:
    return Sets.drawn(bands(100 + seed), fake, seed=seed)


@pytest.mark.parametrize("factor", [0.85, 1.1, 1.3])
def test_a_factor_is_found_whatever_its_unit_and_start(factor: float) -> None:
    for seed in range(5):
        found = stretched(sets(factor * bands(seed), seed))
        moved = stretched(Sets.drawn(1e6 * bands(100 + seed) - 3, 1e6 * factor * bands(seed) + 8, seed=seed))
        assert found is not None
        assert moved is not None
        assert found.kind == "scale"
        assert found.line == moved.line
        assert float(found.line.split()[3]) == pytest.approx(factor, rel=0.05)


def test_rows_of_one_law_are_of_one_scale_though_their_heights_vary() -> None:
    assert not any(stretched(sets(bands(seed), seed)) for seed in range(30))


def test_what_changes_some_frequencies_alone_is_no_scale() -> None:
    rng = np.random.default_rng(0)
    noisier = bands(1) + 0.03 * rng.normal(size=(ROWS, PLACES))
    smoother = np.stack([np.convolve(row, np.ones(3) / 3, "same") for row in bands(1)])
    louder = bands(1) + 0.3 * np.sin(np.arange(PLACES) / 10)
    assert [stretched(sets(rows)) for rows in (noisier, smoother, louder, np.zeros_like(louder))] == 4 * [None]


def test_few_samples_that_are_told_apart_are_said_to_be_too_strong() -> None:
    judgement, _ = judge(sets(1.1 * bands(0)))
    assert judgement.grade in ("fair", "poor")
    assert "scale" in {finding.kind for finding in judgement.findings}
