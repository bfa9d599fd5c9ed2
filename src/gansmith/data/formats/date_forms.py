"""The form in which a column writes its dates, found by writing them again."""

import re
from collections.abc import Sequence
from itertools import product

from gansmith.data.date_form import texts_of
from gansmith.data.formats.dates import Moments
from gansmith.data.number_form import is_short_line

_LOOKED_AT = 500  # texts by which forms are compared
_BOTH = {  # letters of strftime for a part, the likeliest first
    **{"m": ("%m", "%-m"), "d": ("%d", "%-d"), "hour": ("%H", "%-H"), "half": ("%p", "%P")},
    "named": ("%b", "%B", "%^b", "%^B"),
}
_TWELVE = {"%H": "%I", "%-H": "%-I"}


def form_of(texts: Sequence[str], moments: Moments) -> tuple[str, str]:
    """Return the form in which most of some texts (N,) that are these moments are written, and a text that is not.

    The form is "" where there is none that is short enough; the text is "" where all are written so.
    """
    counts = dict[str, int]()
    some = [text.strip() for text in texts[:_LOOKED_AT]]
    days, clock = moments.days[: len(some)], moments.clock[: len(some)]
    for text in dict.fromkeys(some[::50]):
        for form in _candidates(text, moments):
            if form not in counts:
                counts[form] = sum(map(str.__eq__, texts_of(form, days, clock), some))
    best = max(counts, key=counts.__getitem__, default="")
    if not best or not is_short_line(best):
        return "", some[0] if some else ""
    again = texts_of(best, moments.days, moments.clock)
    return best, next((text for text, other in zip(texts, again, strict=True) if text.strip() != other), "")


def _candidates(text: str, moments: Moments) -> list[str]:
    """Return the forms in which a text may be written."""
    found = re.fullmatch(moments.form, text)
    if found is None or not moments.order:
        return []
    letters = dict(zip("abc" if len(moments.order) > 2 else "ab", moments.order, strict=True))
    spans, choices = list[tuple[int, int]](), list[tuple[str, ...]]()
    groups = sorted((found.span(name), name) for name, value in found.groupdict().items() if value is not None)
    for (start, end), name in groups:
        letter = "named" if name == "b" and found["b"].isalpha() else letters.get(name, name)
        spans.append((start, end))
        choices.append(_letters(letter, found[name], moments))
        if letter == "half":
            spans[-1] = (start, min(len(text), start + 2))
    forms = []
    for chosen in product(*choices):
        if found.groupdict().get("half") is not None:
            chosen = tuple(_TWELVE.get(token, token) for token in chosen)
        form, at = "", 0
        for (start, end), token in zip(spans, chosen, strict=True):
            form, at = form + text[at:start] + token, end
        forms.append(form + text[at:])
    return forms


def _letters(part: str, text: str, moments: Moments) -> tuple[str, ...]:
    if part == "Y":
        return ("%Y",) if len(text) == 4 else ("%y",)
    if part == "part":
        return (f"%{len(text)}f",)
    if part == "zone":
        return ("%z",) if len(moments.zones) > 1 else (text,)
    return _BOTH.get(part, {"minute": ("%M",), "second": ("%S",)}.get(part, ()))
