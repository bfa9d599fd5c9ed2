"""Whether the first line of a table names its columns is told by what lies below it, and is said."""

from pathlib import Path

import numpy as np
import pytest
import sklearn.datasets
from one_paragraph import says
from real_files import real_data

from gansmith.data.formats.header import holds_names
from gansmith.data.formats.read import open_data
from gansmith.data.formats.table_choices import TableChoices
from gansmith.errors import DataError, flags_spoken

pytest.importorskip("pyarrow")
RANDOM = np.random.default_rng(3)
FRACTIONS = [[f"{value:.3f}" for value in row] for row in RANDOM.normal(size=(60, 8))]
COUNTS = [[str(value) for value in row] for row in RANDOM.integers(0, 300, (60, 8))]
KINDS = ["a", "b", "b c", "d"]


def texts(rows: list[list[str]], place: int = 2) -> list[list[str]]:
    """Return rows with one column of categories among their numbers."""
    return [[*row[:place], KINDS[number % 4], *row[place:]] for number, row in enumerate(rows)]


def numbered(start: float, step: float = 1, count: int = 8) -> list[str]:
    return [f"{start + step * place:g}" for place in range(count)]


NAMES = [
    ([f"m{place}" for place in range(8)], FRACTIONS),
    ([f"m{place}" for place in range(9)], texts(COUNTS)),
    (numbered(0), FRACTIONS),
    (numbered(1), FRACTIONS),
    (numbered(0), COUNTS),  # pixels of a data frame
    (numbered(1990), FRACTIONS),
    (numbered(1990), COUNTS),  # years above counts
    (numbered(400.5, 2.5), FRACTIONS),  # wavelengths
    (["", *numbered(0)], [[str(place), *row] for place, row in enumerate(FRACTIONS)]),
    (["0", "1"], [row[:2] for row in FRACTIONS]),
    (["country", *numbered(1990)], [[f"land {place}", *row] for place, row in enumerate(FRACTIONS)]),
    (["wavelength", *numbered(400.5, 2.5)], [[f"s{place}", *row] for place, row in enumerate(FRACTIONS)]),
    (["name", "city"], [[f"person {place}", KINDS[place % 4]] for place in range(20)]),
    (["a", "b"], []),
]
SAMPLES = [
    (FRACTIONS[0], FRACTIONS[1:]),
    (COUNTS[0], COUNTS[1:]),
    (texts(FRACTIONS)[0], texts(FRACTIONS)[1:]),
    (texts(COUNTS, 0)[0], texts(COUNTS, 0)[1:]),
    (["1", "4", "only here"], [["2", "4", KINDS[place % 4]] for place in range(20)]),
    (["?", *FRACTIONS[0][1:]], FRACTIONS[1:]),  # a missing value
    (["2020-01-05", "1.5"], [[f"2020-02-{day:02d}", f"{day}.5"] for day in range(1, 28)]),
    (["1", "2", "3"], [["4", "5", "6"], ["7", "8", "9"], *([["1", "2", "4"]] * 9)]),
    (numbered(0), [numbered(place) for place in range(1, 30)]),  # ramps
    (["1", "2", "3"], [[str(value) for value in row] for row in RANDOM.integers(1, 6, (60, 3))]),  # answers
    (["4", "4", "x"], [["4", "4", "x"]] * 19),
    (["0"], [["1"]] * 20),
]


@pytest.mark.parametrize(("first", "below"), NAMES, ids=range(len(NAMES)))
def test_names(first: list[str], below: list[list[str]]) -> None:
    assert holds_names(first, below)


@pytest.mark.parametrize(("first", "below"), SAMPLES, ids=range(len(SAMPLES)))
def test_samples(first: list[str], below: list[list[str]]) -> None:
    assert not holds_names(first, below)


def test_a_decimal_comma_changes_nothing() -> None:
    for first, below in (*NAMES, *SAMPLES):
        said = [cell.replace(".", ",") for cell in first]
        assert holds_names(said, [[cell.replace(".", ",") for cell in row] for row in below], ",") == holds_names(
            first, below
        )


def test_quotes_around_the_first_line_alone_are_of_names() -> None:
    assert holds_names(COUNTS[0], COUNTS[1:], quoted=True) == (len(set(COUNTS[0])) == 8)


def write(path: Path, rows: list[list[str]]) -> Path:
    path.write_text("".join(",".join(row) + "\n" for row in rows))
    return path


def test_what_was_decided_is_said_and_can_be_changed(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", FRACTIONS)
    data = open_data(path)
    assert len(data) == 60
    assert data.origin.columns == tuple(f"c{place}" for place in range(8))
    assert any("taken for a sample" in note and "header='yes'" in note for note in data.notes)
    changed = open_data(path, table=TableChoices(header="yes"))
    assert (len(changed), changed.origin.columns) == (59, tuple(FRACTIONS[0]))
    path = write(tmp_path / "t.csv", [numbered(1990), *FRACTIONS])
    data = open_data(path)
    assert (len(data), data.origin.columns[:2]) == (60, ("1990", "1991"))
    assert any("names of columns" in note and "header='no'" in note for note in data.notes)
    changed = open_data(path, table=TableChoices(header="no"))
    np.testing.assert_array_equal(changed.values[0], np.arange(1990, 1998))
    with flags_spoken():
        assert any("--header no" in note for note in open_data(path).notes)


def test_a_class_of_a_table_without_names_is_found_by_what_the_refusal_says(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", texts(FRACTIONS, 8))
    assert open_data(path).schema[8].categories == ("a", "b", "b c", "d")
    data = open_data(path, label="c8")
    np.testing.assert_array_equal(data.values, np.array(FRACTIONS, float))
    assert data.class_names == ("a", "b", "b c", "d")
    with pytest.raises(DataError, match=r"no column 'a'.*first line is taken for a sample.*header='yes'"):
        open_data(path, label="a")


SIZES = {
    "abalone": (4177, 8, False),
    "adult": (32561, 6, True),
    "german": (1000, 8, False),
    "horse-colic": (300, 25, False),
    "iris": (150, 4, False),
}


@pytest.mark.parametrize("name", SIZES)
def test_real_tables(name: str) -> None:
    path = real_data(f"tables/{name}.csv")
    samples, numbers, names = SIZES[name]
    data = open_data(path, table=TableChoices(columns="numeric"))
    assert data.values.shape == (samples, numbers)
    assert data.origin.columns[0].startswith("c") != names
    lines = [line.split(",") for line in path.read_text().splitlines()[names:] if line]
    for place, column in enumerate(data.origin.columns):
        at = int(column[1:]) if not names else path.read_text().splitlines()[0].split(",").index(column)
        stored = [float("nan") if line[at].strip() == "?" else float(line[at]) for line in lines]
        np.testing.assert_array_equal(data.values[:, place], stored)


COUNTED = [[f"{r}.5", f"{r * r}", str(r % 3)] for r in range(12)]


@pytest.mark.parametrize(
    "counts", ["12,2,setosa,versicolor,virginica", "12,2,setosa", "12,3", "12,2,few,many", "7,a,b,c,d"]
)
def test_a_line_that_counts_rows_is_no_row_and_no_names(counts: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\n".join([counts, *map(",".join, COUNTED)]) + "\n")
    dataset = open_data(tmp_path / "a.csv")
    np.testing.assert_array_equal(dataset.values, np.array(COUNTED, float))
    assert dataset.origin.columns == ("c0", "c1", "c2")
    (said,) = [note for note in dataset.notes if "counts" in note]
    assert repr(counts) in said


def test_names_below_a_line_that_counts_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\n".join(["12,2,few,many", "x,y,kind", *map(",".join, COUNTED)]))
    assert open_data(tmp_path / "a.csv", label="kind").origin.columns == ("x", "y")


@pytest.mark.parametrize("first", ["11,2,5", "3,4,1", "x,y,kind", "1.5,2,1"])
def test_lines_that_count_otherwise_are_samples_or_names(first: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\n".join([first, *map(",".join, COUNTED)]))
    assert not [note for note in open_data(tmp_path / "a.csv").notes if "counts" in note]


def test_a_line_of_names_that_are_too_few_is_refused_as_such(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\n".join(["7,a,b,c,d", *map(",".join, COUNTED)]))
    with says(DataError, "line 1 has 5 values and the lines below 3"):
        open_data(tmp_path / "a.csv", table=TableChoices(header="yes"))


@pytest.mark.parametrize(
    ("name", "shape"), [("wine_data.csv", (178, 14)), ("breast_cancer.csv", (569, 31)), ("iris.csv", (150, 5))]
)
def test_tables_that_scikit_learn_brings(name: str, shape: tuple[int, int]) -> None:
    path = Path(sklearn.datasets.__file__).parent / "data" / name
    if not path.exists():
        pytest.skip(f"this scikit-learn brings no {name}")
    expected = np.loadtxt(path, delimiter=",", skiprows=1)
    assert expected.shape == shape
    np.testing.assert_array_equal(open_data(path).values, expected)


@pytest.mark.parametrize("above", [["Account;DE12;;;", "From;01.01.2021;;;", ""], ["Statement", ""]])
def test_lines_above_a_table_are_left_out_and_told(tmp_path: Path, above: list[str]) -> None:
    rows = [f"0{day}.01.2021;{day}.234,50;Rent;1;2" for day in range(1, 9)]
    (tmp_path / "bank.csv").write_text("\n".join([*above, "Day;Amount;For;A;B", *rows, ""]))
    data = open_data(tmp_path / "bank.csv")
    assert data.origin.columns == ("Day", "Amount", "For", "A", "B")
    assert data.values[:2, 1].tolist() == [1234.5, 2234.5]
    assert any(f"{len(above) - 1} line" in note and "above it left out" in note for note in data.notes)


def test_samples_of_few_cells_are_no_titles(tmp_path: Path) -> None:
    rows = [f"{row},{row}.5,,," if row % 3 else f"{row},{row}.5,3,4,5" for row in range(1, 31)]
    (tmp_path / "sparse.csv").write_text("\n".join([*rows, ""]))
    assert open_data(tmp_path / "sparse.csv", table=TableChoices(keep_index=True)).values[:, 0].tolist() == [
        *range(1, 31)
    ]
