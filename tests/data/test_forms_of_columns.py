"""Truth values, names, marks and types of columns are read as people write them, and written in the same form."""

from pathlib import Path

import numpy as np
import pytest
from columns_as_text import again, read, unchanged
from one_paragraph import says

from gansmith.data.conventions import TABLES
from gansmith.data.dataset import Origin
from gansmith.data.formats.read import open_data
from gansmith.data.formats.table_choices import TableChoices
from gansmith.data.formats.write import write_data
from gansmith.data.schema import Column
from gansmith.errors import DataError, UsageError

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


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


def test_marks_of_missing_values_can_be_stored(tmp_path: Path) -> None:
    data = read(tmp_path, "1", "-" * 100, "2", missing_values=("-" * 100,))
    assert Column.from_json(data.schema[0].to_json()) == data.schema[0]


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
