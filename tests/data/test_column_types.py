"""Columns of tables are read with their types, and written again as they were."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from one_paragraph import says

import gansmith
from gansmith.data.dataset import Dataset
from gansmith.data.formats.read import open_data
from gansmith.data.formats.table_choices import TableChoices
from gansmith.data.formats.write import write_data
from gansmith.data.same_categories import with_categories
from gansmith.errors import DataError, UsageError

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

PEOPLE = (
    "age,work,zip,day,gain,member\n"
    "39, State-gov,01234,2020-01-05,0.25,true\n"
    "50, Private,20001,2020-02-29,1.5,false\n"
    "38, ?,01234,2021-12-31,,true\n"
    "41, Private,99999,2020-01-05,0.125,false\n"
)


def read(path: Path, text: str = PEOPLE, **choices: object) -> Dataset:
    path.write_text(text)
    return open_data(path, table=TableChoices(**choices))  # type: ignore[arg-type]


def test_types_are_found(tmp_path: Path) -> None:
    data = read(tmp_path / "t.csv")
    assert {column.name: column.type for column in data.schema} == {
        "age": "integer",
        "work": "category",
        "zip": "category",
        "day": "date",
        "gain": "real",
        "member": "boolean",
    }
    work, gaps = data.schema[1], np.isnan(data.values)
    assert work.categories == ("Private", "State-gov")
    assert np.argwhere(gaps).tolist() == [[2, 1], [2, 4]]
    assert data.values[:2, 1].tolist() == [1, 0]
    assert data.schema[4].decimals == 3
    assert any("'?' stands for a missing value in 'work'" in note for note in data.notes)
    assert any("'zip'" in note and "begin with 0" in note for note in data.notes)


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet", "xlsx"])
def test_a_table_comes_back_in_kind(tmp_path: Path, ending: str) -> None:
    data = read(tmp_path / "t.csv")
    write_data(tmp_path / f"again.{ending}", data.values, data.origin)
    again = open_data(tmp_path / f"again.{ending}")
    assert [column.name for column in again.schema] == [column.name for column in data.schema]
    for column in again.schema:
        before = next(one for one in data.schema if one.name == column.name)
        assert (column.type, column.categories) == (before.type, before.categories)
    np.testing.assert_array_equal(again.values, data.values)


def test_a_text_table_is_written_as_it_was(tmp_path: Path) -> None:
    data = read(tmp_path / "t.csv")
    write_data(tmp_path / "again.csv", data.values, data.origin)
    assert (tmp_path / "again.csv").read_text() == PEOPLE.replace(", ", ",")


def test_types_of_parquet_are_kept(tmp_path: Path) -> None:
    when = [datetime(2020, 1, 5, 12, 30, tzinfo=UTC), None, datetime(2021, 1, 1, tzinfo=UTC), None]
    table = pa.table(
        {
            "i8": pa.array([1, None, 3, 4], pa.int8()),
            "f32": pa.array([0.5, 2.4869, 1.0, 2.0], pa.float32()),
            "kind": pa.array(["b", "a", None, "b"]).dictionary_encode(),
            "price": pa.array([Decimal("1.25"), None, Decimal("81.30"), Decimal("-0.50")], pa.decimal128(4, 2)),
            "truth": pa.array([True, False, None, True]),
            "when": pa.array(when, pa.timestamp("us", "Europe/Berlin")),
            "day": pa.array([18000, 18001, 18002, None], pa.date32()),
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    data = open_data(tmp_path / "t.parquet")
    write_data(tmp_path / "again.parquet", data.values, data.origin)
    again = pq.read_table(tmp_path / "again.parquet")
    for name in table.column_names:
        assert again.column(name).to_pylist() == table.column(name).to_pylist(), name
        plain = table.schema.field(name).type
        assert again.schema.field(name).type == plain or pa.types.is_dictionary(again.schema.field(name).type)


def test_texts_that_name_rows_or_say_anything_are_left_out(tmp_path: Path) -> None:
    rows = "".join(f"person {n},{n % 3},{'abc'[n % 3]},note {n % 25}\n" for n in range(40))
    data = read(tmp_path / "t.csv", "who,mass,kind,free\n" + rows)
    assert [column.name for column in data.schema] == ["mass", "kind"]
    assert any("'who' is left out" in note and "who:category" in note for note in data.notes)
    assert any("'free' is left out: it holds free text" in note for note in data.notes)
    kept = read(tmp_path / "t.csv", "who,mass,kind,free\n" + rows, column=("who:category",))
    assert len(kept.schema[0].categories) == 40


def test_a_person_overrules_types(tmp_path: Path) -> None:
    told = ("age:category", "zip:integer", "member:out", "gain:real")
    data = read(tmp_path / "t.csv", PEOPLE, column=told)
    types = {column.name: column.type for column in data.schema}
    assert types == {"age": "category", "work": "category", "zip": "integer", "day": "date", "gain": "real"}
    assert data.schema[0].categories == ("38", "39", "41", "50")
    days = read(tmp_path / "t.csv", PEOPLE, column=("day:category",)).schema[3]
    assert days.categories == ("2020-01-05", "2020-02-29", "2021-12-31")
    assert data.values[:, 2].tolist() == [1234, 20001, 1234, 99999]
    answers = read(tmp_path / "b.csv", "a,ok\n1,yes\n2,no\n3,yes\n", column=("ok:boolean",))
    assert (answers.schema[1].type, answers.schema[1].truths) == ("boolean", ("no", "yes"))
    assert answers.values[:, 1].tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    ("entry", "error", "words"),
    [
        ("aeg:integer", DataError, "no column 'aeg'.*Did you mean 'age'"),
        ("age:int", UsageError, "types are real, integer.*Did you mean 'integer'"),
        ("age", UsageError, "write a name and a type, as in age:integer"),
        ("gain:integer", DataError, r"column 'gain' is to hold integers.*row 0 is 0\.25.*Say real"),
        ("work:real", DataError, "'work' is to hold numbers.*one value is 'Private'"),
        ("age:boolean", DataError, "'age' is to be boolean.*what it holds is integer"),
        ("work:date", DataError, "'work' is to hold dates.*'Private' shows"),
    ],
)
def test_types_that_contradict_the_data(tmp_path: Path, entry: str, error: type[Exception], words: str) -> None:
    with says(error, words):
        read(tmp_path / "t.csv", PEOPLE, column=(entry,))


def test_a_file_of_types_is_written_edited_and_read(tmp_path: Path) -> None:
    read(tmp_path / "t.csv")
    report = gansmith.describe_data(tmp_path / "t.csv")
    document = json.loads(json.dumps(dict(report.schema)))
    document["columns"][0]["type"] = "category"
    document["columns"][1]["categories"] = ["State-gov", "Private", "Never-worked"]
    (tmp_path / "s.json").write_text(json.dumps(document))
    again = gansmith.describe_data(tmp_path / "t.csv", {"schema": str(tmp_path / "s.json")})
    assert again.schema["columns"][0]["type"] == "category"
    assert again.schema["columns"][1]["categories"] == ["State-gov", "Private", "Never-worked"]
    document["columns"][1]["categories"] = ["State-gov"]
    (tmp_path / "s.json").write_text(json.dumps(document))
    with says(DataError, "'Private', which is none of the 1 categories"):
        gansmith.describe_data(tmp_path / "t.csv", {"schema": str(tmp_path / "s.json")})
    for wrong in ("[]", "{", '{"columns": [{"type": "real"}]}', '[{"name": "a", "type": "x"}]', '[{"name": "a"}]'):
        (tmp_path / "s.json").write_text(wrong)
        with says(DataError, "is no file of types of columns"):
            gansmith.describe_data(tmp_path / "t.csv", {"schema": str(tmp_path / "s.json")})
    with says(DataError, "cannot be read"):
        gansmith.describe_data(tmp_path / "t.csv", {"schema": str(tmp_path / "none.json")})


def test_categories_of_two_tables_are_matched_by_name(tmp_path: Path) -> None:
    first = read(tmp_path / "a.csv", "k,x\nb,1\na,2\nc,3\n")
    second = read(tmp_path / "b.csv", "k,x\nc,1\nz,2\n,3\n")
    matched, notes = with_categories(first, second)
    np.testing.assert_array_equal(matched.values[:, 0], [2, 3, np.nan])
    assert "'z', which the real data does not know" in notes[0]
    with says(UsageError, "'x' holds numbers in .*and 'u' in"):
        with_categories(first, read(tmp_path / "c.csv", "k,x\na,u\nb,v\n"))


def test_whole_numbers_and_names_are_generated(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    rows = "".join(
        f"{rng.integers(18, 65)},{rng.integers(0, 6)},{rng.choice(['yes', 'no'])},{rng.gamma(2, 6000):.2f}\n"
        for _ in range(200)
    )
    (tmp_path / "people.csv").write_text("age,children,smoker,charges\n" + rows)
    run = gansmith.train(
        tmp_path / "people.csv", steps=20, out=tmp_path / "run", width=16, validate_every=0, sample_every=0, quiet=True
    )
    gansmith.generate(run.path, 50, tmp_path / "made.csv")
    made = open_data(tmp_path / "made.csv")
    assert [column.type for column in made.schema] == ["integer", "integer", "category", "real"]
    assert set(made.schema[2].categories) <= {"yes", "no"}
    assert made.schema[3].decimals in (0, 1, 2)
    evaluation = gansmith.evaluate(run.path)
    assert np.isfinite([figure.value for figure in evaluation.figures if figure.value is not None]).all()
    gansmith.plot(run.path, tmp_path / "plot.png")
    assert (tmp_path / "plot.png").stat().st_size > 1000
