"""Tables in plain text."""

from collections.abc import Sequence


def aligned(rows: Sequence[tuple[str, ...]], indent: str = "  ") -> list[str]:
    """Return rows of cells as lines, in which the cells of a column begin below one another."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return [f"{indent}{line.rstrip()}" for line in lines]
