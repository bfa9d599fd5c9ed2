"""A codec of another size is the same one: the same value has the same code in pictures of any height and width."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Dataset, Origin
from gansmith.errors import DataError, UsageError

SIDES = st.tuples(st.integers(1, 7), st.integers(1, 7))


def dataset(values: np.ndarray) -> Dataset:
    """Return pictures as they are, whichever of their axes looks like that of the samples."""
    return Dataset(values, None, (), Origin("npy", "array", str(values.dtype), values.shape, 0))


@st.composite
def picture_pairs(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Pictures that are not all the same, and others of another size that lie in their range."""
    dtype = np.dtype(draw(st.sampled_from(["uint8", "uint16", "int16", "float32", "float64"])))
    channels = draw(st.sampled_from([(), (1,), (3,), (4,)]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    low, high = sorted(draw(st.lists(st.integers(0, 250), min_size=2, max_size=2, unique=True)))
    made = [rng.integers(low, high, (3, *draw(SIDES), *channels), endpoint=True).astype(dtype) for _ in range(2)]
    made[0][0], made[0][1] = low, high
    return made[0], made[1]


@given(picture_pairs())
def test_pictures_of_another_size_come_back(pair: tuple[np.ndarray, np.ndarray]) -> None:
    """Encoded by the range that was fitted, so the same value has the same code in every size."""
    fitted, others = pair
    codec = Codec.fit(dataset(fitted))
    height, width = others.shape[1:3]
    other = codec.of_size(height, width)
    assert other.shape == (codec.shape[0], height, width)
    assert other.dtype == codec.dtype
    encoded = other.encode(others)
    assert encoded.shape == (3, *other.shape)
    decoded = other.decode(encoded)
    assert decoded.dtype == others.dtype
    np.testing.assert_allclose(decoded, others, rtol=0 if others.dtype.kind in "iu" else 1e-6, atol=1e-12)
    low, high = float(fitted.min()), float(fitted.max())
    codes = (others.astype(np.float64) - low) / (high - low) * 2 - 1
    np.testing.assert_allclose(other.lay_out(codes), encoded, atol=1e-12)


@given(picture_pairs())
def test_a_codec_of_its_own_size_is_itself_and_of_another_and_back_alike(pair: tuple[np.ndarray, np.ndarray]) -> None:
    fitted, others = pair
    codec = Codec.fit(dataset(fitted))
    height, width = fitted.shape[1:3]
    assert codec.of_size(height, width) is codec
    again = codec.of_size(*others.shape[1:3]).of_size(height, width)
    np.testing.assert_array_equal(again.encode(fitted), codec.encode(fitted))
    np.testing.assert_allclose(again.decode(codec.encode(fitted)), fitted, rtol=1e-6)


def test_a_place_that_never_changed_may_change_in_another_size() -> None:
    """Its constant is a fact of one size: black corners of sprites say nothing of the corners of a larger one."""
    fitted = np.arange(48, dtype=np.uint8).reshape(3, 4, 4)
    fitted[:, 0, 0] = 7
    codec = Codec.fit(dataset(fitted))
    bright = np.full((1, *codec.shape), 1.0)
    assert codec.decode(bright)[0, 0, 0] == 7
    assert (codec.of_size(5, 3).decode(np.ones((1, 1, 5, 3))) == 47).all()


def test_what_has_one_size_is_refused_another() -> None:
    pictures = np.arange(48.0).reshape(3, 4, 4)
    with pytest.raises(UsageError, match=r"range for each pixel of 4 x 4.*picture of 5 x 4.*scale='?global'?"):
        Codec.fit(dataset(pictures), scale="feature").of_size(5, 4)
    for fold in ("none", "square"):
        with pytest.raises(UsageError, match="vectors, which have no other size"):
            Codec.fit(dataset(pictures.reshape(3, 16)), fold=fold).of_size(4, 4)


@pytest.mark.parametrize("missing", ["mean", "drop"])
def test_what_is_missing_in_another_size_has_nothing_to_be_filled_with(missing: str) -> None:
    fitted = np.arange(48.0).reshape(3, 4, 4)
    fitted[1, 2, 3] = np.nan
    codec = Codec.fit(dataset(fitted), missing=missing)  # type: ignore[arg-type]
    assert np.isfinite(codec.encode(fitted)).all()
    with pytest.raises(DataError, match=r"Row 1, place .0, 0. is nan"):
        codec.of_size(5, 4).encode(np.array([np.zeros((5, 4)), np.full((5, 4), np.nan)]))
