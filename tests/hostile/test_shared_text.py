"""Names on Markdown pages and model cards: what a page shows of them is the name, and nothing in it is live."""

import re
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

sys.path.append(str(Path(__file__).parents[1] / "report"))
from pages import page

from gansmith.errors import printable
from gansmith.report.page import markdown, model_card

# what GitHub makes links of by itself: https://github.github.com/gfm/#autolinks-extension-, and names of people
LIVE = re.compile(r"(https?|ftp)://|www\.|[\w.+-]+@[\w-]|(^|[^\w])@\w|\$|:[a-z_+-]+:", re.IGNORECASE)
NAMES = (
    "https://evil.example/login",
    "see www.evil.example.",
    "HTTPS://EVIL.EXAMPLE",
    "a@b.example",
    "ask @torvalds",
    "$\\text{x}$ and $$y$$",
    "`https://a`b``c",
    "a|https://b|c",
    "a\\|https://b\\",
    "[x](https://b)",
    "<https://b>",
    "&#104;ttps://b",
    "[a]: https://b",
    "[a]: b",
    "[^1]: b",
    "# a",
    "1. a",
    "- a",
    "[ ] a",
    "===",
    "---",
    "![x](y)",
    "~~a~~ **b** _c_ `d`",
    "| a | b |",
    "<!-- a -->",
    "<img src=x onerror=alert(1)>",
    "a\n\n# b\n\n---\n",
    "\u202ehttps://b\x1b[2J",
    ":smile: #12 x#12",
)
PIECES = st.lists(st.sampled_from([*"`|\\$@[]()<>#*_~:-=+&; \n1.!a", "://", "www.", "https"]), max_size=12).map("".join)


def inline(text: str) -> list[Token]:
    found = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    return [token for token in found if token.type == "inline"]


def shown(token: Token) -> str:
    return "".join(part.content if part.type != "softbreak" else " " for part in token.children or [])


def live(token: Token) -> list[str]:
    """Return what is not plain text, or would become live in text outside of code."""
    allowed = ("text", "softbreak", "code_inline", "strong_open", "strong_close")
    parts = token.children or []
    text = "\0".join(part.content if part.type == "text" else "" for part in parts)
    return [part.type for part in parts if part.type not in allowed] + [m[0] for m in LIVE.finditer(text)]


def expected(name: str) -> str:
    return printable(" ".join(name.split()))


@pytest.mark.parametrize("form", [markdown, model_card])
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_shown_as_it_is_and_is_not_live(name: str, form: object) -> None:
    check(name, form(page(name)))  # type: ignore[operator]


@given(PIECES)
@example("`")
def test_no_name_is_live(name: str) -> None:
    check(name, markdown(page(name)))


def check(name: str, text: str) -> None:
    tokens = inline(text)
    plain = inline(markdown(page("name")))
    assert [live(token) for token in tokens if live(token)] == []
    shows = [shown(token) for token in tokens]
    for said in (f"How good is {name}?", f"Fair: {name}.", f"data: {name}", f"note on {name}"):
        assert expected(said).rstrip() in [one.rstrip() for one in shows]
    if text.startswith("#"):  # the same headings, lists and cells, whatever the name
        assert len(tokens) == len(plain)


@pytest.mark.parametrize("name", NAMES)
def test_a_note_or_a_fact_that_is_all_a_name_is_shown_as_it_is(name: str) -> None:
    from dataclasses import replace

    made = replace(page("x"), notes=(name, name), title=name, verdict=name, facts=(("data", name),))
    tokens = inline(markdown(made))
    assert [shown(token) for token in tokens].count(expected(name)) == 4
    assert not any(map(live, tokens))
