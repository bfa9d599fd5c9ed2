"""SMOTE as a baseline: samples between neighbours of one class, by imbalanced-learn."""

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

import numpy as np

from gansmith.augmentation.classifiers import Labels
from gansmith.augmentation.encoded import Encoding, Floats
from gansmith.data.chunks import Array, as_float64
from gansmith.data.schema import Column

NEIGHBOURS = 5  # of the paper, fewer in smaller classes
_SEEDS = 2**32


def has_smote() -> bool:
    """Return whether imbalanced-learn is installed."""
    return find_spec("imblearn") is not None


def smote_inputs(
    values: Array, labels: Labels, wanted: Mapping[int, int], encoding: Encoding, seed: int
) -> tuple[Floats, Labels]:
    """Return `wanted` samples of each class between neighbours of it, as a classifier takes them, and their classes.

    Numbers are interpolated on the scale of distances, categories are those of most neighbours (SMOTE, SMOTE-NC and
    SMOTE-N of Chawla et al. 2002, arXiv 1106.1813). A class of one sample is repeated.
    """
    table = encoding.codec.table
    if table is None:
        inputs = encoding.inputs(values)
        made, found = _made(inputs.reshape(len(inputs), -1), labels, wanted, (), seed)
        return made.reshape(-1, *inputs.shape[1:]), found
    columns = _Columns(as_float64(values), table.columns)
    made, found = _made(columns.compact, labels, wanted, columns.categorical, seed)
    return encoding.inputs(columns.restored(made)), found


class _Columns:
    """Rows (N, D) of a table as SMOTE takes them: no missing value, numbers of one spread, and gaps as categories."""

    def __init__(self, values: Floats, columns: tuple[Column, ...]) -> None:
        self.width = values.shape[1]
        self.named = np.array([column.is_named for column in columns])
        gaps = np.isnan(values)
        self.with_gaps = np.flatnonzero(gaps.any(axis=0) & ~self.named)
        self.spread = np.ones(self.width)
        filled = values.copy()
        for place in range(self.width):
            known = values[~gaps[:, place], place]
            if self.named[place] or not len(known):
                filled[gaps[:, place], place] = -1.0
            else:
                filled[gaps[:, place], place] = np.median(known)
                self.spread[place] = known.std() or 1.0
        self.compact = np.concatenate([filled / self.spread, gaps[:, self.with_gaps]], axis=1)
        extra = range(self.width, self.compact.shape[1])
        self.categorical = (*np.flatnonzero(self.named).tolist(), *extra)

    def restored(self, rows: Floats) -> Floats:
        """Return rows (M, D) in the units of the table, NaN where missing."""
        values = rows[:, : self.width] * self.spread
        values[:, self.named] = np.where(values[:, self.named] < 0, np.nan, values[:, self.named])
        for number, place in enumerate(self.with_gaps):
            values[rows[:, self.width + number] > 0, place] = np.nan
        return values


def _made(
    rows: Floats, labels: Labels, wanted: Mapping[int, int], categorical: tuple[int, ...], seed: int
) -> tuple[Floats, Labels]:
    parts, found = [], []
    for label, count in wanted.items():
        size = int((labels == label).sum())
        if size < 2:
            parts.append(np.repeat(rows[labels == label], count, axis=0))
        else:
            sampler = _sampler(rows.shape[1], categorical, min(NEIGHBOURS, size - 1), {label: size + count}, seed)
            parts.append(np.asarray(sampler.fit_resample(rows, labels)[0], np.float64)[len(rows) :])
        found.append(np.full(len(parts[-1]), label, np.int64))
    return np.concatenate(parts), np.concatenate(found)


def _sampler(width: int, categorical: tuple[int, ...], neighbours: int, sizes: Mapping[int, int], seed: int) -> Any:
    from imblearn.over_sampling import SMOTE, SMOTEN, SMOTENC

    told = {"k_neighbors": neighbours, "sampling_strategy": dict(sizes), "random_state": seed % _SEEDS}
    if not categorical:
        return SMOTE(**told)
    if len(categorical) == width:
        return SMOTEN(**told)
    return SMOTENC(categorical_features=list(categorical), **told)
