"""Dates as a table writes them, in a form of strftime's letters such as %d/%m/%Y: dates to texts and back."""

import re
from datetime import UTC, datetime, timedelta, timezone

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.number_form import is_short_line

_DAY = 86_400 * 10**9  # nanoseconds
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FULL = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)
_MONTHS = {"%b": _NAMES, "%B": _FULL, "%^b": tuple(map(str.upper, _NAMES)), "%^B": tuple(map(str.upper, _FULL))}
_HALVES = {"%p": ("AM", "PM"), "%P": ("am", "pm")}
_TOKEN = re.compile(r"%(?:-[mdHI]|\^[bB]|[1-9]f|[YymdbBHIMSpPz])")
_ZONE = "%z"
_FIGURES = {"%Y": "%04d", "%-m": "%d", "%-d": "%d", "%-H": "%d", "%-I": "%d"}  # of others %02d
_OFFSET = re.compile(r"%(?:[MSpP]|[1-9]f) ?([+-])([0-9]{2}):?([0-9]{2})?$")  # a zone at the end, the same in all rows
THIS_CENTURY = 70  # a year of two figures below it is of 2000 to 2069


def is_form(text: str) -> bool:
    """Whether a text is a form of dates: short, of one line, with a day, a month or a year."""
    return is_short_line(text) and any(part in _TOKEN.findall(text) for part in ("%Y", "%y"))


def texts_of(form: str, days: Array, clock: Array) -> list[str]:
    """Return dates as texts of a form: days (N,) since 1970 and nanoseconds (N,) since their midnight, both of UTC."""
    total = clock.astype(np.int64) + 10**9 * seconds_ahead(_OFFSET.search(form))
    days, clock = days.astype(np.int64) + total // _DAY, total % _DAY
    parts, columns, at = list[str](), [], 0
    fields = _fields(days, clock)
    for found in _TOKEN.finditer(form):
        token = found[0]
        parts.append(form[at : found.start()].replace("%", "%%"))
        at = found.end()
        if token == _ZONE:
            parts.append("+00:00")
        elif token in _MONTHS or token in _HALVES:
            names = _MONTHS.get(token) or _HALVES[token]
            places = fields["m"] - 1 if token in _MONTHS else (fields["H"] >= 12).astype(np.int64)
            columns.append([names[place] for place in places.tolist()])
            parts.append("%s")
        elif token.endswith("f"):
            figures = int(token[1])
            columns.append((fields["f"] // 10 ** (9 - figures)).tolist())
            parts.append(f"%0{figures}d")
        else:
            columns.append(fields[token[-1]].tolist())
            parts.append(_FIGURES.get(token, "%02d"))
    template = "".join(parts) + form[at:].replace("%", "%%")
    return [template % row for row in zip(*columns, strict=True)]


def moment_in(form: str, text: str) -> datetime | None:
    """Return the date that a text of a form is, in UTC where the form has a zone; None where it is none."""
    found = re.fullmatch(_pattern(form), text.strip(), re.IGNORECASE)
    if found is None:
        return None
    named = found.groupdict()
    year = int(named["Y"]) if "Y" in named else 1900 + int(named["y"]) + 100 * (int(named["y"]) < THIS_CENTURY)
    month = _NAMES.index(named["b"][:3].title()) + 1 if "b" in named else int(named.get("m", 1))
    hour = int(named.get("H", named.get("I", 0)))
    if "p" in named:
        hour = hour % 12 + 12 * (named["p"].lower() == "pm")
    micros = int(named.get("f", "0").ljust(9, "0")[:6])
    numbers = (int(named.get(part, least)) for part, least in (("d", 1), ("M", 0), ("S", 0)))
    day, minute, second = numbers
    try:
        moment = datetime(year, month, day, hour, minute, second, micros)
    except ValueError:
        return None
    if "z" in named:
        return moment.replace(tzinfo=timezone(_offset(named["z"]))).astimezone(UTC)
    if _OFFSET.search(form) or form.endswith("Z"):
        return (moment - timedelta(seconds=seconds_ahead(_OFFSET.search(form)))).replace(tzinfo=UTC)
    return moment


def _pattern(form: str) -> str:
    """Return the regular expression of texts of a form."""
    names = f"(?P<b>{'|'.join(sorted({*_NAMES, *_FULL}, key=len, reverse=True))})"
    patterns = {**dict.fromkeys(_MONTHS, names), **dict.fromkeys(_HALVES, "(?P<p>AM|PM)")}
    patterns |= {"%Y": r"(?P<Y>\d{4})", "%z": r"(?P<z>Z|[+-]\d{2}:?\d{2})"}
    parts, at, known = list[str](), 0, set[str]()
    for found in _TOKEN.finditer(form):
        token = found[0]
        parts.append(re.escape(form[at : found.start()]))
        at = found.end()
        usual = rf"(?P<f>\d{{{token[1]}}})" if token.endswith("f") else rf"(?P<{token[-1]}>\d{{1,2}})"
        part = patterns.get(token, usual)
        name = part[4 : part.index(">")]
        parts.append(part if name not in known else part.replace(f"?P<{name}>", "?:"))
        known.add(name)
    return "".join(parts) + re.escape(form[at:])


def _fields(days: Array, clock: Array) -> dict[str, Array]:
    """Return the parts of dates by the letters of strftime."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    year = dates.astype("datetime64[Y]").astype(np.int64) + 1970
    seconds = clock // 10**9
    hour = seconds // 3600
    return {
        "Y": year,
        "y": year % 100,
        "m": months.astype(np.int64) % 12 + 1,
        "d": (dates - months).astype(np.int64) + 1,
        "H": hour,
        "I": (hour - 1) % 12 + 1,
        "M": seconds // 60 % 60,
        "S": seconds % 60,
        "f": clock % 10**9,
    }


def seconds_ahead(zone: re.Match[str] | None) -> int:
    """Return the seconds that a zone, matched as its sign, hours and minutes if any, lies ahead of UTC; 0 for none."""
    return 0 if zone is None else int(f"{zone[1]}1") * (3600 * int(zone[2]) + 60 * int(zone[3] or 0))


def _offset(zone: str) -> timedelta:
    if zone in "Zz":
        return timedelta()
    size = timedelta(hours=min(int(zone[1:3]), 23), minutes=min(int(zone[-2:]), 59))
    return -size if zone[0] == "-" else size
