"""The summary says what is in the data."""

import json
from pathlib import Path

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from real_files import real_data

from gansmith.data.dataset import Dataset
from gansmith.data.describe import describe
from gansmith.data.formats.read import open_data


@settings(deadline=None)
@given(
    arrays.arrays(
        st.sampled_from(["uint8", "int32", "float32", "float64"]),
        st.tuples(st.integers(2, 8), st.integers(1, 5)),
        elements=st.integers(0, 3),
    )
)
def test_figures_agree_with_numpy(values: np.ndarray) -> None:
    summary = describe(open_data(values))
    assert (summary.low, summary.high) == (values.min(), values.max())
    assert summary.mean == pytest.approx(values.mean(dtype=float), abs=1e-12)
    assert summary.std == pytest.approx(values.std(dtype=float), abs=1e-7)
    assert summary.duplicate_rows == len(values) - len(np.unique(values, axis=0))
    assert summary.constant_features == int((values == values[0]).all(axis=0).sum())
    assert json.loads(json.dumps(summary.to_json(), allow_nan=False)) == summary.to_json()


def test_missing_values_are_counted_and_the_first_is_named() -> None:
    values = np.arange(12.0).reshape(4, 3)
    values[2, 1], values[3, 0] = np.inf, np.nan
    summary = describe(open_data(values))
    assert (summary.missing_values, summary.first_missing) == (2, "row 2, column 1")
    assert (summary.low, summary.high, summary.mean) == (0, 11, pytest.approx(50 / 10))
    assert any("missing='mean'" in warning for warning in summary.warnings)


def test_nothing_finite_is_described_too() -> None:
    summary = describe(open_data(np.full((3, 2), np.nan)))
    assert (summary.low, summary.mean, summary.missing_values) == (None, None, 6)


def test_huge_numbers_do_not_overflow() -> None:
    summary = describe(open_data(np.array([[1.7e308], [-1.7e308]])))
    assert summary.mean == pytest.approx(0)
    assert summary.std == pytest.approx(1.7e308)


def test_classes_and_their_balance(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", data=np.arange(60.0).reshape(30, 2), label=[0] * 26 + [1] * 2 + [np.nan] * 2)
    summary = describe(open_data(tmp_path / "a.npz"))
    assert summary.classes == {"0": 26, "1": 2}
    assert summary.unlabelled == 2
    assert any("unbalanced: 26 of 0, 2 of 1" in warning for warning in summary.warnings)
    assert any("only 30 samples" in warning for warning in summary.warnings)


def test_few_rows_of_many_values_may_be_columns_that_are_samples() -> None:
    rows = np.random.default_rng(0).normal(size=(8, 300))
    (said,) = [note for note in describe(open_data(rows)).warnings if "column" in note]
    assert "samples_axis=1" in said
    assert "window=256" in said
    assert not [note for note in describe(open_data(rows, samples_axis=1)).warnings if "column" in note]


def test_labels_that_name_every_sample_are_said(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=np.eye(30, 2), y=[f"id{i}" for i in range(30)])
    assert any("30 classes, most of one sample" in note for note in describe(open_data(tmp_path / "a.npz")).warnings)


def test_a_guess_is_said(tmp_path: Path) -> None:
    assert any("samples_axis=0" in warning for warning in describe(open_data(np.zeros((4, 4, 20)))).warnings)
    pytest.importorskip("pyarrow")
    (tmp_path / "a.csv").write_text("label,x\n1,2\n3,4\n")
    assert any("label='label'" in warning for warning in describe(open_data(tmp_path / "a.csv")).warnings)


def test_the_hash_is_of_the_values_not_of_the_file(tmp_path: Path) -> None:
    values = np.arange(12, dtype=np.int16).reshape(4, 3)
    np.save(tmp_path / "a.npy", values)
    np.savez(tmp_path / "a.npz", values)
    digest = open_data(values).sha256
    assert open_data(tmp_path / "a.npy").sha256 == open_data(tmp_path / "a.npz").sha256 == digest
    labelled = Dataset(values, np.arange(4), tuple("abcd"), open_data(values).origin)
    assert len({digest, labelled.sha256, open_data(values[::-1]).sha256, open_data(values.astype("i4")).sha256}) == 4


def test_mnist() -> None:
    summary = describe(open_data(real_data("mnist")))
    assert (summary.samples, summary.shape, summary.dtype) == (60000, (28, 28), "uint8")
    assert (summary.low, summary.high, summary.constant_features) == (0, 255, 67)
    assert summary.mean == pytest.approx(0.1307 * 255, rel=1e-3)
    assert summary.std == pytest.approx(0.3081 * 255, rel=1e-3)
    assert summary.classes["1"] == 6742
    flat = open_data(open_data(real_data("mnist")).values[:2000].reshape(2000, -1))
    assert describe(flat).picture_side == 28
