"""Copies of training samples are refused, and samples that copy none are not."""

import numpy as np
from imbalanced_sets import scripted, two_classes

from gansmith.augmentation.copies import Originals
from gansmith.augmentation.encoded import Encoding
from gansmith.augmentation.filling import TRIES, fill
from gansmith.data.codec.codec import Codec
from gansmith.data.formats.read import open_data

ROWS, LABELS = two_classes(200, 40)


def test_exact_and_nearly_exact_copies_are_found() -> None:
    originals = Originals(ROWS.astype(np.float64), LABELS)
    rare = ROWS[LABELS == 1].astype(np.float64)
    ones = np.ones(len(rare), np.int64)
    assert originals.copied(rare, ones).all()
    assert originals.copied(rare + 1e-4, ones).all()
    assert not originals.copied(rare + 3.0, ones).any()


def test_few_new_rows_of_the_same_distribution_are_taken_for_copies() -> None:
    originals = Originals(ROWS.astype(np.float64), LABELS)
    fresh = np.random.default_rng(1).normal(size=(2000, 3))
    assert originals.copied(fresh, np.ones(2000, np.int64)).mean() < 0.05


def test_blurred_samples_in_many_dimensions_copy_nothing() -> None:
    rows = np.random.default_rng(0).normal(size=(100, 400))
    originals = Originals(rows, np.zeros(100, np.int64))
    assert not originals.copied(np.zeros((1, 400)), np.zeros(1, np.int64)).any()
    assert originals.copied(rows[:5] + 0.01, np.zeros(5, np.int64)).all()


def test_real_rows_that_repeat_hide_no_copies() -> None:
    """Distances are those of different rows; rows of whole numbers are a whole step apart, and no copies."""
    rows = np.repeat(np.arange(10.0), 4)[:, None]
    originals = Originals(rows, np.zeros(40, np.int64))
    assert originals.copied(np.array([[3.0], [3.1], [3.5]]), np.zeros(3, np.int64)).tolist() == [True, True, False]
    lattice = Originals(np.repeat(np.argwhere(np.eye(6, 4) >= 0).astype(float), 2, 0), np.zeros(48, np.int64))
    assert not lattice.copied(np.array([[6.0, 0.0], [2.0, 4.0]]), np.zeros(2, np.int64)).any()


def test_copies_with_the_last_digits_changed_are_found_beside_rows_that_are_all_but_equal() -> None:
    rng = np.random.default_rng(0)
    rare = rng.normal(size=(40, 3))
    for twin in (0.0, 1e-9):  # a row of the data, repeated exactly or nearly
        rows = np.concatenate([rare, rare[:3] + twin])
        originals = Originals(rows, np.ones(len(rows), np.int64))
        copied = originals.copied(rare[3:] + 1e-5, np.ones(37, np.int64))
        assert copied.all(), twin
        assert not originals.copied(rng.normal(size=(20, 3)) + 2.5, np.ones(20, np.int64)).any()


def test_planted_copies_are_counted_and_replaced() -> None:
    dataset = open_data((ROWS, LABELS))
    encoding = Encoding.of(dataset, Codec.fit(dataset))
    originals = Originals(encoding.rows(dataset.values), LABELS)

    def script(labels: np.ndarray, seed: int) -> np.ndarray:
        made = np.random.default_rng(seed).normal(size=(len(labels), 3)).astype(np.float32) + 4
        made[::2] = ROWS[LABELS == 1][np.arange(len(labels))[::2] % 40]
        return made

    made = fill(scripted(dataset, script), encoding, originals, {1: 50}, seed=0, dtype=np.float32)
    assert len(made.values) == 50
    assert made.labels.tolist() == [1] * 50
    assert made.missing == {}
    assert 48 <= made.refused[1] <= 52
    known = {row.tobytes() for row in ROWS}
    assert not any(row.tobytes() in known for row in made.values)


def test_a_model_of_copies_alone_fills_nothing_and_says_so() -> None:
    dataset = open_data((ROWS, LABELS))
    encoding = Encoding.of(dataset, Codec.fit(dataset))
    originals = Originals(encoding.rows(dataset.values), LABELS)
    rare = ROWS[LABELS == 1]
    model = scripted(dataset, lambda labels, seed: rare[np.arange(len(labels)) % 40])
    made = fill(model, encoding, originals, {1: 10}, seed=0, dtype=np.float32)
    assert made.values.shape == (0, 3)
    assert made.missing == {1: 10}
    assert made.refused[1] >= TRIES * 10
    assert "lacks 10 samples" in made.notes(("0", "1"))[-1]
