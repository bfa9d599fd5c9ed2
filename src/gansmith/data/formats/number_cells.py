"""Columns of text to numbers: decimal commas, thousands set apart, signs, currencies, units, shares of a hundred."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gansmith.data.formats.cells import COMMA, PLAIN, POINT, THOUSANDS, WHOLE_NUMBER, grouped, plain
from gansmith.data.formats.sign_cells import plainly_signed, signed_form, signs_said
from gansmith.data.number_form import NumberForm

_SEEN = {POINT: "decimal point", COMMA: "decimal comma"}
_BLANKS = {" ": "blank", "\u00a0": "blank", "\u202f": "blank"}
_CODES = "USD|EUR|GBP|CHF|JPY|CNY|INR|BRL|CAD|AUD|SEK|NOK|DKK|PLN|CZK|RUB|KRW|MXN|ZAR|TRY|HKD|SGD|NZD"
_CURRENCY = rf"(?:US|CA|A|R|HK|NZ)?[$€£¥₹₽₩₺₫฿¢]|{_CODES}|Rs\.?"
_GAP = "[ \u00a0\u202f]?"
_BEFORE = re.compile(rf"[+-]?((?:{_CURRENCY}){_GAP})[+-]?[0-9.,]")
_LONG = (  # units that a number may have close behind it
    *("kg|mg|[µμu]g|ng|lbs?|oz|km|cm|mm|[µμu]m|nm|ft|in|mi|ha|ml|mL|cl|dl|dL|[µμu][lL]|gal|mol|mmol|[µμu]mol|nmol",),
    *(
        "ms|sec|min|hrs?|yrs?|years?|months?|weeks?|days?|hours?|Jahre?|Monate?|Wochen?|Tage?|Std[.]?|Stk[.]?|Stück|pcs",
    ),
    *(
        "kWp?|kWh|MWh?|Wh|mV|kV|mA|[kMG]?Hz|[kKMGT]i?B|[hkM]?Pa|mbar|bar|psi|mmHg|pp[mbt]|kcal|cal|kJ|dB|px|pt|mph|[br]pm",
    ),
)
_SHORT = "g|t|l|L|m|s|h|d|A|V|W|J|N|K|C|F"  # those that need a blank before them, as codes such as 12A do not have
_PER = "/(?:kg|km|dl|dL|ml|mL|cm|mm|min|mol|ha|[mlLhsdg])"
_UNIT = rf"{_GAP}(?:(?:{'|'.join(_LONG)})(?:{_PER})?|(?:{_SHORT}){_PER})[²³]?|[ \u00a0\u202f](?:{_SHORT})[²³]?"
_BEHIND = re.compile(rf"[0-9.,]({_GAP}(?:{_CURRENCY}|%|‰|°C|°F|°)|{_UNIT})$")
_LOOKED_AT = 1000  # texts by which the number of decimals is told


@dataclass(frozen=True)
class Numbers:
    """A column of numbers with nulls, how they are written where that is unusual, in words and as a form."""

    column: Any
    how: str = ""
    form: NumberForm | None = None


def read_numbers(column: Any, decimal: str, marks: Iterable[str], *, bare: bool = False) -> Numbers | None:
    """Return a column of text (N,) as numbers; None where some cells are neither numbers nor marks of missing ones.

    bare: nothing may stand before or behind a number, as by conventions before those of tables.
    """
    import pyarrow
    from pyarrow import compute

    column = column.cast(pyarrow.string())
    text = compute.utf8_trim_whitespace(column)
    text = compute.if_else(compute.is_in(text, value_set=pyarrow.array([*marks], pyarrow.string())), None, text)
    if text.null_count == len(text):
        return Numbers(pyarrow.nulls(len(text)))
    written, form = text, NumberForm()
    if not bare:
        text, form = _bare(plainly_signed(text))
    other = COMMA if decimal == POINT else POINT
    attempts = [(decimal, ""), *((decimal, mark) for mark in THOUSANDS[decimal]), (other, "")]
    attempts += [(other, mark) for mark in THOUSANDS[other]] if not text.equals(written) else []
    for sign, mark in attempts:
        pattern = plain(sign) + (f"|{grouped(mark, sign)}" if mark else "")
        if compute.all(compute.match_substring_regex(text, f"^(?:{pattern})$"), skip_nulls=True).as_py():
            known = compute.drop_null(text)[:_LOOKED_AT].to_pylist()
            signed = form if bare else signed_form(form, compute.drop_null(written)[:_LOOKED_AT].to_pylist(), known)
            said = _said(form, signed, sign if sign != decimal else "", mark)
            found = replace(signed, thousands=mark, point=sign, decimals=decimals_in(known, sign))
            found = replace(found, least=int(has_points(known, sign)))
            is_odd = said or signed != NumberForm() or (decimal == COMMA and (found.decimals or found.least))
            return Numbers(_cast(text, sign, mark), said, found if is_odd else None)
    return None


def has_points(texts: Sequence[str], point: str) -> bool:
    """Whether numbers as text have a decimal each, whole ones too, as in 1.0."""
    return any(text.endswith(f"{point}0") for text in texts) and all(
        point in text or "e" in text.lower() for text in texts
    )


def decimals_in(texts: Sequence[str], point: str) -> int | None:
    """Return the decimals of numbers as text where all have equally many, None where each has as many as it needs."""
    figures = {len(text.partition(point)[2]) for text in texts}
    if len(figures) > 1 or any("e" in text.lower() for text in texts):
        return None
    count = figures.pop() if figures else 0
    return count if not count or any(text.endswith("0") for text in texts) else None


def without(column: Any, marks: Iterable[str]) -> Any:
    """Return a column of numbers with null where it equals one of the marks that are numbers."""
    import pyarrow
    from pyarrow import compute

    for mark in marks:
        if not (pyarrow.types.is_integer(column.type) or pyarrow.types.is_floating(column.type)):
            continue
        if PLAIN[POINT].fullmatch(mark.strip()):
            same = compute.equal(column.cast(pyarrow.float64(), safe=False), float(mark))
            column = compute.if_else(same, None, column)
    return column


def _bare(text: Any) -> tuple[Any, NumberForm]:
    """Return texts without the currency or sign that all have before or behind their number, and these."""
    from pyarrow import compute

    first = str(compute.drop_null(text)[0])
    before, behind = _BEFORE.match(first), _BEHIND.search(first)
    if before is None and behind is None:
        return text, NumberForm()
    start, end = before[1] if before else "", behind[1] if behind else ""
    pattern = rf"^([+-]?){re.escape(start)}([+-]?[0-9.,].*){re.escape(end)}$"
    if not compute.all(compute.match_substring_regex(text, pattern), skip_nulls=True).as_py():
        return text, NumberForm()
    return compute.replace_substring_regex(text, pattern, r"\1\2"), NumberForm(start, end)


def _cast(text: Any, decimal: str, mark: str) -> Any:
    import pyarrow
    from pyarrow import compute

    if mark:
        text = compute.replace_substring(text, mark, "")
    if decimal != POINT:
        text = compute.replace_substring(text, decimal, POINT)
    text = compute.replace_substring_regex(text, r"^\+", "")
    if compute.all(compute.match_substring_regex(text, f"^{WHOLE_NUMBER}$"), skip_nulls=True).as_py():
        for kind in (pyarrow.int64(), pyarrow.uint64()):
            try:
                return text.cast(kind)
            except pyarrow.ArrowInvalid:
                continue
    return text.cast(pyarrow.float64())


def _said(form: NumberForm, signed: NumberForm, decimal: str, mark: str) -> str:
    parts = [
        f"{affix.strip()!r} {place} them"
        for affix, place in ((form.before, "before"), (form.behind, "behind"))
        if affix
    ]
    parts += [said] if (said := signs_said(signed)) else []
    parts += [f"a {_SEEN[decimal]}"] if decimal else []
    if mark:
        parts.append(f"a {_BLANKS[mark]} between thousands" if mark in _BLANKS else f"{mark!r} between thousands")
    return " and ".join(parts)
