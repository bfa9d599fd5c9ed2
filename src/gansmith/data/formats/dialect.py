"""How a text table is written: what separates its cells, its comments, its decimal mark, found in its first lines."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from gansmith.data.formats.cells import TEXT, WHOLE, common_decimal, kind_of
from gansmith.data.formats.encoding import LONGEST_LINE
from gansmith.data.formats.long_cells import long_cells
from gansmith.data.formats.titles import titles_above
from gansmith.errors import UsageError, option

BLANKS = " "  # any number of blanks and tabs
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "blank": BLANKS}
USUAL = {"csv": ",", "tsv": "\t", "txt": BLANKS}  # separators where a file does not show its own
_PREFERRED = ("\t", ";", "|", ",", BLANKS)  # where cells look equally well: what stands least in texts
_MOST_LINES, _MOST_BYTES = 200, 1 << 20  # that are looked at
_WITHIN_TEXTS = 0.2  # less of blanks, which texts hold too
_ONE_FEWER = 0.3  # off a score, where the first line has one cell fewer than others, as R writes names
_FEWEST_COUNTED = 5  # rows below a line that counts them
_CONSISTENT = 0.9  # share of lines with equally many cells
_COMMENTS = (b"#", b"%")
_EXCEL = re.compile(rb'"?sep=([,;|\t ])"?\s*')  # a first line by which Excel tells itself the separator


@dataclass(frozen=True)
class Dialect:
    """How a table is written, and its first lines cut into cells; `body` is what follows leading comments."""

    body: bytes
    separator: str
    decimal: str
    rows: list[list[str]]
    below: int  # where the second row starts in the body
    quoted: bool  # whether the first line is in quotes, and the second is not
    comments: list[str] = field(default_factory=list)  # what stands above the table
    counts: str = ""  # a line above the table that says how many rows and columns it has


def find_dialect(
    text: bytes,
    separator: str | None,
    decimal: str | None,
    usual: str,
    *,
    may_count: bool = True,
    may_be_filled: bool = True,
) -> Dialect:
    """Return how a table in UTF-8 is written; separator and decimal where the user names them.

    usual: the separator where the lines show none. may_count: whether the first line may be one that counts the rows
    below it, as scikit-learn's tables begin, and is no row. may_be_filled: whether lines above a table may be filled up
    with empty cells, as programs of banks and Excel write them. Raises UsageError for an unknown name.
    """
    named = None if separator is None else named_separator(separator)
    if decimal not in (None, "point", "comma"):
        raise UsageError(f"{option('decimal', decimal)}: point or comma.")
    body, comments, excel = _without_preface(text)
    lines = _first_lines(body)
    chosen = named or excel or _best(lines, usual)
    if above := titles_above(cut(lines, chosen), may_be_filled=may_be_filled):
        comments += [line.strip().decode(errors="replace") for line in lines[:above] if line.strip()]
        body = body[sum(map(len, lines[:above])) :]
        lines = _first_lines(body)
    counts = ""
    if may_count and _counts_rows([row for row in cut(lines, chosen) if row], body):
        counts, body = lines[0].strip().decode(errors="replace"), body[len(lines[0]) :]
        lines = _first_lines(body)
    rows, below = [row for row in cut(lines, chosen) if row], _length_of_first(lines, chosen)
    cells = [cell for row in rows[1:] or rows for cell in row]
    mark = common_decimal(cells, chosen) if decimal is None else {"point": ".", "comma": ","}[decimal]
    return Dialect(body, chosen, mark, rows, below, _first_alone_is_quoted(lines, rows), comments, counts)


def named_separator(name: str) -> str:
    """Return the separator of a name, or itself; raises UsageError for any other."""
    found = SEPARATORS.get(name.lower(), name)
    if found not in SEPARATORS.values():
        raise UsageError(f"{option('separator', name[:20])} is none of {', '.join(SEPARATORS)}.")
    return found


def cut(lines: Sequence[bytes], separator: str) -> list[list[str]]:
    """Return lines in UTF-8 as rows of cells."""
    texts = [line.decode(errors="replace") for line in lines]
    if separator == BLANKS:
        return [[cell.strip('"') for cell in re.findall(r'"[^"]*"|\S+', text)] for text in texts]
    with long_cells():
        return list(csv.reader(texts, delimiter=separator, skipinitialspace=True))


def with_tabs(body: bytes) -> bytes:
    """Return a table whose cells lie apart by any number of blanks as one of tabs."""
    if b'"' not in body:
        return b"\n".join(b"\t".join(line.split()) for line in body.splitlines())
    return b"\n".join(b"\t".join(re.findall(rb'"[^"]*"|\S+', line)) for line in body.splitlines())


def without_comments(body: bytes, dialect: Dialect, width: int) -> tuple[bytes, int]:
    """Return the table without comments among its rows, and how many those are.

    They start with #, which a row of `width` cells may do as well where its first column holds text.
    """
    if b"\n#" not in body and b"\r#" not in body and not body.startswith(b"#"):
        return body, 0
    kept, inside, left_out = [], False, 0
    kinds = [kind_of(row[0], dialect.decimal) for row in dialect.rows[1:] if not row[0].startswith("#")]
    may_be_text = TEXT in kinds
    for line in body.splitlines(keepends=True):
        if not inside and line.startswith(b"#"):
            is_row = may_be_text and len(next(iter(cut([line], dialect.separator)), [])) == width
            if not is_row:
                left_out += 1
                continue
        inside ^= line.count(b'"') % 2 == 1  # within a text of several lines
        kept.append(line)
    return b"".join(kept), left_out


def without_first(body: bytes, separator: str) -> bytes:
    """Return a table without its first row."""
    return body[_length_of_first(_first_lines(body), separator) :]


def _without_preface(text: bytes) -> tuple[bytes, list[str], str | None]:
    """Return the table, the comments above it, and the separator that Excel's own line names."""
    comments: list[str] = []
    separator, start = None, 0
    lines = _first_lines(text)
    marks = [mark for mark in _COMMENTS if 2 * sum(line.startswith(mark) for line in lines) <= len(lines)]
    while start < len(text):
        end = _end_of_line(text, start)
        line = text[start:end]
        if start == 0 and (found := _EXCEL.fullmatch(line)):
            separator = found[1].decode()
        elif any(line.startswith(mark) for mark in marks):
            comments.append(line.strip().lstrip(b"#% ").decode(errors="replace"))
        elif line.strip(b"\r\n"):
            break
        start = end
    return text[start:], comments, separator


def _end_of_line(text: bytes, start: int) -> int:
    found = re.compile(rb"\r\n|\n|\r").search(text, start, start + LONGEST_LINE + 2)
    if found is None and len(text) - start > LONGEST_LINE:
        raise ValueError(f"a line is longer than {LONGEST_LINE:,} bytes")
    return len(text) if found is None else found.end()


def _first_lines(body: bytes) -> list[bytes]:
    lines: list[bytes] = []
    start = 0
    while start < len(body) and len(lines) < _MOST_LINES and (start < _MOST_BYTES or len(lines) < 3):
        end = _end_of_line(body, start)
        lines.append(body[start:end])
        start = end
    return lines


def _length_of_first(lines: Sequence[bytes], separator: str) -> int:
    """Return how many bytes the first row takes; a text in quotes may have several lines."""
    if separator == BLANKS:
        return len(lines[0]) if lines else 0
    reader = csv.reader((line.decode(errors="replace") for line in lines), delimiter=separator, skipinitialspace=True)
    with long_cells():
        next(reader, None)
    return sum(map(len, lines[: reader.line_num]))


def _first_alone_is_quoted(lines: Sequence[bytes], rows: Sequence[Sequence[str]]) -> bool:
    if len(lines) < 2 or len(rows) < 2:
        return False
    return lines[0].count(b'"') >= 2 * len(rows[0]) and lines[1].count(b'"') < 2 * len(rows[1])


def _best(lines: Sequence[bytes], usual: str) -> str:
    """Return the separator that cuts lines into equally many cells, most of them numbers."""
    scores = {}
    for separator in _PREFERRED:
        rows = [row for row in cut(lines, separator) if row]
        score = _score(rows, separator)
        if score > 0:
            scores[separator] = score + (0.05 if separator == usual != BLANKS else 0)
    if not scores and usual == "," and _is_one_column(lines):
        return ";"  # one column, whose numbers have commas
    return max(scores, key=scores.__getitem__) if scores else usual


def _is_one_column(lines: Sequence[bytes]) -> bool:
    """Whether there is one name, above numbers of which some have a decimal comma."""
    commas = [line.count(b",") for line in lines]
    return bool(commas) and commas[0] == 0 and max(commas) == 1


def _counts_rows(rows: Sequence[Sequence[str]], body: bytes) -> bool:
    """Whether the first row says how many rows and columns follow, as in "178,13,class_0,class_1,class_2".

    It begins with a whole number, and has another length than all others, which are alike, or the numbers are right.
    """
    if len(rows) <= _FEWEST_COUNTED or not rows[0] or kind_of(rows[0][0]) != WHOLE:
        return False
    first, width = rows[0], len(rows[1])
    if len(first) not in (width, width - 1):
        return all(len(row) == width for row in rows[1:])
    said = [int(cell) for cell in first[:2] if kind_of(cell) == WHOLE]
    return said[0] == _lines_below(body) and said[1:] in ([width], [width - 1])


def _lines_below(body: bytes) -> int:
    return body.rstrip().count(b"\n")


def _score(rows: list[list[str]], separator: str) -> float:
    """Return 0 where lines have unequal numbers of cells, or one each, else 1 and the share of numbers."""
    rows = rows[titles_above(rows, may_be_filled=False) :]
    rows = rows[1:] if _counts_rows(rows, b"") else rows
    below = rows[1:] or rows
    if not below:
        return 0
    width, count = Counter(map(len, below)).most_common(1)[0]
    if width < 2 or count < _CONSISTENT * len(below) or len(rows[0]) not in (width, width - 1):
        return 0
    cells = [cell for row in below for cell in row]
    decimal = common_decimal(cells, separator)
    if (separator, len(rows[0]), width) == (",", 1, 2) and {kind_of(cell) for cell in cells} == {WHOLE}:
        return 0  # one name above one column with decimal commas
    fewer = _ONE_FEWER if len(rows[0]) < width else 0
    within = _WITHIN_TEXTS if separator == BLANKS else 0
    return 1 + round(sum(kind_of(cell, decimal) != TEXT for cell in cells) / len(cells), 1) - fewer - within
