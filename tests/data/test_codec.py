"""The laws of the codec: exact both ways, always inside [-1, 1] and inside what was observed."""

import json

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
from array_dataset import dataset
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.errors import DataError, DivergedError, UsageError

INTEGERS = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64")
FLOATS = ("float16", "float32", "float64")
SCALES = ("auto", "global", "feature")
on_a_busy_machine = settings(deadline=None)


@st.composite
def value_arrays(draw: st.DrawFn) -> np.ndarray:
    """Samples of every dtype and shape that are not all the same."""
    dtype = np.dtype(draw(st.sampled_from(INTEGERS + FLOATS)))
    shape = draw(arrays.array_shapes(min_dims=2, max_dims=4, min_side=1, max_side=5))
    if dtype.kind == "f":
        elements = arrays.from_dtype(dtype, allow_nan=False, allow_infinity=False)
    elif dtype.itemsize == 8:  # anywhere in the type, but within a range that floats tell apart
        info = np.iinfo(dtype)
        base = draw(st.integers(info.min, info.max - 2**50))
        elements = st.integers(base, base + 2**50)
    else:
        elements = arrays.from_dtype(dtype)
    values = draw(arrays.arrays(dtype, (max(2, shape[0]), *shape[1:]), elements=elements))
    assume((values[0] != values).any())
    return values


folds = st.sampled_from(["auto", "none", "square", "3x70"])


def fit(values: np.ndarray, scale: str, fold: str) -> tuple[Dataset, Codec]:
    data = dataset(values)
    return data, Codec.fit(data, scale=scale, fold=fold if data.values.ndim == 2 else "auto")


@on_a_busy_machine
@given(values=value_arrays(), scale=st.sampled_from(SCALES), fold=folds)
def test_decoding_undoes_encoding(values: np.ndarray, scale: str, fold: str) -> None:
    data, codec = fit(values, scale, fold)
    encoded = codec.encode(data.values)
    assert encoded.dtype == np.float64
    assert encoded.shape == (len(data), *codec.shape)
    assert encoded.min() >= -1
    assert encoded.max() <= 1
    decoded = codec.decode(encoded)
    assert decoded.dtype == data.values.dtype
    assert decoded.shape == data.values.shape
    if data.values.dtype.kind in "iu":
        np.testing.assert_array_equal(decoded, data.values)
        return
    exact, kind = data.values.astype(np.float64), np.finfo(data.values.dtype)
    rounding = 4 * np.finfo(np.float64).eps * np.abs(exact).max()
    # in a coarser type that rounding disappears again, unless the value is tiny beside the range
    allowed = np.where(rounding < float(kind.eps) * np.abs(exact) / 4, 0, 2 * rounding + float(kind.smallest_subnormal))
    assert (np.abs(decoded.astype(np.float64) - exact) <= allowed).all()


@on_a_busy_machine
@given(values=value_arrays(), scale=st.sampled_from(SCALES), fold=folds, seed=st.integers(0, 2**32), wide=st.booleans())
def test_whatever_is_decoded_lies_in_the_observed_range(
    values: np.ndarray, scale: str, fold: str, seed: int, wide: bool
) -> None:
    data, codec = fit(values, scale, fold)
    rng = np.random.default_rng(seed)
    noise = rng.uniform(-1.5, 1.5, (7, *codec.shape)).astype(np.float32)
    decoded = codec.decode(noise * np.float32(1e38) if wide else noise)
    assert decoded.dtype == data.values.dtype
    assert decoded.shape == (7, *data.sample_shape)
    axis = 0 if codec.scale.per_feature else None
    assert (decoded >= data.values.min(axis=axis)).all()
    assert (decoded <= data.values.max(axis=axis)).all()
    constant = (data.values == data.values[0]).all(axis=0)
    assert (decoded[:, constant] == data.values[0][constant]).all()


@on_a_busy_machine
@given(values=value_arrays(), scale=st.sampled_from(SCALES), fold=folds)
def test_a_codec_comes_back_from_its_state(values: np.ndarray, scale: str, fold: str) -> None:
    data, codec = fit(values, scale, fold)
    document, stored = codec.to_state()
    again = Codec.from_state(json.loads(json.dumps(document)), stored)
    assert again.shape == codec.shape
    encoded = codec.encode(data.values)
    np.testing.assert_array_equal(again.encode(data.values), encoded)
    np.testing.assert_array_equal(again.decode(encoded), codec.decode(encoded))
    assert again.to_state()[0] == document


@on_a_busy_machine
@given(values=value_arrays(), scale=st.sampled_from(SCALES), fold=folds)
def test_a_batch_is_encoded_as_it_is_within_the_whole(values: np.ndarray, scale: str, fold: str) -> None:
    data, codec = fit(values, scale, fold)
    np.testing.assert_array_equal(codec.encode(data.values[1:]), codec.encode(data.values)[1:])


@on_a_busy_machine
@given(values=value_arrays(), scale=st.sampled_from(["global", "feature"]))
def test_the_range_is_used_to_its_ends(values: np.ndarray, scale: str) -> None:
    data, codec = fit(values, scale, "none")
    encoded = codec.encode(data.values)
    assert encoded.min() == pytest.approx(-1, abs=1e-12)
    assert encoded.max() == pytest.approx(1, abs=1e-12)


@settings(max_examples=200, deadline=None)
@given(low=st.integers(-(2**63), 2**63 - 1 - 2**50), steps=st.lists(st.integers(0, 2**50), min_size=1))
def test_the_widest_integers_are_exact(low: int, steps: list[int]) -> None:
    values = np.array([[low], [low + 2**50], *([low + step] for step in steps)], dtype=np.int64)
    codec = Codec.fit(dataset(values))
    np.testing.assert_array_equal(codec.decode(codec.encode(values)), values)


def test_integers_too_wide_to_be_told_apart_are_refused() -> None:
    extremes = np.array([[np.iinfo(np.int64).min], [np.iinfo(np.int64).max]])
    with pytest.raises(DataError, match=r"18,446,744,073,709,551,615.*float64"):
        Codec.fit(dataset(extremes))


@pytest.mark.parametrize("ends", [(-1.7e308, 1.7e308), (0.0, 5e-324), (1e-310, 2e-310), (1.0, 1.0 + 2**-52)])
def test_extreme_floats_survive(ends: tuple[float, float]) -> None:
    values = np.array([[ends[0]], [ends[1]]])
    codec = Codec.fit(dataset(values), scale="feature")
    np.testing.assert_array_equal(codec.encode(values), [[-1], [1]])
    np.testing.assert_array_equal(codec.decode(codec.encode(values)), values)


def test_pictures_become_channels_first() -> None:
    values = np.arange(2 * 3 * 4 * 5, dtype=np.uint8).reshape(2, 3, 4, 5)
    codec = Codec.fit(dataset_of_pictures(values))
    assert codec.shape == (5, 3, 4)
    assert codec.encode(values)[1, 4, 2, 3] == codec.encode(values).max()
    assert Codec.fit(dataset(values[..., 0])).shape == (1, 3, 4)


def dataset_of_pictures(values: np.ndarray) -> Dataset:
    base = dataset(values[..., 0])
    return Dataset(values, None, (), base.origin)


def test_a_vector_is_padded_to_a_square_with_its_edge_values() -> None:
    values = np.random.default_rng(0).random((3, 4734))
    encoded = Codec.fit(dataset(values), fold="square").encode(values)
    assert encoded.shape == (3, 1, 69, 69)
    flat, plain = encoded.reshape(3, -1), Codec.fit(dataset(values), fold="none", scale="global").encode(values)
    np.testing.assert_array_equal(flat[:, 14:-13], plain)
    np.testing.assert_array_equal(flat[:, :14], np.repeat(plain[:, :1], 14, axis=1))
    np.testing.assert_array_equal(flat[:, -13:], np.repeat(plain[:, -1:], 13, axis=1))


def test_features_of_unlike_ranges_are_scaled_one_by_one() -> None:
    rng = np.random.default_rng(0)
    like, unlike = rng.random((50, 3)), rng.random((50, 3)) * [1, 1, 100]
    assert not Codec.fit(dataset(like)).scale.per_feature
    assert Codec.fit(dataset(unlike)).scale.per_feature
    assert not Codec.fit(dataset(unlike), scale="global").scale.per_feature
    assert not Codec.fit(dataset(unlike), fold="square").scale.per_feature


def test_values_beyond_the_range_are_clipped() -> None:
    codec = Codec.fit(dataset(np.array([[10], [20]], dtype=np.uint8)), scale="feature")
    np.testing.assert_array_equal(codec.encode(np.array([[0], [255]], dtype=np.uint8)), [[-1], [1]])


def test_what_does_not_fit_the_codec_is_refused() -> None:
    codec = Codec.fit(dataset(np.array([[1, 2], [3, 4]], dtype=np.uint8)), scale="feature")
    with pytest.raises(DataError, match=r"\(3,\).*\(2,\)"):
        codec.encode(np.zeros((1, 3), np.uint8))
    with pytest.raises(DataError, match=r"float64.*uint8"):
        codec.encode(np.zeros((1, 2)))
    with pytest.raises(UsageError, match=r"\(1, 2\)"):
        codec.decode(np.zeros((1, 1, 2)))
    with pytest.raises(DivergedError, match="NaN"):
        codec.decode(np.full((1, 2), np.nan))


@pytest.mark.parametrize("fold", ["2x2", "0x9", "cube", "3x-3", "1x2x3"])
def test_an_unfit_fold_is_refused(fold: str) -> None:
    with pytest.raises(UsageError, match="fold"):
        Codec.fit(dataset(np.random.default_rng(0).random((4, 9))), fold=fold)


def test_all_the_same_is_nothing_to_learn() -> None:
    with pytest.raises(DataError, match="nothing to learn"):
        Codec.fit(dataset(np.full((5, 3), 7)))


@pytest.mark.parametrize(("at_ends", "piled"), [(0, False), (32, False), (34, True), (60, True)])
def test_values_pile_up_where_over_a_third_lie_at_an_end(at_ends: int, piled: bool) -> None:
    values = np.linspace(0.2, 0.8, 6 * 100).reshape(6, 100)
    values[:, :at_ends] = np.arange(at_ends) % 2
    values[0, :2] = 0, 1  # the range is the same for all
    codec = Codec.fit(dataset(values), scale="global")
    assert codec.piled == piled
    document, stored = codec.to_state()
    assert Codec.from_state(document, stored).piled == piled
    del document["piled"]  # models of before
    assert not Codec.from_state(document, stored).piled


@pytest.mark.parametrize(
    "change",
    [{"scale": "both"}, {"missing": "guess"}, {"fold": [1, 1]}, {"fold": "x"}, {"fold": [None, 3]}],
)
def test_a_damaged_state_is_refused(change: dict[str, object]) -> None:
    document, stored = Codec.fit(dataset(np.array([[1, 2], [3, 4]]))).to_state()
    with pytest.raises(DataError, match="damaged"):
        Codec.from_state(document | change, stored)
    with pytest.raises(DataError, match="damaged"):
        Codec.from_state({}, stored)
    with pytest.raises(DataError, match="damaged"):
        Codec.from_state(document, {"low": stored["high"], "high": stored["low"]})


@pytest.mark.parametrize(("made_for", "given_"), [("uint16", "uint8"), ("uint8", "uint16"), ("int16", "float64")])
def test_values_of_another_type_are_refused_where_they_mean_something_else(made_for: str, given_: str) -> None:
    """A picture of 8 bits in a model of 16 would all be black; narrower signed integers and floats are the same."""
    codec = Codec.fit(dataset(np.array([[1, 2], [3, 4]], made_for)))
    with pytest.raises(DataError, match=f"Samples are {given_}; the model was made for {made_for}"):
        codec.encode(np.array([[1, 2]], given_))
    codec.encode(np.array([[1, 2]], made_for))


@pytest.mark.parametrize(("made_for", "given_"), [("int64", "int32"), ("float64", "float32"), ("float32", "uint8")])
def test_values_of_a_narrower_type_are_taken_as_they_are(made_for: str, given_: str) -> None:
    codec = Codec.fit(dataset(np.array([[1, 2], [3, 4]], made_for)))
    wide, narrow = (codec.encode(np.array([[1, 2]], dtype)) for dtype in (made_for, given_))
    assert np.array_equal(wide, narrow)
