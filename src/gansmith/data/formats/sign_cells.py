"""Signs of numbers in columns of text, those of book-keeping too: (1.00), 1.00-, a true minus, + before numbers."""

import re
from collections.abc import Sequence
from typing import Any

from gansmith.data.number_form import NumberForm

_IN_BRACKETS = r"^([^0-9()]*)\(([^()]*[0-9][^()]*)\)([^0-9()]*)$"
_BEHIND = r"^([^-]*[0-9][^-]*)-$"
_TRUE_MINUS = r"^([^0-9\x{2212}\x{2013}]*)[\x{2212}\x{2013}] ?"
_AROUND = re.compile(r"([^0-9.,]*)[.,]?[0-9](?:.*[0-9])?[.,]?([^0-9.,]*)")


def plainly_signed(text: Any) -> Any:
    """Return texts (N,) with - before all where numbers are in brackets or have it behind them, or a true minus.

    Brackets around all numbers, or - behind all, say nothing of a sign: such texts stay as they are.
    """
    from pyarrow import compute

    for pattern, plain in ((_IN_BRACKETS, r"-\1\2\3"), (_BEHIND, r"-\1")):
        found = compute.match_substring_regex(text, pattern)
        if compute.any(found).as_py() and not compute.all(found).as_py():
            text = compute.replace_substring_regex(text, pattern, plain)
    return compute.replace_substring_regex(text, _TRUE_MINUS, r"\1-")


def signed_form(form: NumberForm, texts: Sequence[str], plain: Sequence[str]) -> NumberForm:
    """Return a form with the signs of texts, which are these plain numbers behind a sign at most.

    + is one of the form where every number above 0 has it.
    """
    below = next((text for text, number in zip(texts, plain, strict=True) if number.startswith("-")), None)
    above = [text for text, number in zip(texts, plain, strict=True) if re.search("[1-9]", number) and number[0] != "-"]
    before, negative = form.before, None
    if above and all("+" in text for text in above):
        around = _AROUND.fullmatch(above[0])
        before = before if around is None else around[1]
    if below is not None and (found := _AROUND.fullmatch(below)) is not None:
        negative = (found[1], found[2])
    elif before != form.before:
        negative = (f"-{form.before}", form.behind)
    usual = (f"-{before}", form.behind)
    return NumberForm(before, form.behind, negative=None if negative == usual else negative)


def signs_said(form: NumberForm) -> str:
    """Return in words how negative numbers are written where that is unusual, or ""."""
    if form.negative is None:
        return ""
    before, behind = form.negative
    if "(" in before or ")" in behind:
        return "brackets around negative ones"
    return "- behind negative ones" if "-" in behind else ""
