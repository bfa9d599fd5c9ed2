"""Cells of any length for Python's reader of CSV, which by itself takes none of more than 131,072 characters."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager

_LONGEST = 2**31 - 1  # characters; files are bounded by their own limits


@contextmanager
def long_cells() -> Iterator[None]:
    """Let `csv.reader` take cells of any length within the block: its limit is one of the whole process."""
    known = csv.field_size_limit(_LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(known)
