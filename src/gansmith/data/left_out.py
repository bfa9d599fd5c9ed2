"""A table's columns that are not trained on, as an origin keeps them for a model and a file of types."""

import json
from collections.abc import Iterable, Mapping

from gansmith.storage.json_text import parsed

LEFT_OUT = "left_out_columns"  # the detail of an origin that holds them, as JSON
_MOST, _LONGEST = 1000, 200  # names, and characters of one


def as_left_out(names: Iterable[str], reasons: Mapping[str, str]) -> dict[str, str]:
    """Return names as the detail of an origin, with why those are left out that are none to learn from; {} for none."""
    kept = [name for name in names if len(name) <= _LONGEST][:_MOST]
    return {LEFT_OUT: json.dumps({name: reasons.get(name, "") for name in kept})} if kept else {}


def left_out_of(details: Mapping[str, object]) -> dict[str, str]:
    """Return the names that an origin's details hold, as far as these say, and why, "" where nobody wonders.

    An earlier gansmith kept the names alone.
    """
    try:
        names = parsed(str(details.get(LEFT_OUT, "{}")))
    except ValueError:
        return {}
    names = dict.fromkeys((name for name in names if isinstance(name, str)), "") if isinstance(names, list) else names
    return {name: str(why) for name, why in names.items()} if isinstance(names, dict) else {}
