"""Columns of a table in the type that a person gives them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.formats.cells import TEXT, kind_of
from gansmith.data.formats.typed import CASES, MOST, NAMES_OF_TRUTH, Typed
from gansmith.data.formats.wanted_types import Wanted
from gansmith.data.reader.library_errors import shown
from gansmith.data.schema import Column, decimals_of
from gansmith.errors import DataError, option

_TRUTHS = (("no", "yes"), ("n", "y"), ("false", "true"), ("f", "t"), ("off", "on"), ("0", "1"))


def as_wanted(found: Typed, where: str, wanted: Wanted) -> Typed:
    """Return numbers, truth values or dates in another type; raises DataError where they are none of it."""
    column, values = found.column, found.values
    if wanted.type == "category":
        return _categories(found, where, wanted)
    if wanted.type == "boolean" and column.type in ("integer", "real"):
        known = values[np.isfinite(values)] if values.dtype.kind == "f" else values
        if np.isin(known, (0, 1)).all():
            return Typed(values, Column(column.name, "boolean", 0, NAMES_OF_TRUTH, column.stored, form="0|1"))
    if wanted.type == "integer" and column.type == "real":
        row = int(np.flatnonzero(np.isfinite(values) & (values != np.rint(values)))[0])
        raise DataError(
            f"{where} is to hold integers ({option('column')}, {option('schema')}), and row {row} is {values[row]}. "
            "Say real."
        )
    if wanted.type == "real" and column.type == "integer":
        decimals = wanted.decimals if wanted.decimals is not None else decimals_of(values)
        return Typed(values, replace(column, type="real", decimals=decimals))
    if wanted.type in ("real", "integer") and column.type == "boolean":
        return Typed(values, Column(column.name, "integer", 0, stored="int64"))
    raise _contradiction(where, wanted.type, column.type)


def as_wanted_text(found: Typed, where: str, wanted: Wanted | None) -> Typed:
    """Return names of categories in another type; raises DataError where they are none of it."""
    if wanted is None or wanted.type == "category" or found.unfit:
        return found
    names, values = found.column.categories, found.values
    if wanted.type == "boolean":
        pairs = ((change(false), change(true)) for false, true in _TRUTHS for change in CASES)
        truths = next((pair for pair in pairs if set(names) <= set(pair)), None)
        if truths is None or not names:
            known_pairs = ", ".join("/".join(pair) for pair in _TRUTHS)
            raise DataError(
                f"{where} is to hold truth values ({option('column')}, {option('schema')}), and holds "
                f"{', '.join(shown(repr(name)) for name in names[:3])}{' and others' if len(names) > 3 else ''}: pairs "
                f"that stand for them are {known_pairs}. Say category."
            )
        moved = np.array([truths.index(name) for name in names], np.float64)
        known = np.where(np.isnan(values), np.nan, moved[np.nan_to_num(values).astype(np.int64)])
        return replace(
            found,
            values=known,
            column=replace(found.column, type="boolean", categories=NAMES_OF_TRUTH, form="|".join(truths)),
        )
    if wanted.type in ("real", "integer"):
        odd = next((name for name in names if kind_of(name) == TEXT), names[0] if names else "")
        raise DataError(
            f"{where} is to hold numbers ({option('column')}, {option('schema')}), and one value is {shown(odd)!r}. If "
            f"that stands for a missing value, give {option('missing_values', shown(odd))}; else say category."
        )
    if wanted.type == "date":
        raise DataError(
            f"{where} is to hold dates ({option('column')}, {option('schema')}), and not all of its texts are some, as "
            f"{shown(repr(names[0] if names else ''))} shows. Write them as 2024-02-29, 29/02/2024 or the like, or say "
            "category."
        )
    raise _contradiction(where, wanted.type, "category")


def in_their_order(names: Sequence[str], wanted: Sequence[str], where: str) -> list[str]:
    """Return the names that are wanted; raises DataError for another that comes."""
    odd = [name for name in names if name not in wanted]
    if odd:
        raise DataError(
            f"{where} holds {shown(odd[0])!r}, which is none of the {len(wanted):,} categories that {option('schema')} "
            "lists. Add it there, or leave the list out."
        )
    return list(wanted)


def _categories(found: Typed, where: str, wanted: Wanted) -> Typed:
    """Return numbers as the numbers of categories, which are named by them."""
    column, values = found.column, found.values
    known = np.isfinite(values) if values.dtype.kind == "f" else np.ones(len(values), np.bool_)
    distinct = np.unique(values[known])
    if len(distinct) > MOST:
        raise DataError(f"{where} has {len(distinct):,} different values, and {MOST:,} categories are the most.")
    names = [_name(column, value) for value in distinct]
    order = in_their_order(names, wanted.categories, where) if wanted.categories else names
    place = np.array([order.index(name) for name in names], np.float64)
    codes = place[np.searchsorted(distinct, np.where(known, values, distinct[0]))]
    codes[~known] = np.nan
    return Typed(codes, Column(column.name, "category", 0, tuple(order), column.stored, column.unit))


def _name(column: Column, value: Array) -> str:
    if column.is_named:
        return column.categories[int(value)]
    if column.type == "date":
        return str(np.datetime64(int(value), cast(Any, column.unit)))
    return str(int(value)) if column.decimals == 0 else repr(float(value))


def _contradiction(where: str, wanted: str, there: str) -> DataError:
    if wanted == "date":
        return DataError(
            f"{where} is to hold dates ({option('column')}, {option('schema')}), and its numbers are none such as "
            f"20240229. Say {there}, or leave its type out."
        )
    return DataError(
        f"{where} is to be {wanted} ({option('column')}, {option('schema')}), and what it holds is {there}. Say so, or "
        "leave its type out."
    )
