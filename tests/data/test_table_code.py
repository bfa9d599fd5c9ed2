"""A table's columns as networks see them: exact both ways, categories as they are, any shape of numbers made even."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gansmith.data.codec.codec import Codec
from gansmith.data.codec.column_code import SPREAD
from gansmith.data.codec.column_parts import parts_of
from gansmith.data.codec.measured import Measured
from gansmith.data.codec.table_code import TableCode
from gansmith.data.dataset import Dataset, Origin
from gansmith.data.formats.axes import from_array
from gansmith.data.schema import Column, columns_of, decimals_of
from gansmith.errors import DataError, UsageError

KIND = Column("kind", "category", 0, ("a", "b", "c"), "string")
AGE = Column("age", "integer", 0, stored="int64")
MASS = Column("mass", "real", None)
NAMES = ("kind", "age", "mass")


def table(rows: int = 400, *, gaps: bool = False) -> np.ndarray:
    rng = np.random.default_rng(0)
    values = np.stack([rng.integers(0, 3, rows), rng.integers(18, 70, rows), np.exp(2 * rng.normal(size=rows))], 1)
    if gaps:
        values[::7, 0], values[1::5, 1], values[2::9, 2] = np.nan, np.nan, np.nan
    return values


@pytest.mark.parametrize("gaps", [False, True])
def test_a_table_is_exact_both_ways(gaps: bool) -> None:
    values = table(gaps=gaps)
    code = TableCode.fit(values, (KIND, AGE, MASS), missing=gaps)
    rows = code.encode(values)
    assert rows.shape == (len(values), sum(code.blocks))
    assert rows.min() >= -SPREAD
    assert rows.max() <= SPREAD
    np.testing.assert_allclose(code.decode(rows), values, rtol=1e-12)
    np.testing.assert_array_equal(code.decode(rows)[:, :2], values[:, :2])
    again = TableCode.from_state(*code.to_state())
    np.testing.assert_array_equal(again.encode(values), rows)
    np.testing.assert_array_equal(again.decode(rows), code.decode(rows))


@settings(deadline=None, max_examples=60)
@given(
    values=st.lists(
        st.one_of(st.floats(-1e9, 1e9, allow_subnormal=False), st.sampled_from([0.0, 1.0, -3.5, 1e6])),
        min_size=2,
        max_size=80,
    )
)
def test_any_numbers_are_exact_both_ways(values: list[float]) -> None:
    column = np.array(values)[:, None]
    code = TableCode.fit(np.repeat(column, 2, 1), (MASS, Column("twin", "real")), missing=False)
    near = 1e-12 * float(np.ptp(column))
    np.testing.assert_allclose(code.decode(code.encode(np.repeat(column, 2, 1)))[:, :1], column, rtol=1e-9, atol=near)


def test_parts_are_values_that_come_often_and_ranges_between_gaps() -> None:
    rng = np.random.default_rng(0)
    amounts = np.where(rng.random(3000) < 0.6, 0.0, rng.lognormal(size=3000))
    singles, ranges = parts_of(amounts)
    assert singles.tolist() == [0.0]
    assert len(ranges) == 1
    clusters = rng.choice([-4.0, 0.0, 4.0], 3000) + 0.05 * rng.normal(size=3000)
    singles, ranges = parts_of(clusters)
    assert len(singles) == 0
    assert [round((part.low + part.high) / 2) for part in ranges] == [-4, 0, 4]
    assert len(parts_of(rng.normal(size=3000))[1]) == 1
    assert len(parts_of(rng.integers(0, 80, 3000).astype(float))[1]) == 1
    assert parts_of(np.array([1.0, 2.0, 2.0, 5.0]))[0].tolist() == [1, 2, 5]


def test_scores_are_normal_whatever_the_shape() -> None:
    values = np.exp(3 * np.random.default_rng(0).normal(size=(5000, 1)))
    (scores,) = TableCode.fit(values, (MASS,), missing=False).encode(values).T
    wanted = np.random.default_rng(1).normal(size=5000)
    np.testing.assert_allclose(np.quantile(scores / scores.std(), [0.1, 0.5, 0.9]), [-1.28, 0, 1.28], atol=0.06)
    assert np.corrcoef(np.sort(scores), np.sort(wanted))[0, 1] > 0.998


def test_samples_are_as_often_as_in_the_data_once_they_are_calibrated() -> None:
    values = table(4000, gaps=True)
    code = TableCode.fit(values, (KIND, AGE, MASS), missing=True)
    rng, temperature = np.random.default_rng(1), 0.2
    drawn = np.concatenate([_shares(rng, width, temperature) for width in code.blocks], 1)
    fake = code.calibrated(drawn, temperature).decode(drawn)
    raw = code.decode(drawn)
    for place in range(3):
        real, wrong, made = (np.isnan(part[:, place]).mean() for part in (values, raw, fake))
        assert abs(made - real) < 0.01 < abs(wrong - real)
    for name in range(3):
        assert abs((fake[:, 0] == name).mean() - (values[:, 0] == name).mean()) < 0.01
    levels = [0.05, 0.25, 0.5, 0.75, 0.95]
    np.testing.assert_allclose(*(np.nanquantile(part[:, 2], levels) for part in (fake, values)), rtol=0.1)
    assert np.abs(np.nanquantile(raw[:, 2], levels) / np.nanquantile(values[:, 2], levels) - 1).max() > 0.3
    ranks = [part[:, 2].argsort()[np.isfinite(part[:, 2][part[:, 2].argsort()])] for part in (raw, fake)]
    both = np.isfinite(raw[:, 2]) & np.isfinite(fake[:, 2])
    assert len(ranks[0]) > 0
    assert (np.diff(fake[both, 2][np.argsort(raw[both, 2])]) >= 0).all()  # the order of values stays


def _shares(rng: np.random.Generator, width: int, temperature: float) -> np.ndarray:
    """Scores too narrow and off the middle, or categories of wrong shares, drawn as a generator draws them."""
    if width == 1:
        return SPREAD * (0.15 + 0.1 * rng.normal(size=(20_000, 1)))
    logits = (np.log(np.arange(1, width + 1)) + rng.gumbel(size=(20_000, width))) / temperature
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def test_a_category_that_is_not_drawn_at_all_is_not_made_up() -> None:
    values = np.repeat([0.0, 1.0, 2.0], 100)[:, None]
    code = TableCode.fit(values, (KIND,), missing=False)
    drawn = np.zeros((5000, 3))
    drawn[:, 0] = 1.0
    assert set(code.calibrated(drawn, 0.2).decode(drawn)[:, 0]) == {0.0}


def test_narrow_vectors_are_tables_and_wide_ones_signals_and_images_are_not() -> None:
    rng = np.random.default_rng(0)

    def is_table(values: np.ndarray, **choices: str) -> bool:
        return Codec.fit(from_array(values, format="npy", path="array"), **choices).table is not None  # type: ignore[arg-type]

    assert is_table(rng.normal(size=(40, 2)))
    assert is_table(rng.integers(0, 9, (40, 5)))
    assert not is_table(rng.normal(size=(40, 2)), scale="feature")
    assert not is_table(rng.normal(size=(40, 300)))
    assert is_table(rng.normal(size=(40, 300)), scale="quantile")
    assert not is_table(rng.normal(size=(40, 9)), fold="square")
    assert not is_table(rng.normal(size=(40, 6, 6)))
    with pytest.raises(UsageError, match="scale='quantile' is for rows of a table"):
        is_table(rng.normal(size=(40, 6, 6)), scale="quantile")


def test_missing_values_of_tables_are_learnt_unless_told_otherwise() -> None:
    values = table(gaps=True)
    origin = Origin(
        "csv", "t.csv", "float64", values.shape, 0, columns=("kind", "age", "mass"), schema=(KIND, AGE, MASS)
    )
    data = Dataset(values, None, (), origin)
    assert Codec.fit(data).missing == "model"
    np.testing.assert_allclose(Codec.fit(data).decode(Codec.fit(data).encode(values)), values, rtol=1e-12)
    with pytest.raises(DataError, match="row 0, column 'kind' is nan"):
        Codec.fit(data, missing="error")
    whole = Codec.fit(data, missing="drop")
    kept = values[whole.complete_rows(values)]
    np.testing.assert_allclose(whole.decode(whole.encode(kept)), kept, rtol=1e-12)


def test_a_table_is_measured_by_numbers() -> None:
    values = table(gaps=True)
    origin = Origin(
        "csv", "t.csv", "float64", values.shape, 0, columns=("kind", "age", "mass"), schema=(KIND, AGE, MASS)
    )
    measured = Measured.of(Codec.fit(Dataset(values, None, (), origin)), origin.columns)
    assert measured.names[:4] == ("kind=a", "kind=b", "kind=c", "kind is missing")
    numbers = measured.numbers(values)
    np.testing.assert_array_equal(numbers[:, :3].sum(axis=1) + numbers[:, 3], np.ones(len(values)))
    np.testing.assert_array_equal(numbers[:, 5], np.isnan(values[:, 1]))
    known = ~np.isnan(values[:, 1])
    np.testing.assert_array_equal(numbers[known, 4], values[known, 1])
    encoded = measured.encode(values)
    assert np.abs(encoded).max() <= 1


@pytest.mark.parametrize(
    ("values", "decimals"),
    [([1.0, 2.0], 0), ([2.4869, 1.5], 4), ([np.pi], None), ([1e300], None), ([0.1, np.nan], 1), ([np.nan], None)],
)
def test_decimals(values: list[float], decimals: int | None) -> None:
    assert decimals_of(np.array(values)) == decimals


def test_numbers_of_float32_have_the_decimals_that_were_written() -> None:
    (column,) = columns_of(np.array([[2.4869], [10.25]], np.float32))
    assert (column.type, column.decimals, column.stored) == ("real", 4, "float")


def test_a_damaged_code_is_refused() -> None:
    document, arrays = TableCode.fit(table(), (KIND, AGE, MASS), missing=False).to_state()
    for name in arrays:
        for wrong in (arrays[name][:-1], arrays[name].astype(np.float32), -1 - arrays[name]):
            if name in ("table_singles", "table_values", "table_shares") and wrong.dtype == np.float64:
                continue
            with pytest.raises(DataError, match="damaged"):
                TableCode.from_state(document, {**arrays, name: wrong})
    for name, value in {"columns": [], "missing": [True], "decimals": ["x", 0, 0]}.items():
        with pytest.raises(DataError, match="damaged"):
            TableCode.from_state({**document, name: value}, arrays)


@pytest.mark.parametrize("wrong", [-1.0, 7.0, 0.5, 1e308])
def test_categories_that_are_none_are_refused(wrong: float) -> None:
    document, arrays = TableCode.fit(table(), (KIND, AGE, MASS), missing=False).to_state()
    singles = arrays["table_singles"].copy()
    singles[1] = wrong
    with pytest.raises(DataError, match="damaged"):
        TableCode.from_state(document, {**arrays, "table_singles": singles})
    for shares in (0 * arrays["table_shares"], -arrays["table_shares"]):
        with pytest.raises(DataError, match="damaged"):
            TableCode.from_state(document, {**arrays, "table_shares": shares})
    with pytest.raises(DataError, match="damaged"):
        TableCode.from_state({**document, "decimals": [0, 10**12, None]}, arrays)
