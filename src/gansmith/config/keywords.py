"""Functions whose keywords are declared as options elsewhere: their signature and their documentation follow."""

import inspect
from collections.abc import Callable
from textwrap import fill
from typing import Any, Literal, get_args, get_origin

from gansmith.declaration import Declared, declared

_PLACE = "    {keywords}\n"
_WIDTH = 116


def with_keywords(function: Callable[..., Any], options: type) -> Callable[..., Any]:
    """Return the function with the options as its keywords, in its signature and where its docstring says {keywords}.

    The docstring's Parameters get one entry per option: name, type, default, and the line of help.
    """
    given = [
        parameter
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    keywords = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=field.annotation)
        for name, field in declared(options).items()
    ]
    function.__signature__ = inspect.Signature([*given, *keywords])  # type: ignore[attr-defined]
    entries = "".join(_entry(name, field) for name, field in declared(options).items())
    function.__doc__ = (function.__doc__ or "").replace(_PLACE, entries)
    return function


def _entry(name: str, field: Declared) -> str:
    text = f"{field.text[:1].upper()}{field.text[1:]}."
    lines = fill(text, _WIDTH, initial_indent=" " * 8, subsequent_indent=" " * 8)
    return f"    {name} : {_type(field.annotation)}, default {field.default!r}\n{lines}\n"


def _type(annotation: Any) -> str:
    """Return a type as numpydoc writes it: names joined by "or", choices in braces."""
    if get_origin(annotation) is Literal:
        return "{" + ", ".join(map(repr, get_args(annotation))) + "}"
    parts = [part for part in get_args(annotation) if part is not type(None)]
    if parts and type(None) in get_args(annotation):
        return " or ".join([*map(_type, parts), "None"])
    return getattr(annotation, "__name__", None) or str(annotation)
