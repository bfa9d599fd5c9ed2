"""A tenth of samples that lie off the data shows, though most noise would fall on it; fresh rows do not."""

import numpy as np

from gansmith.evaluation.judgement.sets import Sets
from gansmith.evaluation.judgement.spaces import spaces_of
from gansmith.evaluation.judgement.support import support


def spirals(count: int, seed: int) -> np.ndarray:
    """Return (count, 2): two arms of one and a quarter turns, so wide that they fill a half of the plane around."""
    rng = np.random.default_rng(seed)
    along = np.sqrt(rng.uniform(0.05, 1, count))
    turn = np.pi * rng.integers(2, size=count) + 2.5 * np.pi * along
    return 5 * along[:, None] * np.stack([np.cos(turn), np.sin(turn)], 1) + 0.35 * rng.normal(size=(count, 2))


def kinds(fake: np.ndarray, seed: int) -> list[str]:
    sets = Sets.drawn(spirals(2000, 100 + seed), fake, seed=seed)
    return [finding.kind for space in spaces_of(sets) for finding in support(space, len(fake)).findings]


def test_noise_that_falls_between_the_arms_is_unlike_the_data() -> None:
    for seed in range(3):
        fake, rng = spirals(1000, seed), np.random.default_rng(seed)
        fake[:360] = fake.mean(0) + fake.std(0) * rng.normal(size=(360, 2))
        assert "unlike" in kinds(fake, seed)


def test_fresh_rows_are_like_the_data_and_reach_all_of_it() -> None:
    assert not any(kinds(spirals(1000, seed), seed) for seed in range(10))
