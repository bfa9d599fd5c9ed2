"""Packages that list public names of their modules and import each when it is first used."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any


def lazily(package: str, homes: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return a package's `__getattr__` and `__dir__` for public names by the module of the package that has them.

    Python makes every module that is imported an attribute of its package. Where a module is called as the public name
    that it has, that name goes on to mean the public one, whoever imported the module first.
    """

    class Catalogue(ModuleType):
        def __setattr__(self, name: str, value: Any) -> None:
            of_file = isinstance(value, ModuleType) and homes.get(name) == name
            super().__setattr__(name, getattr(value, name) if of_file else value)

    def found(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{homes[name]}"), name)

    sys.modules[package].__class__ = Catalogue
    return found, lambda: sorted(homes)
