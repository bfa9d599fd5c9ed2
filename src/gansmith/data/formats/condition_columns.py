"""Conditions in the columns of a table."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from gansmith.data.dataset import Dataset
from gansmith.data.formats.columns import numbers
from gansmith.data.formats.conditions import with_all
from gansmith.data.formats.text_columns import text_columns
from gansmith.data.quantities import Quantity, as_numbers
from gansmith.data.reader.library_errors import shown


def with_columns(dataset: Dataset, table: Any, names: Sequence[str], order: Sequence[str]) -> Dataset:
    """Return the dataset with these columns of a table of pyarrow's as conditions; order: all columns, for writing.

    Raises DataError for a column of no numbers.
    """
    if not names:
        return dataset
    texts = text_columns(table.schema, names, empty=False)
    found = []
    for name in names:
        where = f"{dataset.origin.path}: column {shown(name)!r}"
        column = np.array(["text"]) if name in texts else numbers(table.column(name), where)
        found.append((Quantity(name, dtype=str(column.dtype), at=order.index(name)), as_numbers(column, where)))
    return with_all(dataset, found)
