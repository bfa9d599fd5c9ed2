"""Each public sub-module lists names that exist, are documented, and are imported when first used."""

import subprocess
import sys
from importlib import import_module

import pytest

CATALOGUES = ("data", "losses", "methods", "metrics", "networks")


@pytest.mark.parametrize("package", CATALOGUES)
def test_every_name_of_a_catalogue_is_there_and_documented(package: str) -> None:
    module = import_module(f"gansmith.{package}")
    assert dir(module) == sorted(module.__all__)
    for name in module.__all__:
        found = getattr(module, name)
        assert name.isupper() or found.__doc__, name


@pytest.mark.parametrize("package", CATALOGUES)
def test_an_unknown_name_names_the_package(package: str) -> None:
    with pytest.raises(AttributeError, match=f"gansmith.{package}.*'nothing'"):
        import_module(f"gansmith.{package}").nothing  # noqa: B018


@pytest.mark.parametrize("package", CATALOGUES)
def test_a_name_means_the_same_whoever_imported_its_module_first(package: str) -> None:
    code = (
        f"import importlib, gansmith.{package} as package\n"
        "for name, home in package._HOMES.items():\n"
        f"    module = importlib.import_module(f'gansmith.{package}.{{home}}')\n"
        "    assert getattr(package, name) is getattr(package, name) is getattr(module, name), name\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_listing_a_catalogue_imports_no_torch() -> None:
    code = f"import sys, gansmith; [dir(getattr(gansmith, p)) for p in {CATALOGUES}]; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
