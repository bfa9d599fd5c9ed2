"""Packages that list public names of their modules and import each when it is first used."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any


class Catalogue(ModuleType):
    """A package whose public names stay what they are when a module of the same name is imported.

    Python binds an imported module to its package: `gansmith.metrics.fidelity`, a function, would become the module.
    """

    _public: Mapping[str, str]

    def __setattr__(self, name: str, value: Any) -> None:
        if not (isinstance(value, ModuleType) and name in self._public):
            super().__setattr__(name, value)


def lazily(package: str, homes: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return a package's `__getattr__` and `__dir__`, and keep its public names from being hidden by its modules.

    Parameters
    ----------
    package : str
        Full name of the package, which is being imported.
    homes : mapping of str to str
        Each public name, and the module of the package that has it.

    Returns
    -------
    tuple of callable
        The two functions.
    """

    def found(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{homes[name]}"), name)

    module = sys.modules[package]
    module.__dict__["_public"] = homes
    module.__class__ = Catalogue
    return found, lambda: sorted(homes)
