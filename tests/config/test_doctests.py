"""The examples in docstrings of public names run, and print what they say."""

import doctest
import inspect
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

CATALOGUES = ("gansmith", "gansmith.data", "gansmith.metrics")


def modules_of(package: str) -> set[str]:
    """Return the names of the modules that a catalogue's public names come from."""
    module = import_module(package)
    found = (getattr(module, name) for name in module.__all__)
    return {one.__module__ for one in found if not isinstance(one, ModuleType) and hasattr(one, "__module__")}


MODULES = sorted({name for package in CATALOGUES for name in modules_of(package)})


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    import_module(name)
    result = doctest.testmod(sys.modules[name], verbose=False)
    assert result.failed == 0, f"{result.failed} of {result.attempted} examples of {name} fail"


@pytest.mark.parametrize("package", CATALOGUES)
def test_most_public_functions_have_an_example(package: str) -> None:
    module = import_module(package)
    functions = [one for name in module.__all__ if inspect.isroutine(one := getattr(module, name))]
    shown = [one for one in functions if ">>>" in (one.__doc__ or "")]
    assert len(shown) >= 0.7 * len(functions)
