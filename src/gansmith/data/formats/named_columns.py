"""Columns of texts as the numbers of their names, and which texts are none."""

from collections.abc import Collection
from typing import Any

import numpy as np

from gansmith.data.formats.as_wanted import in_their_order
from gansmith.data.formats.cells import MARKS
from gansmith.data.formats.text_columns import check_strays
from gansmith.data.formats.typed import MOST, Reading, Typed, left_out
from gansmith.data.formats.wanted_types import Wanted
from gansmith.data.reader.library_errors import shown
from gansmith.data.schema import Column
from gansmith.errors import DataError, option

EVERY_TEXT = "every text"  # a choice of columns: texts are categories, however many there are and however long
_FEWEST = 20  # rows from which on texts that never come again name the rows
_LOOKED_AT = 100_000  # texts among which a number is looked for
_OFTEN = 0.5  # of the rows: as many distinct texts are no categories
_NO_MARKS = ("-", "--", ".")  # of a missing number, which among names may be one
_LONGEST = 1 << 20  # characters of all names of a column


def without_marks(stored: Any, how: Reading, names: Collection[str] = ()) -> Any:
    """Return texts with null in place of what stands for a missing value; names of categories never do."""
    import pyarrow
    from pyarrow import compute, types

    texts = as_plain_texts(stored)
    texts = compute.utf8_trim_whitespace(texts) if how.written else texts
    is_declared = how.declared and types.is_dictionary(stored.type)
    usual = [] if is_declared else [mark for mark in MARKS if mark not in (*_NO_MARKS, *names)]
    unknown = compute.is_in(texts, value_set=pyarrow.array([*usual, *how.missing], pyarrow.string()))
    return compute.if_else(unknown, None, texts)


def as_plain_texts(stored: Any) -> Any:
    """Return texts of any type in the usual one."""
    import pyarrow

    return stored if str(stored.type) == "string" else stored.cast(pyarrow.string())


def named(stored: Any, name: str, where: str, wanted: Wanted | None, how: Reading) -> Typed:
    """Return texts as the numbers of their names; raises DataError where they are to be names and cannot be."""
    import pyarrow
    from pyarrow import compute, types

    told = wanted.categories if wanted is not None and how.declared else ()
    kind, texts = str(stored.type), without_marks(stored, how, told)
    all_texts = as_plain_texts(stored)
    lost = compute.and_(compute.is_null(texts), compute.is_valid(all_texts))
    marks = compute.unique(compute.utf8_trim_whitespace(compute.filter(all_texts, lost))).to_pylist()
    if wanted is None:
        check_strays(texts[:_LOOKED_AT].to_pylist(), where, name)
    names = sorted(compute.unique(texts).drop_null().to_pylist())
    odd = next((text for text in names if "\0" in text), None)
    is_long = odd is not None or sum(map(len, names)) > _LONGEST
    unfit = _unfit(len(names), len(texts) - texts.null_count, is_long=is_long) if wanted is None or is_long else ""
    if unfit and wanted is not None:
        seen = shown(odd or max(names, key=len))
        raise DataError(
            f"{where} holds {seen!r}, which names no category. Leave it out: {option('drop', shown(name))}."
        )
    if unfit:
        return left_out(name, unfit)
    if types.is_dictionary(stored.type):
        names = _in_their_own_order(stored, names, without=() if how.declared else MARKS)
    if wanted is not None and wanted.categories:
        names = in_their_order(names, wanted.categories, where)
    codes = compute.index_in(texts, value_set=pyarrow.array(names, pyarrow.string()))
    values = np.asarray(compute.fill_null(codes.cast(pyarrow.float64()), float("nan")).to_numpy(zero_copy_only=False))
    return Typed(values, Column(name, "category", 0, tuple(names), kind), tuple(filter(None, marks)))


def _unfit(distinct: int, known: int, *, is_long: bool) -> str:
    """Return why texts are no categories, "" where they are."""
    if is_long:
        return "free text"
    if known >= _FEWEST and distinct == known:
        return "a text that is another in every row, as a name or an identifier is"
    if distinct > MOST:
        return f"{distinct:,} different texts"
    return "free text" if known >= _FEWEST and distinct > _OFTEN * known else ""


def _in_their_own_order(stored: Any, names: list[str], without: Collection[str]) -> list[str]:
    """Return the names of a dictionary in its order, with those that do not come, unless these are very many."""
    chunks = stored.unify_dictionaries().chunks if hasattr(stored, "chunks") else [stored]
    known = [str(name) for name in chunks[0].dictionary.to_pylist() if name is not None] if chunks else []
    wanted = set(names)
    if len(known) > MOST:
        return [name for name in known if name in wanted]
    return [name for name in known if name in wanted or name.strip() not in without]
