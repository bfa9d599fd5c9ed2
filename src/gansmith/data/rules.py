"""Rules between the columns of a table, held against the data before a model is trained to keep them."""

import numpy as np

from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.data.expressions.columns import Columns
from gansmith.data.expressions.condition import Condition
from gansmith.data.expressions.parse import conditions
from gansmith.data.expressions.possible import require_possible
from gansmith.data.reader.library_errors import shown
from gansmith.errors import UsageError, option

_MANY = 0.01  # of the rows break a rule: as many are worth a warning


def with_rules(dataset: Dataset, codec: Codec, texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is to be said of rules: how many rows of the data break each, and how samples will keep it.

    Raises UsageError for a rule that is not understood, that all rows break, or that no row can keep.
    """
    if not texts:
        return ()
    rules = conditions(texts, Columns.of(codec, dataset.origin, "rule"), "rule")
    require_possible(rules, Columns.of(codec, dataset.origin, "rule"))
    return tuple(_note(rule, dataset) for rule in rules)


def _note(rule: Condition, dataset: Dataset) -> str:
    values, named = dataset.values, shown(repr(rule.text))
    broken = ~rule.holds(values)
    count, total = int(np.count_nonzero(broken)), len(values)
    if count == total:
        raise UsageError(
            f"{option('rule', named)}: all {total:,} rows of {dataset.origin.path} break it, so that no sample could "
            "keep it and be like them. Correct the rule, or leave it out."
        )
    with np.errstate(invalid="ignore"):
        known = int(np.count_nonzero(np.isfinite(np.asarray(values[:, list(rule.places)], np.float64)).all(axis=1)))
    if count > known / 2:
        raise UsageError(
            f"{option('rule', named)}: {count:,} of the {known:,} rows of {dataset.origin.path} in which its columns "
            "are known break it, so that samples which keep it would not be like them. Correct the rule, or leave it "
            "out."
        )
    how = "by rejection" if rule.made is None else f"by computing {_first(rule, dataset)}"
    kept = f"samples keep the rule {named} {how}"
    if not count:
        return f"{kept}, and so do all rows"
    row = int(np.flatnonzero(broken)[0])
    share = f"{count:,} of {total:,} rows ({100 * count / total:.2g} %) break it, the first row {row}"
    careful = "; many do: check the rule, or the data" if count > _MANY * total else ""
    return f"{kept}, and {share}{careful}"


def _first(rule: Condition, dataset: Dataset) -> str:
    names = dataset.origin.columns
    place = rule.places[0]
    return f"{shown(names[place])!r}" if place < len(names) else f"column {place}"
