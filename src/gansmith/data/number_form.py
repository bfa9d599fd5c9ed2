"""Numbers as a table writes them, in a form such as $1,000.00 or 0.0%: numbers to texts, and what forms there are.

A form shows how a number is written: what stands before and behind it; 0, or 1,000 where thousands are set apart; then
the decimal mark with a 0 for each decimal, or with # for as many as a number has, 0# for one at least. Where negative
numbers are written otherwise than with - before all, theirs follows behind a semicolon: 0.00;(0.00), or +0.0;-0.0.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 60  # characters of a form
_BLANKS = "\u00a0\u202f"  # that part thousands, and are not printed
_FORM = re.compile(r"([^\d#]*)(?:0|1(\D)000)(?:([.,])(0{1,30}|0?#))?([^\d#]*)")


def is_short_line(text: str) -> bool:
    """Whether a text is short and without characters that control, as all that a table is written with is."""
    return len(text) <= LONGEST and all(sign.isprintable() or sign in _BLANKS for sign in text)


@dataclass(frozen=True)
class NumberForm:
    """How numbers are written: decimals is None for as many as they have, of which `least` come always.

    negative is what stands before and behind the figures of a negative number, None for - before all others have.
    """

    before: str = ""
    behind: str = ""
    thousands: str = ""
    point: str = "."
    decimals: int | None = None
    least: int = 0
    negative: tuple[str, str] | None = None

    def __str__(self) -> str:
        whole = f"1{self.thousands}000" if self.thousands else "0"
        broken = f"{self.point}{'0' * self.least}#" if self.decimals is None else self.point + "0" * self.decimals
        figures = f"{whole}{broken if self.decimals != 0 else ''}"
        below = "" if self.negative is None else f";{self.negative[0]}{figures}{self.negative[1]}"
        return f"{self.before}{figures}{self.behind}{below}"

    @classmethod
    def of(cls, text: str) -> "NumberForm | None":
        """Return the form that a text shows, None where it shows none."""
        if not is_short_line(text):
            return None
        found, below = _FORM.fullmatch(text), None
        if found is None:
            first, _, second = text.partition(";")
            found, below = _FORM.fullmatch(first), _FORM.fullmatch(second)
            if found is None or below is None or found.groups()[1:4] != below.groups()[1:4]:
                return None
        before, thousands, point, figures, behind = found.groups()
        decimals = 0 if point is None else None if figures.endswith("#") else len(figures)
        negative = None if below is None else (below[1], below[5])
        return cls(before, behind, thousands or "", point or ".", decimals, int(figures == "0#"), negative)

    def texts(self, values: Iterable[float]) -> list[str]:
        """Return numbers as texts of this form."""
        return [self._text(value) for value in values]

    def number_in(self, text: str) -> float | None:
        """Return the number that a text of this form is, None where it is none."""
        if self.negative is not None and (below := self._found(*self.negative, text)) is not None:
            return -below[1]
        found = self._found(self.before, self.behind, text, r"[+-]?")
        if found is None:
            return None
        sign, number = found
        return -number if sign == "-" else number

    def _found(self, before: str, behind: str, text: str, signs: str = "") -> tuple[str, float] | None:
        """Return the sign and the number without it of a text that has this before and behind its figures."""
        thousands = re.escape(self.thousands)
        found = re.fullmatch(
            rf"({signs}){re.escape(before.strip())} *([0-9]+(?:{thousands}[0-9]{{3}})*)"
            rf"(?:{re.escape(self.point)}([0-9]+))? *{re.escape(behind.strip())}",
            text.strip(),
        )
        if found is None:
            return None
        sign, whole, broken = found.groups()
        digits = whole.replace(self.thousands, "") if self.thousands else whole
        return sign, float(f"{digits[:400]}.{broken or 0}")

    def _text(self, value: float) -> str:
        if self.decimals is None:
            is_below = repr(float(value)).startswith("-")  # of -0.0 too
            whole, _, broken = repr(float(abs(value))).partition(".")
            broken = "" if broken == "0" and not self.least else broken
            if "e" in broken or "e" in whole or not whole.isdigit():  # a very small or great number, or none
                return self._around(f"{abs(value):.17g}".replace(".", self.point), is_below=is_below)
        else:
            whole, _, broken = f"{abs(value):.{self.decimals}f}".partition(".")
            is_below = value < 0 and bool(whole.strip("0") or broken.strip("0"))
        if self.thousands and whole.isdigit():
            whole = f"{int(whole):,}".replace(",", self.thousands)
        return self._around(f"{whole}{self.point if broken else ''}{broken}", is_below=is_below)

    def _around(self, figures: str, *, is_below: bool) -> str:
        """Return the figures of a number with what stands before and behind them."""
        before, behind = self.before, self.behind
        if is_below:
            before, behind = self.negative or (f"-{before}", behind)
        return f"{before}{figures}{behind}"
