"""A flattened picture is recognised, and nothing else is."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings
from planet_set import planet_set
from real_files import real_data

from gansmith.data.codec.fold import Fold, looks_like_pictures, square
from gansmith.data.formats.read import open_data


@settings(deadline=None)
@given(length=st.integers(1, 6000))
def test_a_square_is_the_smallest_that_holds_the_vector(length: int) -> None:
    fold = square(length)
    after = fold.height * fold.width - length - fold.before
    assert fold.height == fold.width
    assert (fold.width - 1) ** 2 < length <= fold.width**2
    assert fold.before - after in (0, 1)


@settings(deadline=None)
@given(length=st.integers(1, 30), extra=st.integers(0, 12))
def test_unfolding_undoes_folding(length: int, extra: int) -> None:
    fold, vectors = Fold(length, 1, length + extra), np.random.default_rng(length).random((3, length))
    np.testing.assert_array_equal(fold.unfold(fold.fold(vectors)), vectors)


@pytest.mark.parametrize("rows", [slice(None, 400), slice(7, 30)])
def test_planets_are_pictures(rows: slice) -> None:
    assert looks_like_pictures(planet_set()[rows])


@pytest.mark.parametrize("samples", [40, 1797])
def test_flattened_digits_are_pictures(samples: int) -> None:
    pytest.importorskip("sklearn")
    assert looks_like_pictures(open_data("digits").values.reshape(-1, 64)[:samples])


@pytest.mark.parametrize(("before", "after"), [(0, 784), (10, 775)])
def test_flattened_mnist_is_pictures(before: int, after: int) -> None:
    flat = open_data(real_data("mnist")).values[:300].reshape(300, -1)
    assert looks_like_pictures(flat[:, before:after])


def tables(rng: np.random.Generator, rows: int, length: int) -> dict[str, np.ndarray]:
    """Signals and tables that are no pictures."""
    t = np.arange(length)
    period = rng.uniform(3, length / 2)
    frequency, phase = rng.uniform(0.5, 20, (rows, 1)), rng.random((rows, 1))
    lines = np.exp(-((t - rng.uniform(0, length, (6, 1))) ** 2) / (2 * rng.uniform(1, 4, (6, 1)) ** 2))
    return {
        "independent columns": rng.normal(size=(rows, length)),
        "columns of unlike ranges": rng.normal(size=(rows, length)) * np.exp(3 * rng.normal(size=length)),
        "one factor": rng.normal(size=(rows, 1)) * rng.normal(size=length) + 0.3 * rng.normal(size=(rows, length)),
        "a common level": rng.normal(size=(rows, 1)) + rng.normal(size=(rows, length)),
        "sines of one period": np.sin(2 * np.pi * (t / period + phase)),
        "sines of many periods": np.sin(2 * np.pi * (t * frequency / length + phase)),
        "random walks": np.cumsum(rng.normal(size=(rows, length)), axis=1),
        "spectral lines": rng.exponential(size=(rows, 6)) @ lines + 0.02 * rng.normal(size=(rows, length)),
    }


@pytest.mark.parametrize("length", [64, 400, 1000])
@pytest.mark.parametrize("rows", [30, 200])
def test_tables_and_signals_are_no_pictures(rows: int, length: int) -> None:
    rng = np.random.default_rng(length + rows)
    for _ in range(10):
        for name, values in tables(rng, rows, length).items():
            assert not looks_like_pictures(values), name


def test_a_wave_as_long_as_a_row_is_no_picture() -> None:
    phase = np.random.default_rng(0).random((100, 1))
    assert not looks_like_pictures(np.sin(2 * np.pi * (np.arange(4734) / 69 + phase)))


def test_short_vectors_are_no_pictures() -> None:
    assert not looks_like_pictures(np.random.default_rng(0).random((100, 9)))
