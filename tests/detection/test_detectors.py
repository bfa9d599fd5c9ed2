"""Laws of detectors: equal sets cannot be told apart, noise can, and what is unlike both gets no probability."""

from pathlib import Path

import numpy as np
import pytest
from one_paragraph import says
from scipy.special import expit, logit
from toy_sets import STEPS, digits, halves, noise

import gansmith
from gansmith.detection.text import detector_text, scores_text
from gansmith.errors import DataError, UsageError


@pytest.fixture(scope="module")
def detector() -> gansmith.Detector:
    """A detector of noise, and of digits that are a little darker."""
    real, other = halves()
    return gansmith.train_detector(real, {"noise": noise(), "dark": other // 2}, steps=STEPS)


def test_two_equal_sets_cannot_be_told_apart() -> None:
    real, other = halves()
    found = gansmith.train_detector(real, {"same": other}, steps=STEPS)
    assert not found.measured.tells
    assert abs(found.measured.auc.value - 0.5) < 3.5 * found.measured.auc.error
    assert detector_text(found).startswith("The detector cannot tell generated from real samples")
    assert "nothing but this result" in detector_text(found)
    assert any("these verdicts mean nothing" in note for note in found.score(other).notes)
    assert np.nanmax(np.abs(found.score(other).probability - 0.5)) < 0.35


def test_one_file_as_both_sets_has_an_auc_of_one_half_to_the_last_digit() -> None:
    found = gansmith.train_detector(digits()[:600], {"itself": digits()[:600]}, steps=STEPS)
    assert found.measured.auc.value == pytest.approx(0.5, abs=1e-12)
    assert not found.measured.tells


def test_noise_is_told_from_digits_without_error(detector: gansmith.Detector) -> None:
    rows = {row.name: row for row in detector.table}
    assert rows["noise"].seen.auc.value > 0.99
    assert detector.measured.tells
    assert detector.measured.ece.value < 0.1
    assert detector.score(digits()[:900]).verdicts.count("real") > 800
    assert detector.score(noise(200)).verdicts.count("real") == 0


def test_the_table_says_what_the_others_make_of_a_generator(detector: gansmith.Detector) -> None:
    rows = {row.name: row for row in detector.table}
    dark = rows["dark"]
    assert dark.unseen is not None
    assert dark.unseen.accuracy.value < dark.seen.accuracy.value - 0.2
    text = detector_text(detector)
    assert "AUC unseen" in text
    assert "Of a generator that it has not seen" in text


def test_with_one_generator_nothing_is_known_of_others() -> None:
    found = gansmith.train_detector(digits()[:300], {"noise": noise(300)}, steps=60)
    assert found.table[0].unseen is None
    assert "Trained on one generator: nothing is known of others" in detector_text(found)


def test_what_is_unlike_everything_seen_is_not_guessed_at(detector: gansmith.Detector) -> None:
    odd = 255 - digits()[:200]
    found = detector.score(odd)
    assert found.unlike.mean() > 0.95
    assert np.isnan(found.probability[found.unlike]).all()
    assert np.isfinite(found.distance).all()
    assert "not guessed at" in scores_text(found, "odd")
    assert detector.measured.refused < 0.06


def test_an_average_of_samples_is_unlike_them_in_many_dimensions_and_not_in_few() -> None:
    random = np.random.default_rng(0)
    for columns, unlike in ((60, True), (3, False)):
        real, fake = random.normal(0, 1, (900, columns)), random.normal(0.3, 1, (900, columns))
        detector = gansmith.train_detector(real, {"moved": fake}, steps=STEPS)
        scores = gansmith.score_samples(detector, np.full((9, columns), 0.15))
        assert scores.unlike.all() == unlike
        assert gansmith.score_samples(detector, random.normal(size=(900, columns))).unlike.mean() < 0.05


def test_the_prior_moves_the_log_odds_and_nothing_else(detector: gansmith.Detector) -> None:
    even, rare = detector.score(digits()[:300]), detector.score(digits()[:300], prior=0.1)
    known = ~even.unlike
    wanted = expit(logit(even.probability[known]) + logit(0.1))
    np.testing.assert_allclose(rare.probability[known], wanted, rtol=1e-6)
    np.testing.assert_array_equal(even.unlike, rare.unlike)
    with says(UsageError, "prior=1: give a share above 0 and below 1"):
        detector.score(digits()[:300], prior=1.0)


def test_a_detector_is_a_function_of_its_arguments_and_disturbs_no_random_state() -> None:
    import torch

    torch.manual_seed(5)
    before = torch.random.get_rng_state()
    one, two = (gansmith.train_detector(digits()[:300], {"noise": noise(300)}, steps=20, seed=3) for _ in range(2))
    assert torch.equal(torch.random.get_rng_state(), before)
    np.testing.assert_array_equal(one.score(noise(50)).distance, two.score(noise(50)).distance)
    assert one.measured == two.measured


@pytest.mark.parametrize("data", ["vectors", "signals", "table"])
def test_vectors_signals_and_tables_are_told_apart_too(data: str) -> None:
    random = np.random.default_rng(6)
    if data == "signals":
        time, (first, second) = np.arange(120), random.uniform(0, 6, (2, 400, 1))
        real, fake = np.sin(time / 9 + first), np.sin(time / 9 + second) ** 3
    elif data == "vectors":
        real, fake = random.normal(size=(400, 4)), random.normal(size=(400, 4)) * [1, 1, 1, 3]
    else:
        pandas = pytest.importorskip("pandas")
        pytest.importorskip("pyarrow")
        kinds = [random.choice(["a", "b"], 400, p=[share, 1 - share]) for share in (0.9, 0.1)]
        real, fake = (pandas.DataFrame({"kind": one, "size": random.normal(size=400)}) for one in kinds)
    found = gansmith.train_detector(real, {"fake": fake}, steps=STEPS)
    assert found.measured.auc.value > 0.75
    scores = found.score(fake)
    assert scores.verdicts.count("generated") > 200


def test_rows_with_missing_values_are_unlike_and_keep_their_place() -> None:
    random = np.random.default_rng(7)
    found = gansmith.train_detector(random.normal(size=(300, 3)), {"fake": random.normal(3, 1, (300, 3))}, steps=60)
    rows = random.normal(size=(20, 3))
    rows[4, 1] = np.nan
    scores = found.score(rows)
    assert np.flatnonzero(np.isnan(scores.distance)).tolist() == [4]
    assert scores.verdicts[4] == "unlike"
    assert scores.notes == ("1 samples have missing values, and are not scored",)


def test_infinite_and_huge_numbers_of_a_table_with_gaps_are_unlike(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    for name, shift in (("real", 0.0), ("fake", 1.0)):
        cells = [
            f"{x:.2f},{y:.2f}" if at % 9 else f",{y:.2f}" for at, (x, y) in enumerate(random.normal(shift, 1, (200, 2)))
        ]
        (tmp_path / f"{name}.csv").write_text("\n".join(["x,y", *cells]) + "\n")
    made = gansmith.train_detector(str(tmp_path / "real.csv"), [str(tmp_path / "fake.csv")], steps=20)
    (tmp_path / "odd.csv").write_text("x,y\n0.1,0.2\ninf,0.1\n1e308,0.1\n,0.3\n")
    found = made.score(tmp_path / "odd.csv")
    assert found.unlike.tolist() == [False, True, True, False]
    assert np.isnan(found.probability).tolist() == [False, True, True, False]
    assert "1 samples have infinite values, and are not scored" in found.notes


def test_a_generator_under_two_names_is_not_unseen() -> None:
    fake = noise(200)
    made = gansmith.train_detector(
        digits()[:300], {"one": fake, "same": fake.copy(), "dark": digits()[300:] // 2}, steps=20
    )
    only = gansmith.train_detector(digits()[:300], {"one": fake, "same": fake.copy()}, steps=20)
    assert [row.unseen is None for row in only.table] == [True, True]
    assert all(row.unseen is not None for row in made.table)
    assert any("one" in note and "same" in note and "left out together" in note for note in made.notes)
    assert "nothing is known of others" in detector_text(only)


def test_samples_of_another_shape_are_an_error(detector: gansmith.Detector) -> None:
    with says(UsageError, r"the training data holds samples of shape \(8, 8\) and .* of \(5,\)"):
        detector.score(np.eye(5))


def test_columns_of_other_names_are_an_error(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    random = np.random.default_rng(8)
    for name, head, means in (
        ("real", "size,mass", (0, 9)),
        ("fake", "mass,size", (8, 4)),
        ("other", "size,kg", (0, 9)),
    ):
        lines = [f"{a:.3f},{b:.3f}" for a, b in random.normal(means, 1, (200, 2))]
        (tmp_path / f"{name}.csv").write_text(head + "\n" + "\n".join(lines) + "\n")
    found = gansmith.train_detector(tmp_path / "real.csv", [tmp_path / "fake.csv"], steps=60)
    assert found.score(tmp_path / "real.csv").verdicts.count("real") > 150
    with says(UsageError, r"other\.csv has no column 'mass', which the training data has, but 'kg'"):
        found.score(tmp_path / "other.csv")


def test_a_collapsed_generator_is_found_out() -> None:
    same = np.repeat(noise(1), 200, axis=0)
    found = gansmith.train_detector(digits()[:300], {"collapsed": same}, steps=60)
    assert found.measured.auc.value > 0.95
    assert any("equal ones lie in several parts" in note for note in found.notes)


def test_names_of_generators_differ() -> None:
    real = digits()[:200]
    with says(UsageError, "twice"):
        gansmith.train_detector(real, [noise(200), noise(200)])


def test_a_diverged_network_is_no_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gansmith.detection.learning.LEARNING_RATE", 1e30)
    with pytest.raises((gansmith.DivergedError, DataError)):
        gansmith.train_detector(digits()[:200], {"noise": noise(200)}, steps=5)
