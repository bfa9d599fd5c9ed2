"""Tables of one column under test, as text, read and written again."""

from pathlib import Path

from gansmith.data.dataset import Dataset
from gansmith.data.formats.read import open_data
from gansmith.data.formats.table_choices import TableChoices
from gansmith.data.formats.write import write_data


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
