"""The types that a person gives to columns of a table, by option or by a file, in place of those that are found."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gansmith.data.reader.library_errors import did_you_mean, shown
from gansmith.data.schema import TYPES, Column
from gansmith.errors import DataError, UsageError, option
from gansmith.storage.json_text import parsed

OUT = "out"  # in place of a type: the column is left out
_KINDS = (*TYPES, OUT)
_LARGEST = 64 << 20  # bytes of a file of types
_FIELDS = {"name", "type", "decimals", "categories", "because"}


@dataclass(frozen=True)
class Wanted:
    """What a person says of a column; categories are all its names in their order, () where that is left open."""

    type: str
    decimals: int | None = None
    categories: tuple[str, ...] = ()


def wanted_names(entries: Iterable[str]) -> set[str]:
    """Return the columns that are given a type, those apart that are to be left out."""
    return {name for name, wanted in map(_of_entry, entries) if wanted.type != OUT}


def named_as(entries: Iterable[str], kind: str) -> set[str]:
    """Return the columns that are given a type."""
    return {name for name, wanted in map(_of_entry, entries) if wanted.type == kind}


def wanted_types(
    entries: Iterable[str], names: Sequence[str], path: str, aside: Sequence[str] = (), absent: Collection[str] = ()
) -> dict[str, Wanted]:
    """Return what is said of columns: entries are NAME:TYPE, or an object of JSON as a file of types holds.

    aside: columns that are no features, as they hold the labels or conditions. absent: those that are left out. Raises
    UsageError for what is neither, or says two types of a column, DataError for a column that is not there.
    """
    found, told = dict[str, Wanted](), dict[str, str]()
    for entry in entries:
        name, wanted = _of_entry(entry)
        if not entry.startswith("{"):
            if told.get(name, wanted.type) != wanted.type:
                raise UsageError(
                    f"{option('column')} says both {told[name]} and {wanted.type} of column {shown(name)!r}. Leave one "
                    "out."
                )
            told[name] = wanted.type
        if name in aside and entry.startswith("{"):
            continue  # a file of types tells of all columns
        if name in aside:
            raise UsageError(
                f"{option('column', shown(entry))}: column {shown(name)!r} of {path} holds the labels or conditions, "
                "which have no type to choose. Leave it out."
            )
        if wanted.type == OUT and name not in names and name in absent:
            continue  # it is left out already
        if name not in names:
            raise DataError(
                f"{path} has no column {shown(name)!r}, to which {option('column')} or {option('schema')} gives a type."
                f"{did_you_mean(name, list(names))}"
            )
        found[name] = wanted
    return found


def _of_entry(entry: str) -> tuple[str, Wanted]:
    return _of_json(parsed(entry)) if entry.startswith("{") else _of_words(entry)


def _of_words(entry: str) -> tuple[str, Wanted]:
    name, colon, kind = entry.rpartition(":")
    if not colon or kind not in _KINDS:
        near = did_you_mean(kind, list(_KINDS)) if colon else ""
        raise UsageError(
            f"{option('column', shown(entry))}: write a name and a type, as in age:integer; types are "
            f"{', '.join(_KINDS)}.{near}"
        )
    return name, Wanted(kind)


def entries_of(path: str) -> tuple[str, ...]:
    """Return the entries of a file of types, each an object of JSON; raises DataError where it is none."""
    place = Path(path)
    try:
        if place.stat().st_size > _LARGEST:
            raise DataError(f"{path} holds more than {_LARGEST >> 20} MiB: that is no file of types of columns.")
        document = parsed(place.read_text(encoding="utf-8"))
        columns = document["columns"] if isinstance(document, dict) else document
        if not isinstance(columns, list) or not columns:
            raise TypeError("no list of columns")
        for column in columns:
            _of_json(column)
    except OSError as error:
        raise DataError(
            f"{option('schema', path)}: it cannot be read ({error.strerror}). Name a file of types."
        ) from None
    except (ValueError, TypeError, KeyError) as error:
        raise DataError(
            f"{path} is no file of types of columns: {shown(str(error))}. `gansmith data TABLE --write-schema FILE` "
            "writes one."
        ) from None
    return tuple(json.dumps(column) for column in columns)


def _of_json(column: Any) -> tuple[str, Wanted]:
    """Return the column that an object of JSON names, and what it says; raises ValueError for what says nothing."""
    if not isinstance(column, dict) or not isinstance(column.get("name"), str):
        raise ValueError(f"{str(column)[:40]} has no name")
    name, kind, decimals = column["name"], column.get("type"), column.get("decimals")
    if kind not in _KINDS:
        raise ValueError(f"column {name[:40]!r} has the type {str(kind)[:20]!r}; types are {', '.join(_KINDS)}")
    if odd := set(column) - _FIELDS:
        raise ValueError(f"column {name[:40]!r} has {sorted(odd)[0][:20]!r}, which means nothing")
    if not (decimals is None or (type(decimals) is int and -300 <= decimals <= 300)):
        raise ValueError(f"column {name[:40]!r} has decimals that are no whole number")
    categories = column.get("categories", [])
    if not isinstance(categories, list) or not all(isinstance(one, str) for one in categories):
        raise ValueError(f"column {name[:40]!r} has categories that are no list of texts")
    if len(set(categories)) < len(categories):
        raise ValueError(f"column {name[:40]!r} has a category twice")
    return name, Wanted(kind, decimals, tuple(categories))


def document_of(columns: Sequence[Column], left_out: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return what a file of types holds; left_out are the names of other columns, and why they are."""
    described = []
    for column in columns:
        one: dict[str, Any] = {"name": column.name, "type": column.type}
        one |= {"decimals": column.decimals} if column.type == "real" and column.decimals is not None else {}
        one |= {"categories": list(column.categories)} if column.type == "category" else {}
        described.append(one)
    others = [{"name": name, "type": OUT, "because": why} for name, why in left_out]
    return {"columns": described + others}
