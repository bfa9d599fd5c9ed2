"""Tables written in every dialect that programs have: the same numbers come out, and go back the way they came."""

import gzip
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from gansmith.data.dataset import Dataset
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data

pytest.importorskip("pyarrow")

ROWS = 40
RANDOM = np.random.default_rng(7)
FRACTIONS = RANDOM.normal(0, 300, (ROWS, 3)).round(3)
WHOLE = RANDOM.integers(1000, 2_000_000, (ROWS, 3))
KINDS = np.array(["fée", "007", "<=50K", "b c"])[RANDOM.integers(0, 4, ROWS)]


@dataclass(frozen=True)
class Written:
    """How a program writes a table."""

    separator: str
    decimal: str = "."
    encoding: str = "utf-8"
    names: bool = True
    thousands: str = ""
    quoted: bool = False
    blanks: bool = False  # around values
    end: str = "\n"
    index: bool = False
    missing: str | None = None
    remark: str = ""


def cell(value: float, how: Written) -> str:
    text = f"{value:,}" if how.thousands else repr(value)
    text = text.replace(",", "\0").replace(".", how.decimal).replace("\0", how.thousands)
    text = f'"{text}"' if how.quoted else text
    return f" {text} " if how.blanks else text


def table(values: np.ndarray, how: Written, kinds: np.ndarray | None = None) -> bytes:
    """Return a table as a program writes it, with a column of classes last."""
    names = [f"mesure {place}" if how.separator not in " " else f"m{place}" for place in range(values.shape[1])]
    lines = [how.separator.join([""] * how.index + names + ["classe"] * (kinds is not None))] * how.names
    for number, row in enumerate(values.tolist()):
        cells = [str(number)] * how.index + [cell(value, how) for value in row]
        if how.missing is not None and number % 9 == 4:
            cells[-1] = how.missing
        lines.append(how.separator.join(cells + ([str(kinds[number])] if kinds is not None else [])))
    return (how.remark + how.end.join(lines) + how.end).encode(how.encoding)


def expected(values: np.ndarray, how: Written) -> np.ndarray:
    if how.missing is None:
        return values
    values = values.astype(float)
    values[4::9, -1] = np.nan
    return values


def read(folder: Path, content: bytes, suffix: str = ".csv", **options: object) -> Dataset:
    (folder / f"t{suffix}").write_bytes(content)
    return open_data(folder / f"t{suffix}", **options)


def first_line(path: Path, encoding: str) -> str:
    return path.read_bytes().decode(encoding).splitlines()[0]


def assert_goes_back(data: Dataset, how: Written, folder: Path, suffix: str) -> None:
    """Write what was read and read it again: the same numbers, separated and encoded alike."""
    path = write_data(folder / f"back{suffix}", data.values, data.origin, data.labels, data.class_names)
    line = first_line(path, how.encoding)
    if data.values.shape[1] > 1:
        assert how.separator in line
    assert line.startswith("m") == how.names
    text = path.read_bytes().decode(how.encoding)
    if how.decimal == "," and data.values.dtype.kind == "f":
        assert "." not in text.replace(f"{how.separator}{how.missing}", "")
    if how.missing:
        assert how.separator + how.missing in text
    again = open_data(path, label=data.origin.label)
    np.testing.assert_array_equal(again.values, data.values)
    assert again.origin.columns == data.origin.columns
    assert again.class_names == data.class_names
    if data.labels is not None:
        np.testing.assert_array_equal(again.labels, data.labels)


SEPARATIONS = [(",", "."), (";", ","), (";", "."), ("\t", "."), ("\t", ","), ("|", "."), (" ", "."), (" ", ",")]
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")


@pytest.mark.parametrize(("separator", "decimal"), SEPARATIONS)
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".txt"])
def test_every_separator_and_encoding(separator: str, decimal: str, encoding: str, suffix: str, tmp_path: Path) -> None:
    for names, values, end in product((True, False), (FRACTIONS, WHOLE), ("\n", "\r\n")):
        how = Written(separator, decimal, encoding, names=names, end=end)
        data = read(tmp_path, table(values, how), suffix)
        np.testing.assert_array_equal(data.values, values)
        assert data.values.dtype == values.dtype
        assert_goes_back(data, how, tmp_path, suffix)


@pytest.mark.parametrize(("separator", "decimal"), SEPARATIONS[:6])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_classes_in_every_encoding(separator: str, decimal: str, encoding: str, tmp_path: Path) -> None:
    for names in (True, False):
        how = Written(separator, decimal, encoding, names=names)
        label = "classe" if names else "c3"
        data = read(tmp_path, table(FRACTIONS, how, KINDS), label=label)
        np.testing.assert_array_equal(data.values, FRACTIONS)
        assert data.class_names == tuple(sorted(set(KINDS)))
        assert data.labels is not None
        assert [data.class_names[index] for index in data.labels] == KINDS.tolist()
        assert_goes_back(data, how, tmp_path, ".csv")


@pytest.mark.parametrize(("separator", "decimal"), SEPARATIONS[:6])
def test_blanks_and_quotes_around_values(separator: str, decimal: str, tmp_path: Path) -> None:
    for quoted, blanks in ((True, False), (False, True)):
        how = Written(separator, decimal, quoted=quoted, blanks=blanks)
        np.testing.assert_array_equal(read(tmp_path, table(FRACTIONS, how)).values, FRACTIONS)


@pytest.mark.parametrize("thousands", [",", "'", "\u2019", " ", "\u00a0", "\u202f", "_"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_marks_between_thousands(thousands: str, separator: str, tmp_path: Path) -> None:
    data = read(tmp_path, table(WHOLE, Written(separator, thousands=thousands, quoted=True)))
    np.testing.assert_array_equal(data.values, WHOLE)
    assert any("between thousands" in note for note in data.notes)
    continental = Written(";", ",", thousands="." if thousands == "," else thousands)
    large = FRACTIONS * 100
    np.testing.assert_allclose(read(tmp_path, table(large.round(3), continental)).values, large.round(3), rtol=0)


MARKS = ["", "?", "-", ".", "None", " NA", "n/a", "#N/A", "NaN", "NULL", " ", "#DIV/0!", "<NA>"]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize(("separator", "decimal"), SEPARATIONS[:4])
def test_marks_of_missing_values(mark: str, separator: str, decimal: str, tmp_path: Path) -> None:
    how = Written(separator, decimal, missing=mark)
    data = read(tmp_path, table(FRACTIONS, how))
    np.testing.assert_array_equal(data.values, expected(FRACTIONS, how))
    assert_goes_back(data, Written(separator, decimal, missing=mark.strip() or None), tmp_path, ".csv")


@pytest.mark.parametrize(("separator", "decimal"), SEPARATIONS)
def test_an_index_is_left_out_and_can_be_kept(separator: str, decimal: str, tmp_path: Path) -> None:
    if separator == " ":
        return  # where nothing stands between blanks there is no cell
    how = Written(separator, decimal, index=True)
    data = read(tmp_path, table(FRACTIONS, how))
    np.testing.assert_array_equal(data.values, FRACTIONS)
    assert any("keep_index" in note and "running number" in note for note in data.notes)


def test_packed_tables(tmp_path: Path) -> None:
    content = table(FRACTIONS, Written(";", ","))
    for packed in (gzip.compress(content), content):  # a name may say so of what is not packed
        data = read(tmp_path, packed, ".csv.gz")
        np.testing.assert_array_equal(data.values, FRACTIONS)
    path = write_data(tmp_path / "o.csv.gz", data.values, data.origin)
    assert gzip.decompress(path.read_bytes()).startswith(b"mesure 0;mesure 1")
    assert path.read_bytes()[3:8] == bytes(5)  # neither name nor time, so that the same samples make the same file
    np.testing.assert_array_equal(open_data(path).values, FRACTIONS)


@pytest.mark.parametrize("separator", [",", "\t", " "])
def test_comments(separator: str, tmp_path: Path) -> None:
    how = Written(separator, remark="# instrument 7, run 3\n# cooled; twice\n")
    content = table(FRACTIONS, how)
    lines = content.decode().splitlines()
    lines.insert(20, "# lamp replaced")
    data = read(tmp_path, "\n".join(lines).encode())
    np.testing.assert_array_equal(data.values, FRACTIONS)
    assert len(data.origin.columns[0]) < 10
    assert sum("comments" in note or "remarks" in note for note in data.notes) == 2


def test_what_numpy_writes(tmp_path: Path) -> None:
    for options in ({}, {"delimiter": ","}, {"delimiter": ";", "fmt": "%.17g"}, {"header": "a b c"}):
        np.savetxt(tmp_path / "t.txt", FRACTIONS, **options)
        data = open_data(tmp_path / "t.txt")
        np.testing.assert_array_equal(data.values, FRACTIONS)
        assert data.origin.columns == (("a", "b", "c") if "header" in options else ("c0", "c1", "c2"))


def test_what_r_writes(tmp_path: Path) -> None:
    """Names in quotes, and none above the names of the rows."""
    for separator in (",", " ", "\t"):
        head = separator.join(f'"v{place}"' for place in range(3))
        rows = [separator.join([f'"row {n}"', *map(repr, row)]) for n, row in enumerate(FRACTIONS.tolist())]
        data = read(tmp_path, "\n".join([head, *rows, ""]).encode())
        np.testing.assert_array_equal(data.values, FRACTIONS)
        assert data.origin.columns == ("v0", "v1", "v2")
        assert any("names of the rows" in note for note in data.notes)


def test_titles_above_a_table(tmp_path: Path) -> None:
    plain = table(FRACTIONS, Written(","))
    data = read(tmp_path, b"Export of run 7\n2020-01-01\n\n" + plain)
    np.testing.assert_array_equal(data.values, FRACTIONS)
    assert data.origin.columns == ("mesure 0", "mesure 1", "mesure 2")
    assert any("2 lines of remarks" in note for note in data.notes)


def test_one_column(tmp_path: Path) -> None:
    for decimal in ".,":
        for names in (True, False):
            content = table(FRACTIONS[:, :1], Written(";", decimal, names=names))
            if names or decimal == ".":  # without a name 1,5 is two whole numbers
                np.testing.assert_array_equal(read(tmp_path, content).values, FRACTIONS[:, :1])


def test_what_excel_writes(tmp_path: Path) -> None:
    """A line that tells the separator, and a separator at the end of every line."""
    plain = table(FRACTIONS, Written(";", ",", end="\r\n"))
    np.testing.assert_array_equal(read(tmp_path, b"sep=;\r\n" + plain).values, FRACTIONS)
    for content in (plain.replace(b"\r\n", b";\r\n"), plain.replace(b"\r\n", b";\r\n").replace(b";\r\n", b"\r\n", 1)):
        data = read(tmp_path, content)
        np.testing.assert_array_equal(data.values, FRACTIONS)
        assert data.origin.columns == ("mesure 0", "mesure 1", "mesure 2")
