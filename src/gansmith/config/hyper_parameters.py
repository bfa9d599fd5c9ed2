"""A method's hyper-parameters, read off its function: names, types, ranges, defaults, a line of text each."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from gansmith.config.other_programs import keyword_here
from gansmith.config.run_options import RunOptions
from gansmith.declaration import declared, shortened
from gansmith.errors import UsageError, option
from gansmith.methods.chosen import own_lines
from gansmith.methods.registry import METHODS, find_recipe


@dataclass(frozen=True)
class HyperParameter:
    """One keyword argument of a method: annotation (with its range), default, and what it is."""

    name: str
    annotation: Any
    default: Any
    line: str

    @property
    def flag(self) -> str:
        """The name on the command line."""
        return "--" + self.name.replace("_", "-")

    @property
    def switch(self) -> str | None:
        """The flag that turns off what is on by default; None where nothing is."""
        return "--no-" + self.name.replace("_", "-") if self.default is True else None

    def check(self, value: Any) -> Any:
        """Return the value converted to the parameter's type; raises UsageError naming the flag, value and range."""
        try:
            return TypeAdapter(self.annotation).validate_python(value)
        except ValidationError as error:
            complaint = error.errors()[0]["msg"]
            raise UsageError(
                f"{option(self.name, shortened(value))}: {complaint}. {self.line} (default {self.default})"
            ) from None


def hyper_parameters(method: str) -> dict[str, HyperParameter]:
    """Return a method's hyper-parameters by name; raises UsageError for an unknown method."""
    recipe = find_recipe(method)
    lines = own_lines(inspect.getdoc(recipe) or "")
    hints = get_type_hints(recipe, include_extras=True)
    return {
        name: HyperParameter(name, hints.get(name, Any), parameter.default, lines.get(name, ""))
        for name, parameter in inspect.signature(recipe).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }


def resolve(method: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return every hyper-parameter's value: those given, checked, and the defaults of the rest."""
    known = hyper_parameters(method)
    for name in given:
        if name not in known:
            raise UsageError(
                f"{method} has no hyper-parameter {shortened(name)!r}.{keyword_here(name) or _hint(name, known)} "
                f"It has: {', '.join(map(option, known))}."
            )
    return {name: p.check(given[name]) if name in given else p.default for name, p in known.items()}


def methods_with(name: str) -> list[str]:
    """Return the methods that have a hyper-parameter of that name."""
    return [method for method in METHODS if name in hyper_parameters(method)]


def _hint(name: str, known: Mapping[str, HyperParameter]) -> str:
    from gansmith.data.options import DataOptions

    if name in declared(DataOptions):
        return f" It is an option of reading data: give data_options={{{name!r}: ...}}."
    if having := methods_with(name):
        return f" It is one of {', '.join(having)}."
    near = get_close_matches(name, [*known, *declared(RunOptions)], n=1)
    return f" Did you mean {option(near[0])}?" if near else ""
