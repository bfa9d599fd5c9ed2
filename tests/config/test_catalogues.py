"""Each public sub-module lists names that exist, are documented, and are imported when first used."""

import subprocess
import sys
from importlib import import_module

import pytest

CATALOGUES = ("data", "metrics")


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


def test_listing_a_catalogue_imports_no_torch() -> None:
    code = "import sys, gansmith; dir(gansmith.metrics); dir(gansmith.data); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
