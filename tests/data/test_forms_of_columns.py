"""Columns of tables as text are read in the many forms in which people write values, and written in the same."""

from pathlib import Path

import numpy as np
import pytest
from one_paragraph import says

from gansmith.data.conventions import TABLES
from gansmith.data.dataset import Dataset, Origin
from gansmith.data.expressions.constants import number_of
from gansmith.data.formats.read import open_data
from gansmith.data.formats.table_choices import TableChoices
from gansmith.data.formats.write import write_data
from gansmith.data.number_form import NumberForm
from gansmith.data.schema import Column
from gansmith.errors import DataError, UsageError

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def read(folder: Path, *cells: str, name: str = "t.csv", **choices: object) -> Dataset:
    """Read a table of a column x of these cells, over and over, and a column of other numbers."""
    rows = [f"{cells[row % len(cells)]},{row * 7 % 31}.5" for row in range(max(24, len(cells)))]
    (folder / name).write_text("\n".join(["x,other", *rows, ""]), encoding="utf-8")
    return open_data(folder / name, table=TableChoices(**choices))  # type: ignore[arg-type]


def again(folder: Path, data: Dataset, name: str = "again.csv") -> list[str]:
    """Write data as it was read, and return the lines below the names."""
    write_data(folder / name, data.values, data.origin, data.labels, data.class_names)
    return (folder / name).read_text(encoding="utf-8").splitlines()[1:]


def unchanged(folder: Path, data: Dataset) -> bool:
    """Whether data is written in the very lines that were read."""
    return again(folder, data) == (folder / "t.csv").read_text(encoding="utf-8").splitlines()[1:]


DATES = {
    "day first": ("31/12/2020", "05/01/2021"),
    "month first": ("12/31/2020", "01/05/2021"),
    "dots": ("31.12.2020", "05.01.2021"),
    "dots, two figures": ("31.12.20", "05.01.21"),
    "no zeros": ("31/12/2020", "5/1/2021"),
    "month named": ("31 Dec 2020", "05 Jan 2021"),
    "month in full": ('"December 31, 2020"', '"January 5, 2021"'),
    "packed": ("20201231", "20210105"),
    "iso": ("2020-12-31", "2021-01-05"),
}


@pytest.mark.parametrize("texts", DATES.values(), ids=DATES)
def test_days_in_any_form_come_back_in_it(tmp_path: Path, texts: tuple[str, str]) -> None:
    data = read(tmp_path, *texts)
    column = data.schema[0]
    assert (column.type, column.unit) == ("date", "D")
    days = np.array(["2020-12-31", "2021-01-05"], "datetime64[D]").astype(np.float64)
    np.testing.assert_array_equal(data.values[:2, 0], days)
    assert unchanged(tmp_path, data)
    assert texts[0][:4] == "2020" or any(
        "'x' holds dates such as " + texts[0].strip('"') in note for note in data.notes
    )


MOMENTS = {
    "half days": ("12/31/2020 05:00 PM", "01/05/2021 11:30 AM"),
    "T": ("2020-12-31T17:00:00", "2021-01-05T11:30:00"),
    "fractions": ("2020-12-31 17:00:00.000", "2021-01-05 11:30:00.250"),
    "zone Z": ("2020-12-31T17:00:00Z", "2021-01-05T11:30:00Z"),
    "offset": ("2020-12-31T19:00:00+02:00", "2021-01-05T13:30:00+02:00"),
    "minutes": ("31.12.2020 17:00", "05.01.2021 11:30"),
}


@pytest.mark.parametrize("texts", MOMENTS.values(), ids=MOMENTS)
def test_moments_keep_form_and_zone(tmp_path: Path, texts: tuple[str, str]) -> None:
    data = read(tmp_path, *texts)
    assert data.schema[0].type == "date"
    first = np.datetime64("2020-12-31T17:00:00").astype("datetime64[ms]").astype(np.int64)
    assert data.values[0, 0] * {"s": 1000, "ms": 1}[data.schema[0].unit] == first
    assert unchanged(tmp_path, data)


def test_several_time_zones_become_one_which_a_note_says(tmp_path: Path) -> None:
    data = read(tmp_path, "2020-06-01T12:00:00+02:00", "2020-12-01T12:00:00+01:00")
    assert any("'x' holds dates of several time zones, which are written in UTC" in note for note in data.notes)
    assert [line.partition(",")[0] for line in again(tmp_path, data)[:2]] == [
        "2020-06-01T10:00:00+00:00",
        "2020-12-01T11:00:00+00:00",
    ]


def test_months_come_back_as_months(tmp_path: Path) -> None:
    data = read(tmp_path, "2020-01", "2021-11")
    assert data.values[0, 0] == np.datetime64("2020-01-01").astype("datetime64[D]").astype(np.int64)
    assert unchanged(tmp_path, data)
    later = data.values.copy()
    later[:, 0] += 12  # within the same month
    write_data(tmp_path / "later.csv", later, data.origin)
    assert (tmp_path / "later.csv").read_text().splitlines()[1].startswith("2020-01,")


def test_unclear_order_of_day_and_month_is_asked_for(tmp_path: Path) -> None:
    texts = ("03/04/2020", "05/06/2020", "01/02/2020", "07/08/2020")
    with says(UsageError, r"'03/04/2020'.*dates='day-first'.*dates='month-first'"):
        read(tmp_path, *texts)
    for order, day in (("day-first", "2020-04-03"), ("month-first", "2020-03-04")):
        data = read(tmp_path, *texts, dates=order)
        assert data.values[0, 0] == np.datetime64(day).astype(np.int64), order
        assert unchanged(tmp_path, data)
    clear = read(tmp_path, "12/31/2020", "01/05/2021", dates="day-first")  # which a number over 12 tells better
    assert clear.values[0, 0] == np.datetime64("2020-12-31").astype(np.int64)


def test_what_are_no_dates_stay_names(tmp_path: Path) -> None:
    for texts in (("2020/21", "2021/22"), ("31/02/2020", "01/03/2020"), ("1.2.3.4", "5.6.7.8")):
        assert read(tmp_path, *texts).schema[0].type == "category", texts
    assert read(tmp_path, "20201341", "20210105").schema[0].type == "integer"
    named = read(tmp_path, "31/12/2020", "05/01/2021", column=("x:category",))
    assert named.schema[0].categories == ("05/01/2021", "31/12/2020")
    with says(DataError, "is to hold dates.*none such as 20240229"):
        read(tmp_path, "20201341", "20210105", column=("x:date",))
    with says(DataError, "is to hold dates.*'a' shows"):
        read(tmp_path, "a", "b", column=("x:date",))


def test_texts_of_frames_are_dates_too(tmp_path: Path) -> None:
    stored = pa.table({"x": ["31/12/2020", "05/01/2021"] * 15, "n": np.arange(30) * 0.5})
    pq.write_table(stored, tmp_path / "t.parquet")
    data = open_data(tmp_path / "t.parquet")
    assert data.schema[0].type == "date"
    write_data(tmp_path / "o.parquet", data.values, data.origin)
    assert pq.read_table(tmp_path / "o.parquet").column("x").to_pylist() == stored.column("x").to_pylist()


NUMBERS = {
    "share": (("12.5%", "7.0%"), [12.5, 7.0]),
    "dollars": (('"$1,234.00"', "$56.50"), [1234, 56.5]),
    "euros": (("12.00 €", "7.50 €"), [12, 7.5]),
    "below nothing": (("-$5.00", "$7.50"), [-5, 7.5]),
    "thousands": (('"1,234"', "56", '"7,654,321"'), [1234, 56, 7654321]),
    "decimal comma": (('"0,92"', '"1,50"'), [0.92, 1.5]),
    "blanks that do not break": (('"1\u202f234,50\u00a0€"', '"56,00\u00a0€"'), [1234.5, 56]),
    "zeros kept": (("51.50", "51.00"), [51.5, 51]),
    "one decimal at least": (("1.0", "2.25"), [1, 2.25]),
    "brackets": (('"1,234.00"', "(56.50)", "7.25"), [1234, -56.5, 7.25]),
    "brackets around dollars": (('"$1,234.00"', "($56.50)"), [1234, -56.5]),
    "dollars before brackets": (('"$ 1,234.00"', "$ (56.50)"), [1234, -56.5]),
    "brackets and comma": (('"1.234,00"', '"(56,50)"'), [1234, -56.5]),
    "sign behind": (("56.50-", "7.25"), [-56.5, 7.25]),
    "true minus": (("\u221256.5", "7.2"), [-56.5, 7.2]),
    "signs of both kinds": (("+5.5%", "-7.0%"), [5.5, -7]),
    "currency before the sign": (("$-5.50", "$7.00"), [-5.5, 7]),
    "signs of plain numbers": (("+5.5", "-7.0", "+0.5"), [5.5, -7, 0.5]),
    "signs of whole numbers": (("+5", "-7"), [5, -7]),
    "kilograms": (("12.5 kg", "7.0 kg"), [12.5, 7]),
    "close units": (("164cm", "171cm"), [164, 171]),
    "composed units": (("5.5 mg/dL", "7.0 mg/dL"), [5.5, 7]),
    "units of one letter": (("12 m", "7 m"), [12, 7]),
}


@pytest.mark.parametrize(("texts", "values"), NUMBERS.values(), ids=NUMBERS)
def test_numbers_in_any_form_come_back_in_it(tmp_path: Path, texts: tuple[str, ...], values: list[float]) -> None:
    data = read(tmp_path, *texts)
    assert data.schema[0].type in ("real", "integer")
    assert data.values[: len(values), 0].tolist() == values
    assert unchanged(tmp_path, data)


def test_what_is_read_can_be_stored(tmp_path: Path) -> None:
    for texts in (*DATES.values(), *MOMENTS.values(), *(texts for texts, _ in NUMBERS.values())):
        column = read(tmp_path, *texts).schema[0]
        assert Column.from_json(column.to_json()) == column
    data = read(tmp_path, "1", "-" * 100, "2", missing_values=("-" * 100,))
    assert Column.from_json(data.schema[0].to_json()) == data.schema[0]


@pytest.mark.parametrize("texts", [("(1)", "(2)"), ("1-", "2-"), ("12A", "13A"), ("5 kg", "7 g"), ("1-2", "3")])
def test_what_only_looks_like_a_sign_or_a_unit_stays_a_name(tmp_path: Path, texts: tuple[str, ...]) -> None:
    data = read(tmp_path, *texts)
    assert (data.schema[0].type, data.schema[0].categories) == ("category", tuple(sorted(texts)))


def test_brackets_are_read_in_conditions_and_told(tmp_path: Path) -> None:
    data = read(tmp_path, "(5.50)", "7.25")
    assert any("brackets around negative ones in 'x'; column='x:category'" in note for note in data.notes)
    assert number_of(data.schema[0], "(5.50)") == -5.5
    assert NumberForm.of("0.00;(0.0)") is None  # of two forms


def test_currencies_may_be_names(tmp_path: Path) -> None:
    data = read(tmp_path, "$5.00", "$7.50", "$7.50")
    assert any("'$' before them in 'x'; column='x:category'" in note for note in data.notes)
    named = read(tmp_path, "$5.00", "$7.50", "$7.50", column=("x:category",))
    assert named.schema[0].categories == ("$5.00", "$7.50")
    assert read(tmp_path, "$5.00", "€7.50").schema[0].type == "category"


@pytest.mark.parametrize("pair", [("no", "yes"), ("N", "Y"), ("off", "on"), ("f", "t"), ("0", "1"), ("FALSE", "TRUE")])
def test_truth_values_keep_their_texts(tmp_path: Path, pair: tuple[str, str]) -> None:
    data = read(tmp_path, *pair, pair[1], column=("x:boolean",))
    assert (data.schema[0].type, data.schema[0].truths) == ("boolean", pair)
    assert data.values[:3, 0].tolist() == [0, 1, 1]
    assert unchanged(tmp_path, data)


def test_what_is_no_truth_value_is_refused_with_the_reason(tmp_path: Path) -> None:
    with says(DataError, "'maybe', 'no', 'yes'.*no/yes, n/y.*Say category"):
        read(tmp_path, "no", "yes", "maybe", column=("x:boolean",))


def test_missing_values_have_the_mark_of_their_column(tmp_path: Path) -> None:
    rows = [("1.5", "NaN", ""), ("2.5", "b", '"a, b"'), ("", "c", "c"), ("3.5", "b", "c")] * 8
    (tmp_path / "t.csv").write_text("\n".join(["x,y,z", *map(",".join, rows), ""]))
    data = open_data(tmp_path / "t.csv")
    assert [column.mark for column in data.schema] == ["", "NaN", ""]
    assert again(tmp_path, data) == [",".join(row) for row in rows]


def test_codes_that_begin_with_0_are_names(tmp_path: Path) -> None:
    assert read(tmp_path, "01", "1", "1.0").schema[0].categories == ("01", "1", "1.0")


def test_names_of_columns_keep_their_blanks(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a, b,,d\n" + "".join(f"{n}.5,{n % 5},{n % 7},q\n" for n in range(30)))
    data = open_data(tmp_path / "t.csv")
    assert data.origin.columns == ("a", "b", "unnamed_2", "d")
    write_data(tmp_path / "o.csv", data.values, data.origin)
    assert (tmp_path / "o.csv").read_text() == (tmp_path / "t.csv").read_text()


def test_few_names_are_changed_where_a_line_would_be_read_as_a_sample(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "kind,on\n" + "on,off\noff,on\n" * 12
    (tmp_path / "t.csv").write_text(text)
    named = open_data(tmp_path / "t.csv", table=TableChoices(header="yes"))
    write_data(tmp_path / "o.csv", named.values, named.origin)
    assert (tmp_path / "o.csv").read_text() == text
    assert "header='yes'" in capsys.readouterr().err
    columns = (*named.schema,)
    origin = Origin("csv", "x", "float64", named.values.shape, 0, columns=("kind", "on"), schema=columns)
    write_data(tmp_path / "few.csv", named.values, origin)
    assert (tmp_path / "few.csv").read_text().splitlines()[0] == "kind,con"
    assert "'on' is written as 'con', as" in capsys.readouterr().err


def test_categories_of_frames_keep_order_and_unused_names(tmp_path: Path) -> None:
    codes = pa.DictionaryArray.from_arrays(pa.array([0, 1, 0] * 9, pa.int8()), ["low", "high", "top"], ordered=True)
    pq.write_table(pa.table({"x": codes, "n": np.arange(27) * 0.5}), tmp_path / "t.parquet")
    data = open_data(tmp_path / "t.parquet")
    assert data.schema[0].categories == ("low", "high", "top")
    write_data(tmp_path / "o.parquet", data.values, data.origin)
    again = pq.read_table(tmp_path / "o.parquet").column("x")
    assert again.type == codes.type
    assert again.to_pylist() == codes.to_pylist()


def test_kinds_that_are_none_to_learn_from_are_left_out(tmp_path: Path) -> None:
    numbers = np.arange(30) * 0.5
    times = pa.array([n * 60_000_000_001 for n in range(30)], pa.duration("ns"))
    hours = pa.array([n * 60 for n in range(30)], pa.time32("s"))
    pq.write_table(pa.table({"n": numbers, "span": times, "hour": hours}), tmp_path / "t.parquet")
    data = open_data(tmp_path / "t.parquet")
    assert data.origin.columns == ("n",)
    assert any("'span' is left out: it holds spans of time" in note for note in data.notes)
    assert any("'hour' is left out: it holds times of day; column='hour:category'" in note for note in data.notes)
    kept = open_data(tmp_path / "t.parquet", table=TableChoices(column=("hour:category", "span:out")))
    assert kept.schema[1].categories[:2] == ("00:00:00", "00:01:00")


def test_whole_numbers_that_are_not_exact_are_refused(tmp_path: Path) -> None:
    with says(DataError, r"'x' holds whole numbers beyond .*such as 18446744073709551615.*drop='x'.*'x:category'"):
        read(tmp_path, "18446744073709551615", "5")
    with says(DataError, r"'x' holds whole numbers beyond .*drop='x'.*'x:category'"):
        read(tmp_path, "9007199254740993", "5")
    named = read(tmp_path, "18446744073709551615", "5", column=("x:category",))
    assert named.schema[0].categories == ("18446744073709551615", "5")
    assert unchanged(tmp_path, named)


def test_sentences_name_the_remedy(tmp_path: Path) -> None:
    with says(DataError, r"'x' holds numbers, and 'oops' in row 2\. .*missing_values='oops'.*'x:category'.*drop='x'"):
        read(tmp_path, "1", "2", "oops", "4", "5")
    with says(DataError, r"'Total' in row 23\..* If the last row is a sum of the others, delete it\.$"):
        read(tmp_path, *map(str, range(23)), "Total")
    with says(UsageError, "both real and integer of column 'other'"):
        read(tmp_path, "a", "b", column=("other:real", "other:integer"))
    (tmp_path / "one.csv").write_text("a,b\n1.5,2\n")
    with says(DataError, r"1 sample of shape \(2,\); 2 are the least\. Add more\.$"):
        open_data(tmp_path / "one.csv")
    (tmp_path / "head.csv").write_text("k,l,x\n" + "k,l,1.5\nm,n,2.5\n" * 9)
    with says(DataError, r"and 'x' in row 0\..*If the first line holds names, give header='yes'"):
        open_data(tmp_path / "head.csv", table=TableChoices(header="auto"))


def test_a_column_that_numbers_the_rows_stays_where_it_is_given_a_type(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,x\n" + "".join(f"{n},{n % 7}.5\n" for n in range(30)))
    assert open_data(tmp_path / "t.csv").origin.columns == ("x",)
    kept = open_data(tmp_path / "t.csv", table=TableChoices(column=("id:integer",)))
    assert kept.origin.columns == ("id", "x")
    assert kept.values[:3, 0].tolist() == [0, 1, 2]


def test_few_long_texts_are_categories(tmp_path: Path) -> None:
    data = read(tmp_path, "a" * 5000, "b")
    assert data.schema[0].categories == ("a" * 5000, "b")


@pytest.mark.parametrize(
    "column",
    [
        Column("x", "date", unit="D", form="%d\n%Y"),
        Column("x", "date", unit="D", form="no year"),
        Column("x", "date", unit="D", form="%Y" * 40),
        Column("x", "real", form="nothing"),
        Column("x", "real", form="$0.00\x1b"),
        Column("x", "boolean", categories=("False", "True"), form="one"),
        Column("x", mark="a\nb"),
        Column("x", mark="a" * 100),
        Column("x", stored="a" * 1000),
    ],
)
def test_forms_of_strangers_are_refused(column: Column) -> None:
    with says(DataError, "schema is damaged"):
        Column.from_json(column.to_json())


def test_few_texts_among_dates_are_asked_about(tmp_path: Path) -> None:
    texts = [f"{day:02d}/12/2020" for day in range(1, 31)]
    with says(DataError, r"'x' holds dates, and '00/00/0000' in row 30\. .*missing_values='00/00/0000'.*'x:category'"):
        read(tmp_path, *texts, "00/00/0000")
    data = read(tmp_path, *texts, "00/00/0000", missing_values=("00/00/0000",))
    assert data.schema[0].type == "date"
    assert np.isnan(data.values[30, 0])
    assert unchanged(tmp_path, data)


def test_older_runs_read_what_they_began_with(tmp_path: Path) -> None:
    rows = "".join(f"{20200101 + n % 28},{n}.5%,{n * 7 % 31}.25\n" for n in range(30))
    (tmp_path / "t.csv").write_text("day,share,x\n" + rows)
    new = open_data(tmp_path / "t.csv")
    assert [column.type for column in new.schema] == ["date", "real", "real"]
    old = open_data(tmp_path / "t.csv", table=TableChoices(columns="numeric"), conventions=TABLES - 1)
    assert old.origin.columns == ("day", "x")
    assert old.values[:2, 0].tolist() == [20200101, 20200102]


def test_a_file_of_types_may_tell_of_the_labels(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("kind,x\n" + "".join(f"{'ab'[n % 2]},{n}.5\n" for n in range(30)))
    entries = ('{"name": "kind", "type": "category"}', '{"name": "x", "type": "real"}')
    data = open_data(tmp_path / "t.csv", label="kind", table=TableChoices(column=entries))
    assert (data.class_names, data.origin.columns) == (("a", "b"), ("x",))
    with says(UsageError, "column 'kind' of .* holds the labels or conditions"):
        open_data(tmp_path / "t.csv", label="kind", table=TableChoices(column=("kind:category",)))
