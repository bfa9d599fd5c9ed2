"""Which columns of a table are learnt from, with their types, and what is said of the others."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gansmith.data.conventions import BY_EVIDENCE
from gansmith.data.formats.index_columns import index_columns
from gansmith.data.formats.named_columns import EVERY_TEXT
from gansmith.data.formats.text_columns import check_numeric, text_columns
from gansmith.data.formats.typed import AS_USUAL, Reading, Typed, Written
from gansmith.data.formats.typed_columns import TIMES, is_text, typed
from gansmith.data.formats.variables import Choices
from gansmith.data.formats.wanted_types import OUT, Wanted, wanted_names, wanted_types
from gansmith.data.number_form import is_short_line
from gansmith.data.reader.library_errors import shown
from gansmith.errors import DataError, first_few, option

_MOST_LISTED = 10


def listed(names: Sequence[str]) -> str:
    """Return names as a message lists them, the first of many."""
    return first_few([repr(shown(name)) for name in names], _MOST_LISTED)


def without_index(table: Any, choices: Choices, declared: Collection[str], notes: list[str]) -> Any:
    """Return the table without what numbers or names its rows, which a note says; columns that are given a type stay.

    declared: columns that the file itself calls its index.
    """
    features = [name for name in table.column_names if name not in (choices.label, *choices.condition)]
    keep = choices.table.keep_index or choices.conventions < BY_EVIDENCE
    found = {} if keep else index_columns(table.select(features), declared)
    told = wanted_names(choices.table.column)
    found = {name: reason for name, reason in found.items() if name not in told}
    for name, reason in found.items():
        called = f"column {shown(name)!r}" if name else "the first column, which has no name,"
        notes.append(f"{called} is left out: it holds {reason}; {option('keep_index')} keeps it")
    return table.select([name for name in table.column_names if name not in found]) if found else table


def without_texts(table: Any, choices: Choices, path: str, notes: list[str]) -> Any:
    """Return the table without columns that hold no numbers, where these are to be left out.

    Raises DataError for such columns of a recording, which is numbers alone.
    """
    features = [name for name in table.column_names if name not in (choices.label, *choices.condition)]
    if choices.table.columns != "numeric":
        if choices.window is not None:
            check_numeric(table.schema, features, path, table.column, labelled=choices.label is not None)
        return table
    texts = text_columns(table.schema, features)
    if len(texts) == len(features):
        raise DataError(f"{path} has no column of numbers: {listed(texts)} hold none. Name a table of numbers.")
    if texts:
        notes.append(f"columns without numbers are left out ({option('columns', 'numeric')}): {listed(texts)}")
    return table.select([name for name in table.column_names if name not in texts])


def typed_columns(
    stored: Mapping[str, Any],
    path: str,
    choices: Choices,
    notes: list[str],
    how: Reading,
    seen: Mapping[str, Written],
    absent: Collection[str] = (),
) -> tuple[list[Typed], dict[str, str]]:
    """Return columns with their types, and why others are none to learn from, which a note says too.

    seen: how a table as text writes its columns, by name. absent: columns that are left out already. Raises DataError
    where no column is left.
    """
    aside = (choices.label, *choices.condition)
    names = [name for name in stored if name not in aside]
    found, unfit, marks = [], dict[str, list[str]](), dict[str, list[str]]()
    wanted = wanted_types(choices.table.column, names, path, [name for name in aside if name is not None], absent)
    for name in names:
        told = wanted.get(name)
        if choices.table.columns == EVERY_TEXT and is_text(stored[name].type):
            told = Wanted("category")
        if told is not None and told.type == OUT:
            continue
        where = f"{path}: column {shown(name)!r}"
        one = typed(stored[name], name, where, told, how, seen.get(name, AS_USUAL))
        if one.unfit:
            unfit.setdefault(one.unfit, []).append(name)
            continue
        found.append(one)
        for mark in one.marks:
            marks.setdefault(mark, []).append(name)
    notes += [one.note for one in found if one.note]
    notes += [_left_out(left, why) for why, left in unfit.items()]
    notes += [
        f"the text {shown(mark)!r} stands for a missing value in {listed(having)}" for mark, having in marks.items()
    ]
    if not found:
        raise DataError(f"{path} has no column to learn from: {'; '.join(notes[-3:])}. Name another table.")
    return [_with_mark(one) for one in found], {name: why for why, left in unfit.items() for name in left}


def _left_out(names: Sequence[str], why: str) -> str:
    """Return a note of columns that are none to learn from."""
    may_be_named = why == TIMES or "text" in why
    one = len(names) == 1
    kept = f"; {option('column', shown(names[0]) + ':category')} keeps {'it' if one else 'the first'}"
    what = (
        f"column {listed(names)} is left out: it holds" if one else f"columns {listed(names)} are left out: each holds"
    )
    return f"{what} {why}{kept if may_be_named else ''}"


def _with_mark(one: Typed) -> Typed:
    """Return a column of texts with the mark of missing values that it has most often."""
    mark = next(filter(is_short_line, one.marks), "")
    return replace(one, column=replace(one.column, mark=mark)) if mark and not one.column.mark else one
