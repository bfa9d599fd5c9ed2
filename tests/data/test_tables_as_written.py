"""A class in a table is its text as it stands, numbers are exact or refused, and what is written is read back."""

from pathlib import Path

import numpy as np
import pytest
from one_paragraph import says

from gansmith.data.dataset import Origin
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data
from gansmith.errors import DataError, UsageError

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

TEXTS = (
    ("01", "1", "001"),
    ("1", "1.0"),
    ("0x10", "16"),
    ("true", "True", "TRUE", "1"),
    ("NA", "nan", "null", "N/A", "x"),
    ("12:30", "12:30:00"),
    ("2020-01-01", "2020-01-01 00:00:00"),
    ("inf", "Infinity", "1e3", "1000"),
    (" a", "a", "a ", "A"),
    ("a,b", "a\tb", 'a"b', "-1"),
    ("--1", "+1", "-0", "0"),
    ("10", "2", "1", "9007199254740993", "9007199254740992"),
)
SUFFIXES = (".csv", ".tsv", ".parquet")
VALUES = np.arange(24, dtype=np.int64).reshape(12, 2)


def origin(*columns: str, label: str | None = "kind", **details: int) -> Origin:
    return Origin("csv", "first.csv", "int64", VALUES.shape, 0, columns=columns, label=label, details=details)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("texts", TEXTS)
@pytest.mark.parametrize("header", [0, 1])
def test_no_two_classes_become_one(tmp_path: Path, suffix: str, texts: tuple[str, ...], header: int) -> None:
    labels = np.arange(len(VALUES)) % (len(texts) + 1) - 1
    path = write_data(tmp_path / f"t{suffix}", VALUES, origin("a", "b", header=header), labels, texts)
    headerless = suffix != ".parquet" and path.read_text()[:1].isdigit()
    again = open_data(path, label="c2" if headerless else "kind")
    assert again.labels is not None
    names = (*again.class_names, "")
    assert [names[label] for label in again.labels] == [(*texts, "")[label] for label in labels]
    np.testing.assert_array_equal(again.values, VALUES)


def test_a_name_that_marks_a_gap_elsewhere_stays_a_name(tmp_path: Path) -> None:
    """ "-" is a class and a category here, and the mark that comes most often: no gap may be written as it."""
    rows = ["x,kind,class", *["1,-,-", "2,a,-", "3,,a", "4,-,", "5,a,a"] * 5]
    (tmp_path / "t.csv").write_text("\n".join(rows) + "\n")
    data = open_data(tmp_path / "t.csv", label="class")
    assert data.labels is not None
    path = write_data(tmp_path / "again.csv", data.values, data.origin, data.labels, data.class_names)
    again = open_data(path, label="class")
    assert again.labels is not None
    assert (data.class_names, data.labels[:5].tolist()) == (("-", "a"), [0, 0, 1, -1, 1])
    assert (again.class_names, again.labels.tolist()) == (data.class_names, data.labels.tolist())
    assert [line.split(",")[1] for line in path.read_text().splitlines()[1:6]] == ["-", "a", "", "-", "a"]


def test_whole_numbers_keep_their_order_and_one_may_be_unknown(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,kind\n1,10\n2,-1\n3,2\n4,\n5,1\n")
    assert open_data(tmp_path / "t.csv", label="kind").class_names == ("-1", "1", "2", "10")
    data = open_data(tmp_path / "t.csv", label="kind", unlabelled="-1")
    assert data.class_names == ("1", "2", "10")
    assert data.labels is not None
    assert data.labels.tolist() == [2, -1, 1, -1, 0]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("columns", [("a", "b"), ("label", "kind"), ("kind", "kind_2"), ("c0", "c1"), ("0", "1"), ()])
@pytest.mark.parametrize("label", ["kind", "c1", "label", "a", "0"])
def test_labels_and_samples_lie_under_names_of_their_own(
    tmp_path: Path, suffix: str, columns: tuple[str, ...], label: str
) -> None:
    labels = np.arange(len(VALUES)) % 2
    path = write_data(tmp_path / f"t{suffix}", VALUES, origin(*columns, label=label), labels, ("0", "1"))
    names = parquet.read_schema(path).names if suffix == ".parquet" else path.read_text().splitlines()[0]
    names = names if isinstance(names, list) else names.split("," if suffix == ".csv" else "\t")
    assert len(set(names)) == 3
    again = open_data(path, label=names[-1])
    np.testing.assert_array_equal(again.values, VALUES)
    np.testing.assert_array_equal(again.labels, labels)


@pytest.mark.parametrize("suffix", SUFFIXES[:2])
def test_names_that_are_numbers_are_not_read_as_a_sample(tmp_path: Path, suffix: str) -> None:
    again = open_data(write_data(tmp_path / f"t{suffix}", VALUES, origin("0", "1", label=None)))
    np.testing.assert_array_equal(again.values, VALUES)
    assert again.origin.columns == ("c0", "c1")


def test_names_of_several_lines_come_back_in_quotes_where_cells_do_not_lie_apart_by_blanks(tmp_path: Path) -> None:
    for suffix in (".csv", ".tsv"):
        again = open_data(write_data(tmp_path / f"t{suffix}", VALUES, origin("a\nb", "c", label=None)))
        assert again.origin.columns == ("a\nb", "c")
        np.testing.assert_array_equal(again.values, VALUES)
    with pytest.raises(UsageError, match=r"^Column 'a\\nb' has a line break .*Write \.parquet instead\.$"):
        write_data(tmp_path / "t.txt", VALUES, origin("a\nb", "c", label=None))


def stored(folder: Path, **columns: object) -> Path:
    parquet.write_table(pa.table(columns), folder / "t.parquet")
    return folder / "t.parquet"


BIG = 2**53 + 1


def test_wide_integers_are_exact(tmp_path: Path) -> None:
    unsigned = pa.array([BIG, 1], pa.uint64())
    data = open_data(stored(tmp_path, a=unsigned, b=pa.array([-BIG, 1])))
    assert data.values.tolist() == [[BIG, -BIG], [1, 1]]
    data = open_data(stored(tmp_path, a=pa.array([2**64 - 1, 1], pa.uint64()), b=pa.array([BIG, 1])))
    assert data.values.tolist() == [[2**64 - 1, BIG], [1, 1]]
    data = open_data(stored(tmp_path, a=[1, 2, 3], kind=pa.array([BIG, BIG - 1, None])), label="kind")
    assert data.class_names == (str(BIG - 1), str(BIG))
    assert data.labels is not None
    assert data.labels.tolist() == [1, 0, -1]


@pytest.mark.parametrize(
    "columns",
    [
        {"a": ("uint64", [2**64 - 1, 1]), "b": ("int64", [-1, 1])},
        {"a": ("int64", [BIG, 1]), "b": ("float64", [0.5, 1.0])},
        {"a": ("int64", [BIG, None]), "b": ("int64", [1, 1])},
    ],
)
def test_what_no_type_holds_is_said(tmp_path: Path, columns: dict[str, tuple[str, list[object]]]) -> None:
    path = stored(tmp_path, **{name: pa.array(values, kind) for name, (kind, values) in columns.items()})
    with says(DataError, r"t\.parquet: column 'a' .*drop"):
        open_data(path)
