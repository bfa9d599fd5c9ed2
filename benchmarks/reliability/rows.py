"""All rows of the table, in its order. A new module of rows gets one line here."""

from benchmarks.reliability import guards, models, processes, readers, storage
from benchmarks.reliability.row import Row

ROWS: tuple[Row, ...] = (*storage.ROWS, *guards.ROWS, *processes.ROWS, *models.ROWS, *readers.ROWS)


def named(names: list[str], rows: tuple[Row, ...] = ROWS) -> list[Row]:
    """Return the rows of these names, or all; "S1" also means every "S1-...". Raises KeyError for an unknown name."""
    chosen = []
    for name in names:
        found = [row for row in rows if row.name == name or row.name.startswith(f"{name}-")]
        if not found:
            raise KeyError(name)
        chosen += [row for row in found if row not in chosen]
    return chosen or list(rows)
