"""The pages of documentation, and what is in them: commands, Python, prose, links and anchors."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ("command-line.md", "methods.md", "options.md", "python.md")  # of docs/reference, written from the code
PAGES = (
    *("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "benchmarks/STUDY.md"),
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")),
)
WRITTEN = tuple(page for page in PAGES if Path(page).name not in GENERATED and not page.startswith("benchmarks"))
TABLES = ("benchmarks/RESULTS.md", "benchmarks/RELIABILITY.md")  # written by benchmarks, whose commands are long
PROGRAM = re.compile(r"(gansmith|python|make|torchrun|tensorboard|pytest|pre-commit|pip|lint-imports|mypy|ruff) ")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """Commands that stand together, and the line above them."""

    above: str
    commands: list[str]

    @property
    def is_long(self) -> bool:
        """Whether the page says that the commands take minutes."""
        return self.above.startswith("<!-- long")


def text_of(page: str) -> str:
    """Return the text of a page, with lines that end in a backslash joined."""
    return re.sub(r"\\\n\s*", "", (ROOT / page).read_text(encoding="utf-8"))


def blocks(page: str) -> Iterator[Block]:
    """Give the commands of every block of a page, fenced as `sh` or indented, and those within lines one by one."""
    above, found, fence = "", list[str](), ""
    for line in [*text_of(page).splitlines(), ""]:
        if line.startswith("```"):
            fence = "" if fence else (line[3:] or "text")
            if fence:
                continue
            line = ""
        code = line.strip().removeprefix("$ ")
        if fence == "sh" or (not fence and line.startswith("    ")):
            found += [code] if PROGRAM.match(code) else []
            continue
        if found:
            yield Block(above, found)
        above, found = (line or above), []
        if not fence:
            yield from (Block(line, [one]) for one in re.findall(r"`([^`]+)`", line) if PROGRAM.match(one))


def python_of(page: str) -> list[str]:
    """Return the Python of a page, a text for each block."""
    return [code for kind, code in _FENCE.findall((ROOT / page).read_text(encoding="utf-8")) if kind == "python"]


def prose_of(page: str) -> str:
    """Return the text of a page that is read as sentences: without code, comments, and targets of links."""
    text = _FENCE.sub("", (ROOT / page).read_text(encoding="utf-8"))
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"`[^`\n]*`", "CODE", text)
    return re.sub(r"\]\([^)]*\)", "]", text)


def links_of(page: str) -> list[str]:
    """Return the targets of all links and images of a page that lie in the repository."""
    text = _FENCE.sub("", (ROOT / page).read_text(encoding="utf-8"))
    return [target for target in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"https?:|mailto:", target)]


def anchors_of(page: Path) -> set[str]:
    """Return the anchors of the headings of a page, as GitHub makes them."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ +(.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).strip().replace(" ", "-") for heading in headings}
