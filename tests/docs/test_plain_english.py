"""Pages and help texts are in the words of the field."""

from collections.abc import Iterator

import pytest
from documentation import GENERATED, WRITTEN, prose_of, text_of
from glossary import old_names_in, words_in

from docs.generate import REFERENCE

THEORETICAL = ("ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/explanation/one-idea.md")


@pytest.mark.parametrize("page", WRITTEN)
def test_pages_use_the_words_of_the_field(page: str) -> None:
    assert list(words_in(prose_of(page), theory=page in THEORETICAL)) == []


@pytest.mark.parametrize("page", WRITTEN)
def test_pages_use_the_names_of_today(page: str) -> None:
    text = text_of(page)
    if page == "CHANGELOG.md":
        text = text.replace(_section(text, "### Deprecated"), "")
    assert list(old_names_in(text)) == []


def test_the_changelog_names_every_old_option() -> None:
    from gansmith.config.renamed import COMMANDS, DATA, FLAGS, MISSING

    table = _section(text_of("CHANGELOG.md"), "### Deprecated")
    for old, new in {**FLAGS, **{f"missing {old}": f"missing {new}" for old, new in MISSING.items()}}.items():
        assert f"`--{old.replace('_', '-')}`" in table, old
        assert f"`--{new.replace('_', '-')}`" in table, new
    for old, new in DATA.items():
        assert f"`{old}=` | `{new}=`" in table
    for old, new in COMMANDS.items():
        assert f"`gansmith {old}`, `gansmith.{old}` | `gansmith {new}`, `gansmith.{new}`" in table


def test_a_word_that_is_not_to_be_used_is_found() -> None:
    assert len(list(words_in("Pictures were taught; the deviation is high."))) == 3
    assert list(words_in("Images were used for training; the standard deviation is high. Several kinds of data.")) == []
    assert list(words_in("A player moves.", theory=True)) == []
    assert len(list(words_in("A player moves."))) == 1
    assert len(list(old_names_in("gansmith train x --held-out 0.2 and --left 0.1, --leftover"))) == 2


def test_help_texts_use_the_words_of_the_field() -> None:
    assert list(_in_helps()) == []


def _in_helps() -> Iterator[str]:
    """Give the words in what is printed by --help, which the reference pages of commands, options and methods hold."""
    for name in GENERATED:
        if name != "python.md":
            for found in words_in((REFERENCE / name).read_text(encoding="utf-8")):
                yield f"{name}: {found}"


def _section(text: str, heading: str) -> str:
    """Return a section of a page, from its heading to the next one of the same level."""
    return heading + text.partition(heading)[2].partition("\n### ")[0]
