"""Damaged and hostile tables, in every dialect and as sheets and nested columns: refused in one paragraph, or read."""

import io
import random
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gansmith.data.dataset import Origin
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data
from gansmith.errors import DataError, GansmithError

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

VALUES = np.random.default_rng(0).normal(size=(30, 4)).round(3)
LONGEST = 1500  # characters of a message


def text(separator: str, encoding: str, decimal: str = ".") -> bytes:
    rows = [separator.join(f'"{value}"' if value > 1 else str(value) for value in row) for row in VALUES.tolist()]
    return "\n".join(["# é", separator.join("abcd"), *rows, ""]).replace(".", decimal).encode(encoding)


def picture(seed: int) -> dict[str, object]:
    stream = io.BytesIO()
    Image.fromarray(np.random.default_rng(seed).integers(0, 255, (5, 6)).astype(np.uint8)).save(stream, "PNG")
    return {"bytes": stream.getvalue(), "path": None}


def make(folder: Path) -> list[Path]:
    """Write a good file of each kind of table."""
    (folder / "a.csv").write_bytes(text(",", "utf-8"))
    (folder / "b.csv").write_bytes(text(";", "utf-16", ","))
    (folder / "c.txt").write_bytes(text(" ", "latin-1"))
    (folder / "d.tsv").write_bytes(text("\t", "utf-8-sig"))
    parquet.write_table(pa.table({"e": pa.array(VALUES.tolist()), "label": ["x", "y"] * 15}), folder / "e.parquet")
    parquet.write_table(pa.table({"image": [picture(seed) for seed in range(9)]}), folder / "f.parquet")
    made = [folder / name for name in ("a.csv", "b.csv", "c.txt", "d.tsv", "e.parquet", "f.parquet")]
    for path in made:
        assert len(open_data(path)) >= 9
    return made


def refused_or_read(path: Path) -> None:
    try:
        open_data(path)
    except GansmithError as error:
        assert "\n" not in str(error)  # noqa: PT017
        assert len(str(error)) < LONGEST  # noqa: PT017


def test_mutated_tables_raise_nothing_else(tmp_path: Path) -> None:
    rng = random.Random(0)
    for path in make(tmp_path):
        whole = path.read_bytes()
        for _ in range(60):
            mutant = bytearray(whole)
            for _ in range(rng.randint(1, 6)):
                at = rng.randrange(len(mutant))
                mutant[at] = rng.choice((rng.randrange(256), *b'\0\n\r",;#\t '))
            path.write_bytes(bytes(mutant[: rng.randrange(len(mutant))] if rng.random() < 0.3 else mutant))
            refused_or_read(path)


def test_mutated_sheets_raise_nothing_else(tmp_path: Path) -> None:
    """The files inside the archive are changed, as a checksum refuses most changes of the archive itself."""
    pytest.importorskip("openpyxl")
    rng = random.Random(0)
    origin = open_data(VALUES).origin
    good = write_data(tmp_path / "good.xlsx", VALUES, origin)
    np.testing.assert_array_equal(open_data(good).values, VALUES)
    with zipfile.ZipFile(good) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(60):
        name = rng.choice([*members, "xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"])
        mutant = bytearray(members[name])
        for _ in range(rng.randint(1, 4)):
            mutant[rng.randrange(len(mutant))] = rng.choice((rng.randrange(256), *b'<>&9A"'))
        with zipfile.ZipFile(tmp_path / "m.xlsx", "w") as archive:
            for member, content in members.items():
                archive.writestr(member, bytes(mutant) if member == name else content)
        refused_or_read(tmp_path / "m.xlsx")


STRANGE = {
    "zeros": bytes(3000),
    "one mark": b"\xff\xfe",
    "only comments": b"# a\n# b\n",
    "only a name of a separator": b"sep=;\n",
    "an open quote": b'a,b\n1,"2\n3,4\n',
    "half a character": "a,b\n1,2\n".encode("utf-16")[:-1],
    "random": np.random.default_rng(0).integers(0, 256, 5000).astype(np.uint8).tobytes(),
    "blanks": b"   \n \t \n",
    "quotes": b'"""""\n' * 5,
    "many columns": b",".join([b"1"] * 100_001) + b"\n",
    "a long number": b"a,b\n" + b"9" * 5000 + b",1\n2,3\n",
    "a long line": b"1," * (9 << 20) + b"\n1,2\n",
    "only carriage returns": b"a,b\r1,2\r3,4\r5,6\r",
}


@pytest.mark.parametrize("name", STRANGE)
@pytest.mark.parametrize("suffix", [".csv", ".txt", ".tsv", ".xlsx", ".parquet"])
def test_strange_bytes(name: str, suffix: str, tmp_path: Path) -> None:
    (tmp_path / f"t{suffix}").write_bytes(STRANGE[name])
    refused_or_read(tmp_path / f"t{suffix}")


def test_a_packed_table_made_to_fill_the_memory(tmp_path: Path) -> None:
    import gzip

    with gzip.open(tmp_path / "t.csv.gz", "wb") as file:
        for _ in range(700):
            file.write(b"1" * (1 << 20))
    with pytest.raises(DataError, match=r"would unpack from"):
        open_data(tmp_path / "t.csv.gz")


@pytest.mark.parametrize(
    "details",
    [
        {"separator": "ab", "decimal": "x", "encoding": "klingon", "missing": '"\n"'},
        {"separator": '"', "encoding": "idna"},
        {"decimal": ",", "separator": ","},
        {"sheet": "a/b[:]*?" * 10},
        {"image_column": "a"},
        {"list_column": "b"},
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", ["csv", "txt", "xlsx", "parquet"])
def test_what_a_stranger_says_of_a_table_does_no_harm(kind: str, details: dict[str, str], tmp_path: Path) -> None:
    if kind == "xlsx":
        pytest.importorskip("openpyxl")
    document = Origin(kind, "t", "float64", VALUES.shape, 0, columns=tuple("abcd"), details=details).to_json()
    path = write_data(tmp_path / f"t.{kind}", VALUES, Origin.from_json(document))
    np.testing.assert_array_equal(open_data(path).values, VALUES)
