"""The examples in the docstrings of public names run, and print the values that they show."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

CATALOGUES = (
    *("gansmith", "gansmith.callbacks", "gansmith.data", "gansmith.losses", "gansmith.metrics"),
    "gansmith.sklearn",
)


def with_examples(package: str) -> list[str]:
    """Return the modules, by full name, that public names of a catalogue come from and that have examples."""
    public = import_module(package)
    homes = {getattr(getattr(public, name), "__module__", None) for name in public.__all__}
    known = [home for home in sorted(filter(None, homes)) if home.startswith("gansmith.")]
    return [home for home in known if any(test.examples for test in doctest.DocTestFinder().find(import_module(home)))]


MODULES = {package: with_examples(package) for package in CATALOGUES}


@pytest.mark.parametrize("package", CATALOGUES)
def test_a_catalogue_has_examples(package: str) -> None:
    assert MODULES[package]


@pytest.mark.parametrize("name", sorted({name for names in MODULES.values() for name in names}))
def test_the_examples_of_a_module_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    failed, attempted = doctest.testmod(import_module(name))
    assert failed == 0, f"{failed} of {attempted} examples fail"
