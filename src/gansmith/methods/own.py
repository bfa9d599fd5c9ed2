"""Recipes of the user's own: a function of (data, *, hyper-parameters) in a file or module of theirs."""

import inspect
import sys
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from gansmith.errors import UsageError

if TYPE_CHECKING:
    from gansmith.core.method import Method

Recipe = Callable[..., "Method"]


def name_of(recipe: Recipe) -> str:
    """Return the name under which a run can find the function again: "module:function" or "/path/file.py:function".

    Raises UsageError for a function that is not at the top of a module, as a saved run could not be resumed.
    """
    name, module = getattr(recipe, "__qualname__", repr(recipe)), getattr(recipe, "__module__", None)
    if not name.isidentifier() or module is None:
        raise UsageError(
            f"The method {name} cannot be found again by a run that is resumed. Make it a function at the top level of "
            "a module or file."
        )
    if module == "__main__":
        return f"{Path(inspect.getfile(recipe)).resolve()}:{name}"
    return f"{module}:{name}"


@lru_cache
def load_recipe(name: str) -> Recipe:
    """Return the function that "module:function" or "file.py:function" names; raises UsageError with what is wrong."""
    place, _, function = name.rpartition(":")
    try:
        module = _load_file(Path(place)) if place.endswith(".py") else import_module(place)
    except (ImportError, OSError, SyntaxError) as error:
        raise UsageError(
            f"--method {name}: {place} cannot be imported: {error}. Check the path and the name."
        ) from error
    recipe = getattr(module, function, None)
    if not callable(recipe):
        there = [key for key, value in vars(module).items() if inspect.isfunction(value) and not key.startswith("_")]
        raise UsageError(
            f"--method {name}: {place} has no function {function!r}. It has: {', '.join(there) or 'none'}."
        )
    return recipe  # type: ignore[no-any-return]


def absolute(name: str) -> str:
    """Return the name with its file, if it names one, as an absolute path: a run outlives a change of folder."""
    place, _, function = name.rpartition(":")
    return f"{Path(place).resolve()}:{function}" if place.endswith(".py") else name


def _load_file(path: Path) -> ModuleType:
    spec = spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError("it is not a Python file")
    module = module_from_spec(spec)
    sys.modules.setdefault(path.stem, module)  # so that annotations can be resolved
    spec.loader.exec_module(module)
    return module
