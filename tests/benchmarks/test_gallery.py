"""The README's gallery is what its commands make: every picture is there, looked at, with the words that repeat it."""

import re

import pytest

from benchmarks.gallery import EXHIBITS, PICTURES, Exhibit
from benchmarks.results import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(
    r"!\[[^\]]+\]\(docs/pictures/gallery/(?!sprites-)([\w-]+)\.png\)", README
)  # those of trials are `sprites-`


def words(exhibit: Exhibit) -> str:
    """The command as the README has it, its data beside the checkout."""
    return "gansmith train " + " ".join(exhibit.words).replace(str(ROOT.parent), "..")


def test_every_exhibit_is_shown_and_nothing_else() -> None:
    assert sorted(SHOWN) == sorted(exhibit.name for exhibit in EXHIBITS)


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda exhibit: exhibit.name)
def test_its_picture_and_its_command_are_there(exhibit: Exhibit) -> None:
    assert (PICTURES / f"{exhibit.name}.png").is_file()
    assert words(exhibit) in README
