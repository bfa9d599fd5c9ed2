"""Missing values are refused by name, filled with the mean or dropped with their rows, as the codec was told."""

import numpy as np
import pytest
from array_dataset import dataset

from gansmith.data.codec.codec import Codec
from gansmith.errors import DataError


def test_missing_values_are_refused_by_row_and_column() -> None:
    values = np.random.default_rng(0).random((5, 3))
    values[3, 1], values[4, 2] = np.nan, -np.inf
    with pytest.raises(DataError, match=r"array: row 3, column 1 is nan and 1 more .*='mean'.*='drop'"):
        Codec.fit(dataset(values), missing="error")


def test_missing_values_become_the_mean() -> None:
    values = np.array([[1.0, 5.0], [3.0, np.nan], [np.inf, 9.0]])
    codec = Codec.fit(dataset(values), missing="mean")
    np.testing.assert_allclose(codec.decode(codec.encode(values)), [[1, 5], [3, 7], [2, 9]], rtol=1e-15)
    again = Codec.from_state(*codec.to_state())
    np.testing.assert_array_equal(again.encode(values), codec.encode(values))


def test_rows_with_missing_values_are_dropped_and_do_not_count() -> None:
    values = np.array([[1.0, 5.0], [-100.0, np.nan], [2.0, 9.0]])
    codec = Codec.fit(dataset(values), missing="drop")
    np.testing.assert_array_equal(codec.complete_rows(values), [True, False, True])
    np.testing.assert_allclose(codec.decode(codec.encode(values)), values[[0, 2]])
    assert codec.scale.low.tolist() == [1, 5]


@pytest.mark.parametrize("missing", ["mean", "drop"])
def test_what_no_policy_can_mend_is_refused(missing: str) -> None:
    values = np.array([[1.0, np.nan], [2.0, np.nan], [3.0, np.nan]])
    with pytest.raises(DataError, match="array"):
        Codec.fit(dataset(values), missing=missing)


def test_a_batch_with_new_missing_values_is_refused() -> None:
    codec = Codec.fit(dataset(np.array([[1.0], [2.0]])))
    with pytest.raises(DataError, match="Row 1"):
        codec.encode(np.array([[1.0], [np.nan]]))
