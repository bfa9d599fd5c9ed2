"""A recipe without data is a choice: the method and its hyper-parameters, to be built for data later."""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from textwrap import fill
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, cast, overload

from gansmith.errors import UsageError
from gansmith.storage.own_code import PLAIN

if TYPE_CHECKING:
    from gansmith.core.batch import DataSpec
    from gansmith.core.method import Method

P = ParamSpec("P")
HEADING = "Parameters\n----------\n"
WIDTH = 116


@dataclass(frozen=True, repr=False)
class Chosen:
    """A method by its recipe, and the hyper-parameters that are not left at their defaults.

    `gansmith.train(data, methods.wgan_gp(critic_steps=3))` takes it in place of a name; called with a DataSpec, it
    builds the Method.
    """

    recipe: "Callable[..., Method]"
    hyper: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, data: "DataSpec") -> "Method":
        """Return the method for data of that shape."""
        return self.recipe(data, **self.hyper)

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.hyper.items())
        return f"{getattr(self.recipe, '__name__', self.recipe)}({given})"


class Recipe(Protocol[P]):
    """A function from data to a method which, without data, gives the choice; a type checker knows its keywords."""

    @overload
    def __call__(self, data: "DataSpec", /, *args: P.args, **hyper: P.kwargs) -> "Method": ...
    @overload
    def __call__(self, *args: P.args, **hyper: P.kwargs) -> Chosen: ...


def recipe(function: "Callable[Concatenate[DataSpec, P], Method]") -> Recipe[P]:
    """Let a recipe be called without data, and complete its docstring by the hyper-parameters that many share.

    Parameters
    ----------
    function : callable
        A function of (DataSpec, *, hyper-parameters) that returns a Method, at the top level of a module or file.

    Returns
    -------
    Recipe
        The same function with data; without data, the `Chosen` method with the hyper-parameters given.
    """

    @wraps(function)
    def either(*data: Any, **hyper: Any) -> "Method | Chosen":
        if not data:
            return Chosen(cast("Callable[..., Method]", either), hyper)
        _require_data(function.__name__, data)
        return function(*data, **hyper)

    either.__doc__ = _completed(function)
    vars(either)[PLAIN] = function
    return cast(Recipe[P], either)


def own_lines(docstring: str) -> dict[str, str]:
    """Return the line of each hyper-parameter that a recipe's docstring describes."""
    _, _, listing = docstring.partition(HEADING)
    found = re.findall(r"^(\w+): (.+?)(?=^\w+: |\Z)", listing, flags=re.DOTALL | re.MULTILINE)
    return {name: " ".join(line.split()) for name, line in found}


def _completed(function: Callable[..., Any]) -> str:
    """Return the function's docstring with a line for each hyper-parameter, its own or the one that is shared."""
    from gansmith.methods.common import SHARED

    docstring = inspect.getdoc(function) or ""
    lines = SHARED | own_lines(docstring)
    keywords = [
        name
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and name in lines
    ]
    entries = [fill(f"{name}: {lines[name]}", WIDTH, subsequent_indent="    ") for name in keywords]
    return "\n".join([docstring.partition(HEADING)[0].rstrip() + "\n", HEADING.rstrip(), *entries])


def _require_data(name: str, given: tuple[Any, ...]) -> None:
    from gansmith.core.batch import DataSpec

    if len(given) != 1 or not isinstance(given[0], DataSpec):
        raise UsageError(
            f"{name}{given!r}: hyper-parameters are given by name, as in {name}(batch_size=64); what comes first is a "
            "DataSpec or nothing."
        )
