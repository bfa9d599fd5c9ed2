"""JSON that others may have written: no more values and no deeper brackets than a document of ours has."""

import json
from collections.abc import Callable
from typing import Any

MOST_VALUES = 4_000_000  # of a document of ours: the card of a table of 100,000 columns, and as much again
_DEEPEST = 64  # brackets within each other, which all that goes through a document afterwards has the stack for
_TOO_DEEP = f"its brackets are nested more than {_DEEPEST} deep"


class TooMuch(ValueError):
    """Raised for JSON that would take too much memory or too deep a recursion."""


def parsed(content: str | bytes, *, most: int = MOST_VALUES, parse_constant: Callable[[str], Any] | None = None) -> Any:
    """Return the value that JSON describes.

    most: values that it holds at most, counted before it is parsed, as a few bytes of JSON become hundreds in memory.
    Raises TooMuch for more, and for brackets in more than 64 levels; ValueError for what is no JSON.
    """
    text = content if isinstance(content, str) else content.decode(json.detect_encoding(content), "surrogatepass")
    if text.count("[") + text.count("{") + text.count(",") > most:
        raise TooMuch(f"it holds more than {most:,} values")
    try:
        value = json.loads(text, parse_constant=parse_constant)
    except RecursionError:
        raise TooMuch(_TOO_DEEP) from None
    level = [value]
    for _ in range(_DEEPEST):
        level = [part for one in level for part in _parts(one) if isinstance(part, dict | list)]
        if not level:
            return value
    raise TooMuch(_TOO_DEEP)


def _parts(value: Any) -> Any:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
