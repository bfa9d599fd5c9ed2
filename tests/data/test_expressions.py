"""Conditions and rules: what each means on rows, which are refused and why, and texts made to do harm."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from typed_tables import columns_of, opened

from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.data.expressions.columns import Columns
from gansmith.data.expressions.condition import Floats
from gansmith.data.expressions.parse import conditions, parse
from gansmith.data.expressions.possible import require_possible
from gansmith.data.expressions.scanner import LONGEST, listed
from gansmith.data.formats.read import open_data
from gansmith.errors import GansmithError, UsageError

pytest.importorskip("pyarrow")
AGE, LOW, HIGH, CITY, MEMBER, START, END, SEEN, TOTAL = range(9)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return opened(tmp_path_factory.mktemp("table"))


@pytest.fixture(scope="module")
def columns(table: Dataset) -> Columns:
    return columns_of(table)


def days(text: str) -> float:
    return float(np.datetime64(text, "D").astype(int))


MEANINGS: dict[str, Callable[[Floats], object]] = {
    "age=60": lambda v: v[:, AGE] == 60,
    "age == 60": lambda v: v[:, AGE] == 60,
    "age != 60": lambda v: v[:, AGE] != 60,
    "age<30": lambda v: v[:, AGE] < 30,
    "age <= 30": lambda v: v[:, AGE] <= 30,
    "age > 60.5": lambda v: v[:, AGE] > 60,
    "60 <= age": lambda v: v[:, AGE] >= 60,
    "age in 20, 30,40": lambda v: np.isin(v[:, AGE], [20, 30, 40]),
    "low = 20.5": lambda v: v[:, LOW] == 20.5,
    "low > 2e1": lambda v: v[:, LOW] > 20,
    "city=Bern": lambda v: v[:, CITY] == 0,
    "city = New York": lambda v: v[:, CITY] == 1,
    "city != Bern": lambda v: (v[:, CITY] == 1) | (v[:, CITY] == 2),
    'city = "Paris, France"': lambda v: v[:, CITY] == 2,
    "city in Bern,'Paris, France'": lambda v: np.isin(v[:, CITY], [0, 2]),
    "city is missing": lambda v: np.isnan(v[:, CITY]),
    "city is not missing": lambda v: ~np.isnan(v[:, CITY]),
    "member=True": lambda v: v[:, MEMBER] == 1,
    "member = false": lambda v: v[:, MEMBER] == 0,
    "start >= 2021-02-28": lambda v: v[:, START] >= days("2021-02-28"),
    "start in 2020-01-09, 2021-02-27, 2020-11-06": lambda v: np.isin(
        v[:, START], [days(day) for day in ("2020-01-09", "2021-02-27", "2020-11-06")]
    ),
    "seen at < 2021-05-05T12:30:00": lambda v: v[:, SEEN] < np.datetime64("2021-05-05T12:30:00", "s").astype(int),
    "'seen at' >= 2021-05-05": lambda v: v[:, SEEN] >= np.datetime64("2021-05-05", "s").astype(int),
    "high >= low": lambda v: v[:, HIGH] >= v[:, LOW],
    "high > low + 10": lambda v: np.round(v[:, HIGH] - v[:, LOW], 1) > 10,
    "high - low > 10": lambda v: np.round(v[:, HIGH] - v[:, LOW], 1) > 10,
    "total = 2*low + age": lambda v: np.full(len(v), True),
    "total = low*2 + 60 within 5": lambda v: np.abs(v[:, AGE] - 60) <= 5,
    "-low > -20": lambda v: v[:, LOW] < 20,
    "end > start": lambda v: v[:, END] > v[:, START],
    "end - start >= 30": lambda v: v[:, END] - v[:, START] >= 30,
    "seen at > start + 365": lambda v: v[:, SEEN] > (v[:, START] + 365) * 86_400,
}


@pytest.mark.parametrize("text", MEANINGS)
def test_a_condition_means_what_it_says(text: str, table: Dataset, columns: Columns) -> None:
    met = parse(text, columns, "where").holds(table.values)
    assert np.array_equal(met, MEANINGS[text](table.values))
    assert met.any()


def test_a_missing_value_meets_no_condition_and_breaks_no_rule(table: Dataset, columns: Columns) -> None:
    gaps = np.isnan(table.values[:, CITY])
    assert gaps.any()
    for text in ("city=Bern", "city != Bern", "city in Bern, New York"):
        assert not parse(text, columns, "where").holds(table.values)[gaps].any()
        assert parse(text, columns, "rule").holds(table.values)[gaps].all()


REFUSED = {
    "agee >= 3": "no column 'agee'. Did you mean 'age'?",
    "id = 3": "'id' was left out of training",
    "age = Bern": "'Bern' is neither a number nor a column",
    "age = 1.5": "whole numbers",
    "age => 60": "Write >=",
    "age >": "nothing comes after >",
    "age 60": "a sign is expected",
    "age": "a sign is expected",
    "": "no column is named",
    "age < 30 and age > 20": "Give each condition by itself",
    "10 < age < 20": "'< 20' comes after its end",
    "city = Berne": "Did you mean 'Bern'",
    "city = Bern and age > 3": "Give each condition by itself",
    "city < Bern": "no order",
    "city + age > 3": "holds categories",
    "member = maybe": "'maybe'",
    "start > yesterday": "no column 'yesterday'",
    "start > 2021-02-30": "is none",
    "start > 2021-02-03T10:00+01:00": "without a time zone",
    "start > 5": "dates are compared with dates",
    "seen at = 2021-05-05": "T00:00:00",
    "age is missing": "no value of 'age' is missing",
    "age is absent": "missing or not missing",
    "high >= low within 3": "within goes with",
    "total = low within": "after within a number",
    "1 > 2": "of no column",
    "age - age > 3": "of no column",
    "'age > 3": "has no end",
    "age > 1e999": "too great",
    "age > 3 #": "comes after its end",
    "age * age > 3": "after * a number",
    "age\t> 3": "not printed",
    "age > " + "1+" * 80 + "1": "which are the most",
    "age > " + "1" * LONGEST: "characters",
    "age in " + "1," * 600: "are the most",
    "__import__('os').system('id')": "no column '__import__(' ",
    "age.__class__ > 3": "no column",
}


@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_what_is_not_understood_is_refused_with_the_reason(text: str, columns: Columns) -> None:
    with pytest.raises(UsageError) as caught:
        parse(text, columns, "where")
    said = str(caught.value)
    assert REFUSED[text].strip() in said
    assert said.startswith("where=")
    assert len(said) < 500
    assert "\n" not in said


IMPOSSIBLE = (
    ("age >= 200",),
    ("age < 20", "age > 80"),
    ("age > 40", "age < 41"),
    ("age = 30", "age != 30"),
    ("low < -1",),
    ("city = Bern", "city in New York"),
    ("city is missing", "city = Bern"),
    ("start < 2019-12-31",),
    ("2 * age > 900",),
)


@pytest.mark.parametrize("texts", IMPOSSIBLE)
def test_what_no_sample_can_meet_is_refused(texts: tuple[str, ...], columns: Columns) -> None:
    with pytest.raises(UsageError, match=r"no sample can meet it|meets all of") as caught:
        require_possible(conditions(texts, columns, "where"), columns)
    assert all(text in str(caught.value) for text in texts)
    assert "holds" in str(caught.value)


@pytest.mark.parametrize("text", MEANINGS)
def test_what_some_row_of_the_data_meets_is_possible(text: str, columns: Columns) -> None:
    require_possible(conditions([text], columns, "where"), columns)


def test_names_with_signs_are_quoted_or_the_longest_that_fits(tmp_path: Path) -> None:
    lines = "\n".join(f"{i * 7 % 61},{i * 2 % 59},{i % 7}.5,{i % 5}" for i in range(60))
    (tmp_path / "t.csv").write_text(f'a,a-b,"x > y",2\n{lines}\n')
    dataset = open_data(tmp_path / "t.csv")
    columns, values = columns_of(dataset), dataset.values
    for text, expected in {
        "a-b > 30": values[:, 1] > 30,
        '"a-b" > 30': values[:, 1] > 30,
        "a - 5 > 30": values[:, 0] > 35,
        "x > y = 3.5": values[:, 2] == 3.5,
        "'x > y' = 3.5": values[:, 2] == 3.5,
        "'2' > 2": values[:, 3] > 2,
    }.items():
        assert np.array_equal(parse(text, columns, "where").holds(values), expected), text
    with pytest.raises(UsageError, match="of no column"):
        parse("2 > 1", columns, "where")


def test_numbers_of_float32_equal_their_text(tmp_path: Path) -> None:
    values = np.round(np.random.default_rng(0).normal(size=(80, 2)), 1).astype(np.float32)
    dataset = open_data(values)
    columns = Columns.of(Codec.fit(dataset, scale="quantile"), dataset.origin, "where")
    met = parse("c0 = 0.1", columns, "where").holds(values)
    assert met.any()
    assert np.array_equal(met, values[:, 0] == np.float32(0.1))


def test_what_is_no_table_has_no_conditions() -> None:
    images = open_data(np.random.default_rng(0).integers(0, 255, (20, 8, 8), dtype=np.uint8))
    with pytest.raises(UsageError, match="where is of the columns of a table"):
        Columns.of(Codec.fit(images), images.origin, "where")


def test_a_list_has_commas_in_quotes() -> None:
    assert listed('a, \'b, c\' ,"d ""e""",f\'g,h') == ["a", "b, c", 'd "e"', "f'g", "h"]


WORDS = st.lists(
    st.sampled_from(
        [
            *"=<>!+-*'\",() \t",
            *("age", "low", "city", "start", "is", "not", "missing", "in", "within", "Bern", "1", "2e5", "2021-05-05"),
            *("\x00", "\u202e", "é", "__import__", "lambda: 0", "9" * 400),
        ]
    ),
    max_size=12,
).map(" ".join)


@given(st.one_of(st.text(max_size=80), WORDS))
@example("'" * 2000)
@example("-" * 2000)
@example("(" * 2000)
@example("age in " + "'," * 900)
@example("1." * 900)
def test_any_text_is_a_condition_or_refused_in_one_paragraph(columns: Columns, table: Dataset, text: str) -> None:
    refused, met = "", np.zeros(len(table), np.bool_)
    try:
        met = parse(text, columns, "rule").holds(table.values)
    except GansmithError as error:
        refused = str(error)
    assert len(refused) < 800
    assert met.shape == (len(table),)
    assert met.dtype == np.bool_


def test_too_many_conditions_and_what_is_no_text_are_refused(columns: Columns) -> None:
    with pytest.raises(UsageError, match="are the most"):
        conditions(["age > 3"] * 101, columns, "where")
    with pytest.raises(UsageError, match="give a text"):
        conditions([3], columns, "where")  # type: ignore[list-item]
