"""The gallery is what its commands make: every image is there, with the command that repeats it."""

import re

import pytest

from benchmarks.gallery import EXHIBITS, MNIST, PICTURES, REGULAR, SHINY, Exhibit
from benchmarks.results import ROOT

PAGE = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"!\[[^\]]+\]\(pictures/gallery/(?!sprites-)([\w-]+)\.png\)", PAGE)  # those of trials are `sprites-`


def words(exhibit: Exhibit) -> str:
    """The command as the page has it, its data in folders of the reader's."""
    names = {MNIST: "mnist", REGULAR: "sprites", SHINY: "shiny"}
    return "gansmith train " + " ".join(names.get(word, word) for word in exhibit.words)


def test_every_exhibit_is_shown_and_nothing_else() -> None:
    assert sorted(SHOWN) == sorted(exhibit.name for exhibit in EXHIBITS)


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda exhibit: exhibit.name)
def test_its_picture_and_its_command_are_there(exhibit: Exhibit) -> None:
    assert (PICTURES / f"{exhibit.name}.png").is_file()
    assert words(exhibit) in PAGE
