"""Real and generated samples in one file, with a mark that tells them apart."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gansmith.data.dataset import Dataset, Origin
from gansmith.data.formats.conditions import sidecar, table_beside
from gansmith.data.formats.contents import Contents
from gansmith.data.formats.marks import MARKED, Mark, require_free_mark
from gansmith.data.formats.registry import BESIDE, format_of
from gansmith.data.formats.write import require_accepted, require_writable, write_data
from gansmith.data.outputs import require_free
from gansmith.data.quantities import Quantity
from gansmith.data.reader.library_errors import shown
from gansmith.storage.places import possible

NAME = "synthetic"


def mark_of(origin: Origin) -> tuple[Quantity, str]:
    """Return the column or variable of the mark, and what to say where its usual name is taken, or ""."""
    variables = (origin.variable or "data", origin.label or "label", "labels")
    taken = {*origin.columns, *variables, *(quantity.name for quantity in origin.conditions)}
    name = next(one for one in (NAME, *(f"{NAME}_{number}" for number in range(2, len(taken) + 3))) if one not in taken)
    said = "" if name == NAME else f"the mark of generated samples is called {shown(name)!r}, as {NAME!r} is taken"
    return Quantity(name, dtype="uint8"), said


def require_place(
    output: str | Path, dataset: Dataset, count: int, inputs: Iterable[str | Path], *, mark: bool
) -> None:
    """Raise UsageError where the samples and their marks have no place, before anything is trained.

    mark: whether the file will say that it is partly synthetic.
    """
    target, marked = possible(output), with_marks(dataset, np.zeros(len(dataset), bool))
    require_free(target, inputs)
    if mark and format_of(target) not in (None, *MARKED):
        require_free_mark(target)
    low, high = dataset.survey.low, dataset.survey.high
    require_writable(target, low, dataset.origin, (float(low.min()), float(high.max())), None, count)
    contents = Contents(marked.values, marked.origin, marked.labels, marked.class_names, marked.conditions)
    require_accepted(target, contents)


def write_marked(output: str | Path, dataset: Dataset, synthetic: npt.NDArray[np.bool_], mark: Mark | None) -> str:
    """Write samples with their marks, 1 for generated ones, and return where the marks are.

    mark: what the file as a whole says of itself.

    They are a column or variable called `synthetic` where the format holds one, and a file beside the samples
    elsewhere.
    """
    marked = with_marks(dataset, synthetic)
    target = write_data(
        output,
        marked.values,
        marked.origin,
        marked.labels,
        marked.class_names,
        conditions=marked.conditions,
        mark=mark,
    )
    return _where(target, marked.origin)


def with_marks(dataset: Dataset, synthetic: npt.NDArray[np.bool_]) -> Dataset:
    """Return the dataset with the mark as the last of its conditions."""
    quantity, _ = mark_of(dataset.origin)
    column = synthetic.astype(np.float64)[:, None]
    conditions = column if dataset.conditions is None else np.concatenate([dataset.conditions, column], axis=1)
    origin = replace(dataset.origin, conditions=(*dataset.origin.conditions, quantity))
    return replace(dataset, origin=origin, conditions=conditions)


def _where(target: Path, origin: Origin) -> str:
    kind, name = format_of(target), origin.conditions[-1].name
    if kind in BESIDE:
        return f"in {sidecar(target, name)}"
    if kind == "zip":
        return f"in the column {name!r} of {table_beside(target)}"
    if kind is None:
        return f"in the column {name!r} of {target / 'conditions.csv'}"
    return f"in {name!r}"
