"""How a table as text is written, in words and as what a writer needs to write it the same way."""

import csv
import json
from collections import Counter
from collections.abc import Mapping, Sequence

from gansmith.data.dataset import Detail
from gansmith.data.formats.cells import MARKS
from gansmith.data.formats.dialect import BLANKS, SEPARATORS, USUAL, Dialect
from gansmith.data.formats.encoding import UTF8
from gansmith.data.formats.long_cells import long_cells
from gansmith.data.reader.library_errors import shown
from gansmith.errors import option
from gansmith.storage.json_text import parsed

NAMES = {mark: name for name, mark in SEPARATORS.items()}
SAID = 2  # the detail "header" of a table whose line of names somebody had to point out
_WRITTEN = "written_names"
_LONGEST = 1000  # characters of a name


def unusual(dialect: Dialect, encoding: str, kind: str) -> list[str]:
    """Return a note of how a table is written where that is not as its ending says."""
    parts = []
    if dialect.separator != USUAL[kind] and len(dialect.rows[0] if dialect.rows else []) > 1:
        parts.append(f"values separated by {NAMES[dialect.separator]}s ({option('separator')})")
    if dialect.decimal == ",":
        parts.append(f"decimal comma ({option('decimal')})")
    if encoding not in (UTF8, "utf-8-sig"):
        parts.append(f"encoding {encoding} ({option('encoding')})")
    if dialect.comments:
        count = len(dialect.comments)
        parts.append(f"{count} {'lines' if count > 1 else 'line'} of remarks above it left out")
    notes = [f"the table is read with {', '.join(parts)}"] if parts else []
    if dialect.counts:
        notes.append(
            f"line 1 counts the rows and columns below it, and is left out: {shown(dialect.counts)!r}; "
            f"{option('header', 'yes')} if it holds names"
        )
    return notes


def details_of(
    dialect: Dialect, encoding: str, kind: str, names: Sequence[str], *, has_names: bool, said: bool
) -> dict[str, Detail]:
    """Return what a writer needs to write a table the same way, beyond what is usual.

    said: whether somebody had to say that there is a line of names.
    """
    cells = Counter(cell.strip() for row in dialect.rows for cell in row)
    marks = [mark for mark, _ in cells.most_common() if mark and mark in MARKS]
    found: dict[str, Detail] = {"header": SAID if said else int(has_names)}
    if dialect.separator != USUAL[kind]:
        found["separator"] = dialect.separator
    if dialect.decimal == ",":
        found["decimal"] = ","
    if encoding != UTF8:
        found["encoding"] = encoding
    if marks:
        found["missing"] = marks[0]
    written = _as_written(dialect) if has_names else []
    if len(written) == len(names) and (odd := {a: b for a, b in zip(names, written, strict=True) if a != b}):
        found[_WRITTEN] = json.dumps(odd)
    return found


def written_names(names: Sequence[str], details: Mapping[str, Detail]) -> list[str]:
    """Return names of columns as the file had them, with the blanks around them, or none."""
    try:
        known = parsed(str(details.get(_WRITTEN, "{}")))
        found = [str(known.get(name, name)) for name in names]
    except (ValueError, AttributeError):  # a stranger's model may say anything
        return list(names)
    is_safe = all(len(name) <= _LONGEST and (name.isprintable() or name in names) for name in found)
    return found if is_safe and any(found) else list(names)


def _as_written(dialect: Dialect) -> list[str]:
    """Return the names of columns with the blanks around them."""
    if dialect.separator == BLANKS:
        return []
    text = dialect.body[: dialect.below].decode(errors="replace")
    with long_cells():
        return next(iter(csv.reader([text], delimiter=dialect.separator)), [])
