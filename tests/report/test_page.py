"""The report as HTML, Markdown and model card: all of it is there, nothing comes from elsewhere, names stay names."""

import re

import pytest
from pages import FIGURES, ODD, Document, contest_page, page

from gansmith.report import comparison_page as contest
from gansmith.report.page import html, markdown, model_card, row_of

DOCUMENTS = {"page": lambda: html(page()), "contest": lambda: contest.html(contest_page())}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_document_parses_and_is_in_itself_complete(kind: str) -> None:
    text = DOCUMENTS[kind]()
    found = Document(text)
    assert text.startswith("<!doctype html>")
    tags = {tag for tag, _ in found.elements}
    assert {"html", "head", "title", "body", "table", "img"} <= tags
    assert not tags & {"script", "iframe", "object", "embed", "form", "base"}
    for _, attributes in found.elements:
        assert not any(name.startswith("on") for name in attributes)
        for name in ("src", "href", "srcset", "action", "data"):
            assert (attributes.get(name) or "data:").startswith("data:")
    assert not re.search(r"https?:|//[a-z]|@import|url\(", re.sub(r"data:image/png;base64,[\w+/=]+", "", text))


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_names_stay_names(kind: str) -> None:
    found = Document(DOCUMENTS[kind]())
    assert "b" not in {tag for tag, _ in found.elements}
    said = "".join(found.text)
    assert said.count(ODD) >= 5
    alternatives = [attributes["alt"] or "" for tag, attributes in found.elements if tag == "img"]
    assert all(ODD in text for text in alternatives)


def test_every_figure_is_in_the_table_with_its_error_floor_and_reason() -> None:
    head, *rows = Document(html(page())).rows
    assert head == ["metric[features]", "value", "real-vs-real", "better", "n", "p", "note"]
    assert rows == [
        ["fd[values]", "0.1235 ± 0.012", "0.0042", "lower", "400", "", ""],
        ["kid[values]", "-0.001 (-0.01 to 0.02)", "0", "lower", "400", "", ""],
        ["mmd-rbf[values]", "0.5", "0.25", "lower", "1,400", "0.002", "a | b"],
        ["spectrum[values]", "inf", "0.3", "lower", "400", "", "no variance in 3 of 4 components"],
        [f"is[{ODD}]", "left out", "", "higher", "20", "", f"n = 20 is below 100 {ODD}"],
    ]
    assert [row_of(figure).left_out for figure in FIGURES] == [False] * 4 + [True]


def test_the_verdict_comes_before_all_else_and_the_commands_are_whole() -> None:
    text = " ".join("".join(Document(html(page("run"))).text).split())
    body = text[text.rindex("How good is run? Fair: run.") :]
    order = [
        body.index(part) for part in ("Fair", "data", "Losses run", "All metric values", "How to repeat it", "Notes")
    ]
    assert order == sorted(order)
    assert "gansmith train a --method gan gansmith evaluate 'run'" in text


def test_the_contest_has_its_standings_and_a_cell_for_each_method() -> None:
    found = Document(contest.html(contest_page()))
    assert ["1", ODD, "fair", "0.5 ± 0.1", "2", "0", "12"] in found.rows
    assert ["-", "gan", "", "", "0", "2", "3"] in found.rows
    assert ["kid[values]", "lower", "0", "0.5 ± 0.1 (1)", ""] in found.rows
    assert [ODD, "higher", "", "", "3 (1)"] in found.rows
    assert f"gan, seed 0: {ODD}" in found.text


def unescaped(text: str) -> str:
    return re.sub(r"\\([\\`*_<>|&])", r"\1", text)


def test_markdown_has_the_same_table_and_escapes_what_it_would_read() -> None:
    text = markdown(page())
    rows = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[unescaped(cell.strip()) for cell in re.split(r"(?<!\\)(?:\\\\)*\|", row)[1:-1]] for row in rows]
    assert {len(row) for row in cells} == {7}
    assert cells[2] == ["fd[values]", "0.1235 ± 0.012", "0.0042", "lower", "400", "", ""]
    assert cells[4][-1] == "a | b"
    assert len(cells) == 2 + len(FIGURES)
    outside = [line for line in text.splitlines() if not line.startswith("    ")]
    assert not re.search(r"(?<!\\)[<`]", "\n".join(outside))
    assert f"    gansmith evaluate '{ODD}'" in text


def test_a_model_card_begins_with_front_matter_and_says_what_samples_are_for() -> None:
    text = model_card(page("run"))
    opening, front, body = text.split("---\n", 2)
    assert opening == ""
    fields: dict[str, list[str]] = {}
    for line in front.splitlines():  # the part of YAML it keeps to: "name: word", or "name:" and "- word" below
        assert re.fullmatch(r"[a-z_]+:( [\w.-]+)?|- [\w.-]+", line), line
        name, colon, value = line.partition(":")
        if colon:
            fields[name] = [value.strip()] if value else []
        else:
            fields[list(fields)[-1]].append(line.removeprefix("- "))
    assert fields == {"library_name": ["gansmith"], "tags": ["gan"], "license": ["unknown"]}
    assert body.strip().startswith("# How good is run?")
    assert "## Use and limits" in body
    assert "license: cc0-1.0" in model_card(page("run"), licence="cc0-1.0")
