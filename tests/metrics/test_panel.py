"""The panel: every figure with its floor, or the reason why there is none."""

import numpy as np
import pytest

from gansmith.errors import UsageError
from gansmith.metrics.block_errors import estimate_by_blocks
from gansmith.metrics.registry import METRICS
from gansmith.metrics.result import MetricValue
from gansmith.metrics.suite import measure, measure_classes, measure_pictures
from gansmith.metrics.transport import wasserstein

NAMES = [name for metric in METRICS for name in metric.names]
COPIES = ["copies", "nndr", "duplicates"]


def drawn(seed: int, rows: int, spread: float = 1.0) -> np.ndarray:
    return spread * np.random.default_rng(seed).standard_normal((rows, 5))


def by_name(figures: list[MetricValue]) -> dict[str, MetricValue]:
    return {figure.name: figure for figure in figures}


def test_every_metric_has_value_floor_and_its_extractor_s_name() -> None:
    figures = measure(drawn(0, 400), drawn(1, 300), features="values", seed=0)
    assert [figure.name for figure in figures] == NAMES
    for figure in figures:
        assert figure.label.endswith("[values]")
        assert figure.value is not None
        assert figure.floor is not None
        assert figure.n == 200
        assert figure.standard_error is not None or figure.name == "spectrum"


@pytest.mark.parametrize("train", [None, drawn(2, 350)])
def test_good_samples_are_at_their_floors_and_bad_ones_are_not(train: np.ndarray | None) -> None:
    good = by_name(measure(drawn(0, 600), drawn(1, 300), features="values", seed=0, train=train))
    poor = 1.2 * drawn(1, 300) @ (np.eye(5) + 0.4) + [0.8, -0.8, 0.8, -0.8, 0.8]  # shifted, wider, correlated
    bad = by_name(measure(drawn(0, 600), poor, features="values", seed=0, train=train))
    for name in NAMES:
        here, there = good[name], bad[name]
        assert abs(here.value - here.floor) < abs(there.value - there.floor), name
        assert here.floor == there.floor
        if here.p_value is not None:
            assert here.p_value > 0.01
            assert there.p_value < 0.01


def test_copies_of_the_training_rows_are_told() -> None:
    train, unseen = drawn(3, 200), drawn(4, 200)
    found = by_name(measure(unseen, train[:150], features="values", seed=0, train=train))
    assert (found["copies"].value, found["copies"].floor) == (1.0, 0.5)
    assert found["copies"].p_value < 0.001
    assert (found["duplicates"].value, found["duplicates"].floor) == (1.0, 0.0)
    assert (found["nndr"].value, found["nndr"].floor > 0.3) == (0.0, True)
    honest = by_name(measure(unseen, drawn(5, 150), features="values", seed=0, train=train))
    assert honest["copies"].p_value > 0.01
    assert set(found) == {*NAMES, *COPIES}


def test_too_few_rows_leave_metrics_out_with_the_reason() -> None:
    found = by_name(measure(drawn(0, 80), drawn(1, 100), features="values", seed=0))
    assert found["fd"].value is None
    assert found["fd"].note == "n = 40 is below 50, from where it means anything"
    assert found["ks"].value is not None
    tiny = measure(drawn(0, 2), drawn(1, 1), features="values", seed=0, train=drawn(2, 1))
    assert {figure.value for figure in tiny} == {None}


def test_a_singular_covariance_leaves_the_frechet_distance_out() -> None:
    wide = np.random.default_rng(6).standard_normal((2, 120, 200))
    found = by_name(measure(*wide, features="values", seed=0, train=wide[0] + 1))
    assert found["fd"].value is None
    assert "n = 120 is not above the 200 features" in found["fd"].note
    assert found["kid"].value is not None


def test_constant_features_are_said_and_stop_nothing_else() -> None:
    real, fake = drawn(7, 300), drawn(8, 150)
    real[:, 2] = fake[:, 2] = 4.0
    found = by_name(measure(real, fake, features="values", seed=0))
    assert found["correlation"].note == "without 1 constant features"
    assert all(figure.value is not None for figure in found.values())
    flat = by_name(measure(np.ones((300, 3)), np.ones((150, 3)), features="values", seed=0))
    assert flat["correlation"].value is None
    assert "vary in both sets" in flat["correlation"].note
    assert flat["spectrum"].value is None
    assert flat["ks"].value == 0


def test_the_panel_is_a_function_of_the_seed_and_not_of_the_order_of_calls() -> None:
    one = measure(drawn(0, 200), drawn(1, 100), features="values", seed=3)
    assert one == measure(drawn(0, 200), drawn(1, 100), features="values", seed=3)
    assert one != measure(drawn(0, 200), drawn(1, 100), features="values", seed=4)


def test_progress_is_told_from_nothing_to_all() -> None:
    told: list[tuple[str, int, int]] = []
    measure(drawn(0, 60), drawn(1, 30), features="values", seed=0, progress=lambda *now: told.append(now))
    total = len(METRICS)
    assert [done for _, done, _ in told] == list(range(total + 1))
    assert told[0] == ("fd", 0, total)
    assert told[-1] == ("", total, total)


@pytest.mark.parametrize(
    ("real", "fake", "words"),
    [
        (drawn(0, 9), np.ones((9, 4)), "have 5 features"),
        (drawn(0, 9), np.full((9, 5), np.nan), "NaN"),
        (drawn(0, 9), np.empty((0, 5)), "0 rows"),
    ],
)
def test_sets_that_no_metric_can_compare_are_refused(real: np.ndarray, fake: np.ndarray, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        measure(real, fake, features="values", seed=0)
    with pytest.raises(UsageError, match=words):
        measure(real, real, features="values", seed=0, train=fake)


def test_classes_are_measured_against_half_of_the_reals() -> None:
    rng = np.random.default_rng(9)
    real, fake = np.eye(10)[rng.integers(10, size=1000)], np.eye(10)[rng.integers(4, size=600)]
    found = by_name(measure_classes(real, fake, features="classifier", seed=0))
    assert {figure.n for figure in found.values()} == {500}
    assert found["modes"].value == 4
    assert found["modes"].floor == 10
    assert found["is"].value == pytest.approx(4, rel=0.02)
    assert found["mode-kl"].value == pytest.approx(np.log(10 / 4), rel=0.1)
    assert 0 < found["mode-kl"].floor < 0.05
    few = measure_classes(real[:20], fake, features="classifier", seed=0)
    assert {figure.value for figure in few} == {None}


def test_pictures_alike_exceed_the_similarity_of_real_ones() -> None:
    rng = np.random.default_rng(10)
    real = rng.uniform(size=(30, 1, 12, 12))
    (found,) = measure_pictures(real, 0.2 * real + 0.4, data_range=1.0, seed=0)
    assert found.label == "ms-ssim[pixels]"
    assert found.value > found.floor + 4 * found.standard_error
    assert measure_pictures(real[:3], real, data_range=1.0, seed=0)[0].value is None


def test_errors_by_blocks_are_the_scatter_of_repeated_draws() -> None:
    rng = np.random.default_rng(11)

    def metric(real: np.ndarray, fake: np.ndarray) -> list[float]:
        return [wasserstein(real, fake), float(real.mean())]

    draws = [
        estimate_by_blocks(metric, rng.standard_normal((400, 1)), rng.standard_normal((400, 1)) + 0.5)
        for _ in range(200)
    ]
    for index in range(2):
        values, errors = np.array([draw[index] for draw in draws]).T
        assert np.sqrt(np.square(errors).mean()) == pytest.approx(values.std(), rel=0.15)
    assert np.isnan(estimate_by_blocks(metric, np.ones((99, 1)), np.ones((99, 1)))[0].standard_error)
