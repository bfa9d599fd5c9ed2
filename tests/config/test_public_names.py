"""What `import gansmith` shows: public names and nothing else, each importable, none before it is used."""

import subprocess
import sys

import pytest

import gansmith


def test_dir_lists_the_public_names_alone() -> None:
    assert dir(gansmith) == sorted(gansmith.__all__)
    assert not [name for name in dir(gansmith) if name.startswith("_")]


@pytest.mark.parametrize("name", sorted(gansmith.__all__))
def test_every_public_name_is_there_and_documented(name: str) -> None:
    found = getattr(gansmith, name)
    assert name == "METHODS" or found.__doc__


def test_the_package_imports_nothing_heavy() -> None:
    code = "import sys, gansmith; dir(gansmith); print({'torch', 'numpy', 'pydantic'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'trian'"):
        gansmith.trian  # noqa: B018
