"""Calibration in closed form: what is calibrated stays, what is not becomes so, and its error is as defined."""

import numpy as np
import pytest
from scipy.special import expit

from gansmith.detection.calibration import ENOUGH, Calibration
from gansmith.detection.measures import auc_of, ece_of, measure
from gansmith.detection.parts import SHARES, Part, in_parts
from gansmith.errors import DataError

NOTHING = np.empty((0, 1), np.float32)


def drawn(count: int, seed: int, factor: float = 1.0) -> tuple[np.ndarray, Part]:
    """Return logits that are `factor` times those of the true probabilities, and the part that they belong to."""
    random = np.random.default_rng(seed)
    sets = random.integers(0, 2, count)
    logits = random.normal(np.where(sets == 1, 1.0, -1.0), np.sqrt(2.0))  # of which the log odds are the value itself
    return logits * factor, Part(logits[:, np.newaxis].astype(np.float32), sets.astype(np.int64))


@pytest.mark.parametrize("count", [600, 6 * ENOUGH])
@pytest.mark.parametrize("factor", [0.2, 5.0])
def test_logits_that_are_too_sure_or_too_shy_become_calibrated(count: int, factor: float) -> None:
    logits, part = drawn(count, 0, factor)
    fitted = Calibration.fit(logits, part)
    assert fitted.kind == ("platt" if count < 2 * ENOUGH else "isotonic")
    others, test = drawn(20_000, 1, factor)
    found = fitted.probability(others)
    assert ece_of(found, test.generated * 1.0, test.weights) < 0.04
    assert ece_of(expit(others), test.generated * 1.0, test.weights) > 0.08
    if fitted.kind == "platt":
        np.testing.assert_allclose(fitted.knots, [1 / factor, 0], atol=0.25 / factor + 0.15)


def test_a_network_that_knows_nothing_gets_one_half() -> None:
    random = np.random.default_rng(2)
    logits, part = random.normal(size=400) * 9, Part(NOTHING, random.integers(0, 2, 400))
    assert np.abs(Calibration.fit(logits, part).probability(logits) - 0.5).max() < 0.2


def test_the_calibration_error_is_the_mean_gap_of_the_bins() -> None:
    share = np.array([0.05, 0.05, 0.95, 0.95])
    weights = np.full(4, 0.25)
    assert ece_of(share, np.array([0.0, 0.0, 1.0, 1.0]), weights) == pytest.approx(0.05)
    assert ece_of(share, np.array([1.0, 1.0, 0.0, 0.0]), weights) == pytest.approx(0.95)
    assert ece_of(np.ones(4), np.ones(4), weights) == 0


def test_generators_of_any_size_weigh_the_same() -> None:
    part = Part(NOTHING, np.array([0] * 10 + [1] * 90 + [2] * 10))
    assert part.weights.sum() == pytest.approx(1)
    assert [part.weights[part.sets == one].sum() for one in (0, 1, 2)] == pytest.approx([0.5, 0.25, 0.25])
    logits = np.where(part.sets == 1, 1.0, 0.0)  # tells all of the first generator, and of the second as much as chance
    assert auc_of(logits, part) == pytest.approx((1 + 0.5) / 2)


def test_the_standard_error_of_an_auc_covers_its_spread() -> None:
    values, errors = [], []
    for seed in range(30):
        logits, part = drawn(200, seed)
        found = measure(logits, expit(logits), part, np.zeros(200, np.bool_), 0)
        values.append(found.auc.value)
        errors.append(found.auc.error)
    assert np.std(values) / np.mean(errors) == pytest.approx(1, abs=0.4)


def test_samples_that_repeat_are_no_more_evidence_than_one_of_each() -> None:
    logits, part = drawn(200, 0)
    rows = np.repeat(np.arange(200), 25)
    often = Part(part.samples[rows], part.sets[rows])
    nothing = np.zeros(len(rows), np.bool_)
    once, repeated = (
        measure(logits, expit(logits), part, nothing[:200], 0),
        measure(logits[rows], expit(logits[rows]), often, nothing, 0),
    )
    assert repeated.auc.value == pytest.approx(once.auc.value)
    assert repeated.auc.error == pytest.approx(once.auc.error)
    assert repeated.accuracy.error == pytest.approx(once.accuracy.error)


def test_samples_that_all_sets_hold_alike_move_no_auc() -> None:
    random = np.random.default_rng(4)
    logits = random.normal(size=50)
    part = Part(np.tile(logits, 2)[:, np.newaxis].astype(np.float32), np.repeat([0, 1], 50))
    found = measure(np.tile(logits, 2), expit(np.tile(logits, 2)), part, np.zeros(100, np.bool_), 0)
    assert (found.auc.value, found.auc.error) == pytest.approx((0.5, 0.5 / 50))


def test_few_different_real_samples_are_too_few_however_often_they_repeat() -> None:
    random = np.random.default_rng(5)
    few, many = (random.normal(size=(count, 2)).astype(np.float32) for count in (20, 400))
    with pytest.raises(DataError, match=r"real: \d of its different samples would be for"):
        in_parts([few.repeat(100, 0), many], ["real", "fake"], seed=1)


def test_equal_samples_lie_in_one_part_whichever_set_they_are_of() -> None:
    values = np.random.default_rng(3).normal(size=(600, 2)).astype(np.float32)
    parts = in_parts([values, values[::-1]], ["real", "fake"], seed=1)
    for part, share in zip(
        (parts.train, parts.validation, parts.calibration, parts.test), SHARES.values(), strict=True
    ):
        real, fake = (set(map(bytes, part.samples[part.sets == one])) for one in (0, 1))
        assert real == fake
        assert len(real) / 600 == pytest.approx(share, abs=0.06)
    with pytest.raises(DataError, match=r"real: \d+ of its different samples would be for"):
        in_parts([values[:1].repeat(300, 0), values], ["real", "fake"], seed=1)


def test_a_curve_that_falls_is_no_calibration() -> None:
    with pytest.raises(ValueError, match="none"):
        Calibration("isotonic", np.array([[0.0, 1.0], [0.9, 0.1]]))
    with pytest.raises(ValueError, match="none"):
        Calibration("platt", np.array([-1.0, 0.0]))
