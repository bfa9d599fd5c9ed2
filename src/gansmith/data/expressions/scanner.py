"""The text of a condition or rule, read from left to right: numbers, columns, operators."""

import re
from collections.abc import Sequence

from gansmith.data.reader.library_errors import shown
from gansmith.errors import UsageError, option

LONGEST = 2000  # characters of a condition
OPERATORS = ("<=", ">=", "!=", "==", "=", "<", ">")
_NUMBER = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"|\'((?:[^\']|\'\')*)\'')
_WORD = re.compile(r"[^\s=<>!+*,\"']+")
_INSIDE = re.compile(r"[\w.]")  # what goes on with a name or a number


class Scanner:
    """A place in a text. kind is the option that the text is of, "where" or "rule", which errors name."""

    def __init__(self, text: str, kind: str) -> None:
        self.text, self.kind, self.place = text, kind, 0
        if len(text) > LONGEST:
            raise self.error(f"it has {len(text):,} characters, and {LONGEST:,} are the most")
        if not text.isprintable():
            raise self.error("it holds characters that are not printed. Write it on one line, without tabs")

    def error(self, reason: str) -> UsageError:
        """Return the error that this text is refused with."""
        return UsageError(f"{option(self.kind, shown(repr(self.text)))}: {reason}{'' if reason[-1] in '?.' else '.'}")

    @property
    def rest(self) -> str:
        """What has not been read, without the blanks around it."""
        return self.text[self.place :].strip()

    def take(self, *words: str) -> str:
        """Return which of some signs comes next, and pass it; "" for none."""
        self._pass_blanks()
        found = next((word for word in words if self.text.startswith(word, self.place)), "")
        self.place += len(found)
        return found

    def take_word(self, word: str) -> bool:
        """Pass a word if it comes next, whole."""
        self._pass_blanks()
        end = self.place + len(word)
        is_next = self.text[self.place : end].lower() == word and not _INSIDE.match(self.text, end)
        self.place += len(word) * is_next
        return is_next

    def number(self, names: Sequence[str]) -> float | None:
        """Return the number that comes next, and pass it; None where none does, or the longer name of a column."""
        self._pass_blanks()
        found = _NUMBER.match(self.text, self.place)
        if found is None or _INSIDE.match(self.text, found.end()):
            return None
        known = self._known(names)
        if known is not None and len(known) > len(found[0]):
            return None
        self.place = found.end()
        return float(found[0])

    def column(self, names: Sequence[str]) -> str:
        """Return the name that comes next, and pass it: in quotes, the longest of `names`, or one that is unknown."""
        self._pass_blanks()
        if quoted := _QUOTED.match(self.text, self.place):
            self.place = quoted.end()
            return unquoted(quoted[0])
        if self.text[self.place : self.place + 1] in ("'", '"'):
            raise self.error(f"the quote in {shown(repr(self.rest))} has no end")
        name = self._known(names)
        if name is None:
            word = _WORD.match(self.text, self.place)
            name = word[0] if word else ""
        self.place += len(name)
        return name

    def _known(self, names: Sequence[str]) -> str | None:
        """Return the longest of the names that comes next and ends there."""
        found = [name for name in names if name and self.text.startswith(name, self.place)]
        ended = [name for name in found if not self._goes_on(name)]
        return max(ended, key=len, default=None)

    def _goes_on(self, name: str) -> bool:
        return bool(_INSIDE.match(name[-1]) and _INSIDE.match(self.text, self.place + len(name)))

    def _pass_blanks(self) -> None:
        while self.text[self.place : self.place + 1].isspace():
            self.place += 1


def unquoted(text: str) -> str:
    """Return a text without the quotes around it, where there are some; doubled ones inside stand for one."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" and _QUOTED.fullmatch(text):
        return text[1:-1].replace(text[0] * 2, text[0])
    return text


def listed(text: str) -> list[str]:
    """Return the parts of a text between commas that are not in quotes, each without blanks and quotes around it."""
    parts, start, place = [], 0, 0
    while place < len(text):
        quoted = _QUOTED.match(text, place) if not text[start:place].strip() else None
        if quoted:
            place = quoted.end()
            continue
        if text[place] == ",":
            parts.append(text[start:place])
            start = place + 1
        place += 1
    return [unquoted(part.strip()) for part in (*parts, text[start:])]
