"""Public functions and methods document every parameter, and what they return; public records every field."""

import inspect
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cached_property
from importlib import import_module
from types import FunctionType, MethodType
from typing import Any

import pytest

from gansmith.data.options import DataOptions
from gansmith.declaration import declared

CATALOGUES = (
    *("gansmith", "gansmith.callbacks", "gansmith.data", "gansmith.losses", "gansmith.metrics"),
    "gansmith.sklearn",
)
SECTIONS = ("Parameters", "Returns", "Raises", "Attributes", "References", "Examples")


def sections(documentation: str | None) -> dict[str, str]:
    """Return the sections of a docstring in the form of numpydoc by title; its text before the first has title ""."""
    pieces = re.split(r"^(\w[\w ]*)\n-{3,}$", inspect.cleandoc(documentation or ""), flags=re.MULTILINE)
    found = {"": pieces[0], **dict(zip(pieces[1::2], pieces[2::2], strict=True))}
    return {title: text.strip("\n") for title, text in found.items()}


def entries(section: str) -> dict[str, str]:
    """Return the text of each entry, which is indented, by name; an entry is "name : type" or "name, name : type"."""
    found: dict[str, str] = {}
    names: list[str] = []
    for line in section.splitlines():
        if line and not line.startswith(" "):
            names = [name.strip(" *") for name in line.partition(" : ")[0].split(",")]
            found |= dict.fromkeys(names, "")
        for name in names if line.startswith("    ") else ():
            found[name] += line.strip()
    return found


def public_callables() -> dict[str, Callable[..., Any]]:
    """Return the public functions of the catalogues and the public methods of their classes, by full name.

    Methods of a class that override those of a base are left out: they are documented there.
    """
    found: dict[str, Callable[..., Any]] = {}
    for name, one in public_names().items():
        if inspect.isclass(one):
            own = [key for key in vars(one) if not key.startswith("_") and not hasattr(super(one, one), key)]
            methods = {key: getattr(one, key) for key in own}
            found |= {
                f"{name}.{key}": each for key, each in methods.items() if isinstance(each, MethodType | FunctionType)
            }
        elif callable(one):
            found[name] = one
    return found


def public_names() -> dict[str, Any]:
    modules = {package: import_module(package) for package in CATALOGUES}
    return {
        f"{package}.{name}": getattr(module, name) for package, module in modules.items() for name in module.__all__
    }


CALLABLES = public_callables()
CLASSES = {name: one for name, one in public_names().items() if inspect.isclass(one)}


@pytest.mark.parametrize("name", sorted(CALLABLES))
def test_every_parameter_is_documented_and_no_other(name: str) -> None:
    parameters = [one for one in inspect.signature(CALLABLES[name]).parameters if one not in ("self", "cls")]
    documented = entries(sections(CALLABLES[name].__doc__).get("Parameters", ""))
    assert list(documented) == parameters
    assert all(documented.values()), "an entry has no text"


@pytest.mark.parametrize("name", sorted(CALLABLES))
def test_what_is_returned_is_documented(name: str) -> None:
    returned = inspect.signature(CALLABLES[name]).return_annotation
    documented = sections(CALLABLES[name].__doc__).get("Returns", "")
    assert bool(documented) == (returned not in (None, "None"))
    assert all(entries(documented).values()), "an entry has no text"


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_every_field_of_a_record_is_documented(name: str) -> None:
    one = CLASSES[name]
    documented = entries(sections(one.__doc__).get("Attributes", ""))
    if issubclass(one, DataOptions):  # which has a line of help for each
        assert all(option.text for option in declared(one).values())
        return
    names = [field.name for field in fields(one)] if is_dataclass(one) else getattr(one, "_fields", None)
    assert names is None or list(documented) == [field for field in names if not field.startswith("_")]
    assert all(documented.values()), "an entry has no text"
    for key, each in vars(one).items():
        if isinstance(each, property | cached_property) and not key.startswith("_"):
            assert each.__doc__, key


@pytest.mark.parametrize("name", sorted({**CALLABLES, **CLASSES}))
def test_sections_are_known_and_in_order_below_a_summary_of_one_sentence(name: str) -> None:
    found = sections({**CALLABLES, **CLASSES}[name].__doc__)
    titles = [title for title in found if title]
    assert titles == [title for title in SECTIONS if title in titles]
    assert re.fullmatch(r"[^\n]*[.]", found[""].split("\n\n")[0]), "the first line is not a sentence"


def test_the_parser_reads_sections_and_entries() -> None:
    text = """Return it.

    Longer text: with a colon.

    Parameters
    ----------
    first, second : int
        Numbers.
    *rest : str
        Words.
    bare : float

    Returns
    -------
    int
        A number.
    """
    found = sections(text)
    assert list(found) == ["", "Parameters", "Returns"]
    assert entries(found["Parameters"]) == {"first": "Numbers.", "second": "Numbers.", "rest": "Words.", "bare": ""}
    assert entries(found["Returns"]) == {"int": "A number."}
