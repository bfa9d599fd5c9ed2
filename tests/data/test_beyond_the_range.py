"""Values beyond the fitted range, encoded without clipping: as far outside as they are, in any type."""

import numpy as np
import pytest
from array_dataset import dataset

from gansmith.data.codec.codec import Codec


@pytest.mark.parametrize("scale", ["global", "feature"])
@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.uint64, np.float32, np.float64])
def test_a_value_lies_as_far_outside_as_it_is(scale: str, dtype: type) -> None:
    values = np.array([[100, 20], [120, 40], [110, 30]], dtype)
    codec = Codec.fit(dataset(values), scale=scale)  # type: ignore[arg-type]
    others = np.array([[100, 40], [140, 0], [90, 90]], dtype)
    found = codec.encode(others, clip=False)
    middle, half = ((110, 30), 10) if scale == "feature" else ((70, 70), 50)
    np.testing.assert_allclose(found, (others.astype(np.float64) - middle) / half, atol=1e-12)
    np.testing.assert_array_equal(codec.units, [half, half])
    np.testing.assert_array_equal(codec.encode(others), np.clip(found, -1, 1))


def test_nothing_is_so_far_that_its_square_is_infinite() -> None:
    codec = Codec.fit(dataset(np.array([[0.0], [1e-300]])), scale="feature")
    found = codec.encode(np.array([[1e300], [-1e300], [1e-300]]), clip=False)
    assert np.isfinite(found**6).all()
    np.testing.assert_allclose(found, [[1e6 + 1], [-1e6 - 1], [1]])


def test_a_column_without_a_range_tells_other_values_apart() -> None:
    codec = Codec.fit(dataset(np.array([[1.0, 5.0], [2.0, 5.0]])), scale="feature")
    found = codec.encode(np.array([[1.5, 5.0], [1.5, 6.0]]), clip=False)
    assert found[0, 1] == 0
    assert found[1, 1] * codec.units[1] == pytest.approx(1.0)


def test_columns_of_a_folded_sample_are_its_values() -> None:
    values = np.random.default_rng(0).uniform(-5, 5, (20, 70))
    codec = Codec.fit(dataset(values), fold="9x9")
    assert codec.shape == (1, 9, 9)
    middle = (values.max() + values.min()) / 2
    np.testing.assert_allclose(codec.columns(codec.encode(values)) * codec.units + middle, values, atol=1e-12)
