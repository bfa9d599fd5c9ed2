"""The reference pages are what the code says, and the pages written by hand agree with it."""

import re
from collections.abc import Iterator

import pytest
from documentation import GENERATED, ROOT

import gansmith
from docs.generate import REFERENCE, pages, type_name
from gansmith import errors
from gansmith.config.run_options import RunOptions
from gansmith.data.builtin import BUILTIN
from gansmith.data.formats.registry import FORMATS, IMAGE_SUFFIXES
from gansmith.data.options import DataOptions
from gansmith.declaration import declared
from gansmith.methods.registry import METHODS


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages()


@pytest.mark.parametrize("name", GENERATED)
def test_a_page_is_what_the_command_writes(name: str, made: dict[str, str]) -> None:
    assert (REFERENCE / name).read_text(encoding="utf-8") == made[name], "run `make reference`"


def test_there_are_no_other_generated_pages(made: dict[str, str]) -> None:
    assert sorted(made) == sorted(GENERATED)
    marked = {
        path.name for path in REFERENCE.glob("*.md") if path.read_text(encoding="utf-8").startswith("<!-- Written")
    }
    assert marked == set(GENERATED)


def test_every_option_method_and_public_name_has_its_place(made: dict[str, str]) -> None:
    for name in (*declared(RunOptions), *declared(DataOptions)):
        assert f"| `--{name.replace('_', '-')}` |" in made["options.md"]
    for name in METHODS:
        assert f"\n## {name}\n" in made["methods.md"]
    for name in gansmith.__all__:
        assert f"## gansmith.{name}\n" in made["python.md"]


def test_pages_depend_on_nothing_of_this_machine(made: dict[str, str]) -> None:
    for text in made.values():
        assert " at 0x" not in text
        assert str(ROOT) not in text


def test_types_are_words() -> None:
    assert type_name(int | None) == "integer"
    assert type_name(tuple[str, ...]) == "text, several"
    assert type_name(declared(RunOptions)["precision"].annotation) == "`float32` or `bfloat16`"


def test_the_page_of_exit_codes_is_right() -> None:
    text = (REFERENCE / "exit-codes.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \|[^|]*\|([^|]*)\|[^|]*\|$", text, re.MULTILINE)
    named = {name: int(code) for code, names in rows for name in re.findall(r"`(\w+)`", names)}
    fixed = {name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and name in named}
    assert fixed.keys() == named.keys() == {kind.__name__ for kind in _errors(errors.GansmithError)}
    for name, kind in fixed.items():
        if name not in ("Interrupted", "PeerLost"):  # whose code is that of the cause
            assert kind.exit_code == named[name], name
    assert {code for code, _ in rows} == {"0", "1", "2", "3", "4", "5", "75", "130"}


def _errors(kind: type[Exception]) -> Iterator[type[Exception]]:
    """Give an error and all that are made from it in its module."""
    yield kind
    for one in kind.__subclasses__():
        if one.__module__ == kind.__module__:
            yield from _errors(one)


def test_the_page_of_file_formats_is_complete() -> None:
    text = (REFERENCE / "file-formats.md").read_text(encoding="utf-8")
    for name in (*IMAGE_SUFFIXES, *BUILTIN):
        assert f"`{name}`" in text, name
    rows = [line.split("|")[1:-1] for line in text.splitlines() if line.startswith("|")]
    for one in FORMATS.values():
        endings, _, options, notes = next(row for row in rows if f"`{one.suffixes[0]}`" in row[0])
        assert all(f"`{suffix}`" in endings for suffix in one.suffixes)
        assert set(re.findall(r"`--([\w-]+)`", options)) == {name.replace("_", "-") for name in one.options}
        assert ("child process" in notes) == (one.library is not None)
