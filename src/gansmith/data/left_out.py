"""The names of a table's columns that are not trained on, as an origin keeps them, so that a model can say so."""

import json
from collections.abc import Iterable, Mapping

LEFT_OUT = "left_out_columns"  # the detail of an origin that holds them, as JSON
_MOST, _LONGEST = 100, 200  # names, and characters of one


def as_left_out(names: Iterable[str]) -> dict[str, str]:
    """Return names as the detail of an origin; {} for none."""
    kept = [name for name in names if len(name) <= _LONGEST][:_MOST]
    return {LEFT_OUT: json.dumps(kept)} if kept else {}


def left_out_of(details: Mapping[str, object]) -> tuple[str, ...]:
    """Return the names that an origin's details hold, as far as these say."""
    try:
        names = json.loads(str(details.get(LEFT_OUT, "[]")))
    except (ValueError, RecursionError):
        return ()
    return tuple(name for name in names if isinstance(name, str)) if isinstance(names, list) else ()
