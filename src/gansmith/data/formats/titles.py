"""Lines above a table: titles, and what a bank writes above its statements."""

from collections import Counter
from collections.abc import Sequence

_MOST_TITLES = 20  # lines above a table
_CONSISTENT = 0.9  # share of lines below that have to be filled


def titles_above(rows: Sequence[Sequence[str]], *, may_be_filled: bool = True) -> int:
    """Return how many lines of one cell, or none, stand above a table of at least three columns.

    Those may have empty cells behind them, up to the columns of the table, where all cells of the line below, and most
    of most others, are filled.
    """
    widths = [len(row) for row in rows]
    width = Counter(widths).most_common(1)[0][0] if widths else 0
    first = next((line for line, cells in enumerate(widths) if cells > 1), 0)
    if may_be_filled and width > 2:
        filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
        start = next((line for line, cells in enumerate(filled) if 2 * cells >= width), 0)
        below = [2 * cells >= width for cells in filled[start:]]
        if start > first and filled[start] == widths[start] and sum(below) >= _CONSISTENT * len(below):
            first = start
    return first if width > 2 and first <= _MOST_TITLES else 0
