"""Options declared once, each with its type, default, range and line of help: fields of dataclasses.

Declaring them imports no library, so that the command line can list them at once; checking them takes pydantic.
"""

from collections.abc import Hashable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast, get_type_hints

from gansmith.errors import UsageError, option

Settings = TypeVar("Settings")
_SHOWN = 60  # characters of a value that a message shows
FORBID = {"extra": "forbid"}  # to be the __pydantic_config__ of settings: an unknown name is an error


@dataclass(frozen=True)
class Option:
    """What is declared of an option beside its type and default: a line of help, and its range."""

    text: str
    ge: float | None = None
    gt: float | None = None
    le: float | None = None
    lt: float | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Return the schema by which pydantic checks the option's type and range; numbers are finite."""
        schema = handler(source)
        inner = schema["schema"] if schema["type"] == "nullable" else schema
        ends = {"ge": self.ge, "gt": self.gt, "le": self.le, "lt": self.lt}
        inner.update({name: end for name, end in ends.items() if end is not None})
        if inner["type"] == "float":
            inner["allow_inf_nan"] = False
        return schema


@dataclass(frozen=True)
class Searched:
    """Where a search looks for the value of a hyper-parameter: part of its type, beside the range that is allowed.

    From low to high, by the logarithm where log is set, or among the choices; why_not says why none is searched.
    """

    low: float = 0.0
    high: float = 0.0
    log: bool = False
    choices: tuple[int | float, ...] = ()
    why_not: str = ""


class Declared(NamedTuple):
    """An option as it is declared: its type, its default (MISSING where it has none), and its line of help."""

    annotation: Any
    default: Any
    text: str


@cache
def declared(kind: Hashable) -> Mapping[str, Declared]:
    """Return the options of a dataclass by name, those of its bases first."""
    plain, whole = get_type_hints(kind), get_type_hints(kind, include_extras=True)
    texts = {
        name: next((extra.text for extra in getattr(hint, "__metadata__", ()) if isinstance(extra, Option)), "")
        for name, hint in whole.items()
    }
    return {one.name: Declared(plain[one.name], one.default, texts[one.name]) for one in fields(cast(Any, kind))}


def defaults(kind: Hashable) -> dict[str, Any]:
    """Return the defaults of options by name, of those that have one."""
    return {name: one.default for name, one in declared(kind).items() if one.default is not MISSING}


def validated(kind: type[Settings], values: Mapping[str, Any]) -> Settings:
    """Return the values as settings of that kind; raises UsageError naming the first that is wrong.

    A path is taken for its text, as is a number where a text is asked for, and one name for a tuple of it.
    """
    from pydantic import ValidationError

    tidy = _tidied(kind, values)
    try:
        found: Settings = _adapter(cast(Hashable, kind)).validate_python(tidy)
        return found
    except ValidationError as error:
        unknown = [one for one in error.errors() if one["type"] == "unexpected_keyword_argument"]
        first = (unknown or error.errors())[0]
        field = "_".join(str(part) for part in first["loc"] if part != "data")[:_SHOWN]
        complaint = first["msg"]
        if unknown:
            near = get_close_matches(field, declared(cast(Hashable, kind)), n=1)
            complaint = "there is no such option" + (f". Did you mean {near[0]}" if near else "")
        end = "?" if "Did you mean" in complaint else "."
        raise UsageError(f"{option(field, shortened(first.get('input')))}: {complaint}{end}") from None


def shortened(value: object) -> object:
    """Return a value as a message shows it: on one line, and its beginning alone where it is long."""
    text = " ".join(str(value).split())
    return value if text == str(value) and len(text) <= _SHOWN else text[:_SHOWN] + "..."


def as_json(settings: object) -> dict[str, Any]:
    """Return settings as JSON values by name, with those inside them."""
    document: dict[str, Any] = _adapter(cast(Hashable, type(settings))).dump_python(settings, mode="json")
    return document


def _tidied(kind: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    known = declared(kind)
    return {name: _tidy(value, known[name].annotation if name in known else None) for name, value in values.items()}


def _tidy(value: Any, annotation: Any) -> Any:
    if isinstance(value, Mapping) and is_dataclass(annotation):
        return _tidied(annotation, value)
    if isinstance(value, Path):
        return str(value)
    if type(value) is int and annotation == str | None:
        return str(value)
    if annotation == tuple[str, ...]:
        return (str(value),) if isinstance(value, str | int | float) else _words(value)
    return value


def _words(values: Any) -> Any:
    """Return numbers among texts as texts."""
    return tuple(map(str, values)) if isinstance(values, list | tuple) else values


@cache
def _adapter(kind: Hashable) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(cast(Any, kind))
