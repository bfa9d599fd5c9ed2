"""Links between pages lead somewhere: to a file of the repository, and to a heading in it."""

import re
from pathlib import Path

import pytest
from documentation import PAGES, ROOT, TABLES, anchors_of, links_of


@pytest.mark.parametrize("page", [*PAGES, *TABLES])
def test_every_link_resolves(page: str) -> None:
    for target in links_of(page):
        place, _, anchor = target.partition("#")
        path = (ROOT / page).parent / place if place else ROOT / page
        assert path.exists(), f"{page}: {target}"
        if anchor:
            assert anchor in anchors_of(path), f"{page}: {target}"


def test_every_page_of_docs_is_reached_from_its_index() -> None:
    index = ROOT / "docs" / "README.md"
    reached = {(index.parent / link.partition("#")[0]).resolve() for link in links_of("docs/README.md")}
    assert reached >= {path.resolve() for path in index.parent.rglob("*.md") if path != index}


def test_every_file_that_architecture_names_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:[\w-]+/)+[\w-]+\.(?:py|md|yml))`", text)
    assert len(named) > 30
    for name in named:
        assert any((place / name).exists() for place in (ROOT, ROOT / "src", ROOT / "src" / "gansmith")), name


def test_the_readme_fits_two_screens_and_its_tree_is_the_package() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    tree = set(re.findall(r"^  (\w+)/ ", text, re.MULTILINE))
    package = ROOT / "src" / "gansmith"
    assert tree == {path.parent.name for path in package.glob("*/*.py")}
    assert all((ROOT / name).is_dir() for name in re.findall(r"^(\w+)/ ", text, re.MULTILINE))


def test_an_anchor_is_that_of_its_heading(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One idea\n\n## Where `best/` lies: in the run\n\n```sh\n# no heading\n```\n")
    assert anchors_of(page) == {"one-idea", "where-best-lies-in-the-run"}
