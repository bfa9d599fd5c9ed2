"""Numbers as a table writes them, in a form such as $1,000.00 or 0.0%: numbers to texts, and what forms there are.

A form shows how a number is written: what stands before and behind it; 0, or 1,000 where thousands are set apart; then
the decimal mark with a 0 for each decimal, or with # for as many as a number has, 0# for one at least.
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
    """How numbers are written: decimals is None for as many as they have, of which `least` come always."""

    before: str = ""
    behind: str = ""
    thousands: str = ""
    point: str = "."
    decimals: int | None = None
    least: int = 0

    def __str__(self) -> str:
        whole = f"1{self.thousands}000" if self.thousands else "0"
        broken = f"{self.point}{'0' * self.least}#" if self.decimals is None else self.point + "0" * self.decimals
        return f"{self.before}{whole}{broken if self.decimals != 0 else ''}{self.behind}"

    @classmethod
    def of(cls, text: str) -> "NumberForm | None":
        """Return the form that a text shows, None where it shows none."""
        found = _FORM.fullmatch(text) if is_short_line(text) else None
        if found is None:
            return None
        before, thousands, point, figures, behind = found.groups()
        decimals = 0 if point is None else None if figures.endswith("#") else len(figures)
        return cls(before, behind, thousands or "", point or ".", decimals, int(figures == "0#"))

    def texts(self, values: Iterable[float]) -> list[str]:
        """Return numbers as texts of this form."""
        return [self._text(value) for value in values]

    def number_in(self, text: str) -> float | None:
        """Return the number that a text of this form is, None where it is none."""
        found = re.fullmatch(
            rf"([+-]?){re.escape(self.before.strip())} *([0-9]+(?:{re.escape(self.thousands)}[0-9]{{3}})*)"
            rf"(?:{re.escape(self.point)}([0-9]+))? *{re.escape(self.behind.strip())}",
            text.strip(),
        )
        if found is None:
            return None
        sign, whole, broken = found.groups()
        digits = whole.replace(self.thousands, "") if self.thousands else whole
        return float(f"{sign}{digits[:400]}.{broken or 0}")

    def _text(self, value: float) -> str:
        if self.decimals is None:
            sign = "-" if repr(float(value)).startswith("-") else ""  # of -0.0 too
            whole, _, broken = repr(float(abs(value))).partition(".")
            broken = "" if broken == "0" and not self.least else broken
            if "e" in broken or "e" in whole or not whole.isdigit():  # a very small or great number, or none
                text = f"{abs(value):.17g}".replace(".", self.point)
                return f"{sign}{self.before}{text}{self.behind}"
        else:
            whole, _, broken = f"{abs(value):.{self.decimals}f}".partition(".")
            sign = "-" if value < 0 and (whole.strip("0") or broken.strip("0")) else ""
        if self.thousands and whole.isdigit():
            whole = f"{int(whole):,}".replace(",", self.thousands)
        return f"{sign}{self.before}{whole}{self.point if broken else ''}{broken}{self.behind}"
