"""Conditions: columns or variables of numbers that lie beside the samples, read with them and written again."""

import csv
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset, Origin
from gansmith.data.quantities import Quantity, as_numbers, by_name, names_of
from gansmith.data.reader.library_errors import shown
from gansmith.errors import DataError, UsageError, option

TABLE = "conditions.csv"  # beside images, which hold no numbers but their own
_UNSAFE = re.compile(r"[^\w.+-]")
_LONGEST = 60  # characters of a condition's name in that of a file
Variables = Sequence[tuple[str, Array]]


def check_names(names: Sequence[str], window: int | None) -> None:
    """Raise UsageError for the same condition twice, and for windows, which have no one condition each."""
    if twice := [name for place, name in enumerate(names) if name in names[:place]]:
        raise UsageError(f"{option('condition', ' '.join(names))}: {shown(twice[0])!r} is named twice. Leave one out.")
    if names and window is not None:
        raise UsageError(
            f"{option('condition', ' '.join(names))}: a window of {option('window', window)} holds many moments, and a "
            "condition is one for each sample. Leave one of the two out."
        )


def with_variables(dataset: Dataset, variables: Variables) -> Dataset:
    """Return the dataset with arrays (N,), (N, K) or (K, N) as conditions; raises DataError for any other shape."""
    found = []
    for name, array in variables:
        where, count = f"{dataset.origin.path}: {shown(name)}", len(dataset)
        is_row = array.ndim == 2 and array.shape[0] != count
        rows = array.T if is_row else array
        if rows.ndim not in (1, 2) or len(rows) != count or rows.size == 0:
            raise DataError(
                f"{where} has shape {shown(array.shape)}, and there are {count:,} samples: a condition is one number, "
                "or one row of numbers, for each of them."
            )
        values = as_numbers(rows.reshape(count, -1), where)
        quantity = Quantity(name, values.shape[1], str(array.dtype), row=is_row, vector=array.ndim == 2)
        found.append((quantity, values))
    return with_all(dataset, found) if found else dataset


def with_words(dataset: Dataset, words: Mapping[str, Sequence[str | None]], where: str) -> Dataset:
    """Return the dataset with what a table of texts says of each sample as conditions, None and "" where missing."""
    found = []
    for name, said in words.items():
        column = np.array([_number(word, f"{where}: {shown(name)}") for word in said])
        known = column[~np.isnan(column)]
        whole = len(known) == len(column) and bool((known == np.rint(known)).all())
        found.append((Quantity(name, dtype="int64" if whole else "float64"), column))
    dataset = with_all(dataset, found)
    return replace(dataset, notes=(*dataset.notes, f"conditions are read from {shown(where)}"))


def counts_of(variables: Variables) -> tuple[int, ...]:
    """Return how many samples there may be, by conditions of one number each."""
    return tuple(array.size for _, array in variables if array.size == max(array.shape, default=0) > 1)


def as_columns(origin: Origin, conditions: Array | None) -> list[tuple[int, str, Array]]:
    """Return the columns of conditions (N, K) in a table: place, name and numbers of each, in order of places."""
    if conditions is None:
        return []
    found, named = [], by_name(conditions, origin.conditions)
    for quantity in origin.conditions:
        at = quantity.at if quantity.at >= 0 else len(origin.columns) + len(origin.conditions) + 1
        columns = named[quantity.name].reshape(len(conditions), -1).T
        found += [(at, name, column) for name, column in zip(names_of([quantity]), columns, strict=True)]
    return sorted(found, key=lambda one: one[0])


def sidecar(path: Path, name: str) -> Path:
    """Return where a condition of the samples in a .npy or IDX file lies: NAME-age.npy beside NAME.npy."""
    return path.with_name(f"{path.name.partition('.')[0]}-{_UNSAFE.sub('_', name)[:_LONGEST]}.npy")


def table_beside(path: Path) -> Path:
    """Return where the conditions of the images in a zip lie: NAME-conditions.csv beside NAME.zip."""
    return path.with_name(f"{path.name.partition('.')[0]}-{TABLE}")


def samples_in(place: Path) -> list[str]:
    """Return the names of the samples that were written to a folder or zip, in their order."""
    if place.is_dir():
        files = [file for file in place.rglob("*") if file.is_file() and file.stem.isdigit()]
        return [file.relative_to(place).as_posix() for file in sorted(files, key=lambda file: int(file.stem))]
    with zipfile.ZipFile(place) as archive:
        return sorted(name for name in archive.namelist() if name.endswith(".png"))


def write_table(path: Path, files: Sequence[str], origin: Origin, conditions: Array) -> None:
    """Write a table of the conditions (N, K) of files, with a line for each."""
    columns = {name: column for _, name, column in as_columns(origin, conditions)}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", *columns])
        writer.writerows(zip(files, *(column.tolist() for column in columns.values()), strict=True))


def renamed(
    origin: Origin, takes: Callable[[str, Sequence[str]], str], used: Sequence[str]
) -> tuple[Origin, list[str]]:
    """Return the origin with names of conditions that a file takes, and what to say of each that was changed.

    takes: why a name cannot be used beside others, "" where it can; used: names that are taken.
    """
    found, said, taken = [], [], list(used)
    for quantity in origin.conditions:
        name = quantity.name
        if why := takes(name, taken):
            name = next(new for number in range(1, 10_000) if not takes(new := f"condition_{number}", taken))
            said.append(f"The condition {shown(quantity.name)!r} is written as {name!r}, since {why}.")
        taken.append(name)
        found.append(replace(quantity, name=name))
    return replace(origin, conditions=tuple(found)), said


def with_all(dataset: Dataset, found: Sequence[tuple[Quantity, Array]]) -> Dataset:
    """Return the dataset with these quantities and their numbers, (N,) or (N, width), as its conditions."""
    quantities = tuple(quantity for quantity, _ in found)
    values = np.column_stack([values for _, values in found]).astype(np.float64)
    return replace(dataset, origin=replace(dataset.origin, conditions=quantities), conditions=values)


def _number(word: str | None, where: str) -> float:
    try:
        value = float(word or "nan")
    except ValueError:
        raise DataError(
            f"{where} holds {shown(word)!r}, which is no number, as a condition is. Take its values for classes with "
            f"{option('label')}, or mend it."
        ) from None
    return value if np.isfinite(value) else float("nan")
