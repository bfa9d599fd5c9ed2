"""What a generator's columns lack in distribution, found on samples of its own and taken back when they are decoded.

Each column is changed by itself: scores by a rising map onto those of the data, categories by numbers that are added to
the logits they are drawn by. How columns depend on each other, by rank, stays as it was learnt. Where a generator is so
sure of its categories that nothing added changes enough of them, rows are kept by chance: see `Keeping`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gansmith.data.codec.column_code import ColumnCode, Floats
from gansmith.data.codec.keeping import Keeping, keeping

SAMPLES = 20_000  # that a calibration is found on
_ROUNDS, _STEP, _CLOSE = 60, 0.7, 2e-4  # of finding what is added to logits, and shares that are near enough
_PATIENCE = 12  # rounds that bring nothing nearer, after which it is given up
_LEVELS = 128  # ranks at which scores are compared
_FEWEST = 200  # scores of a range, below which its ranks tell nothing
_FARTHEST = 3.0  # that is added to a logit at most, either way: a category that was not learnt is not made up


@dataclass(frozen=True, eq=False)
class ColumnCalibration:
    """What is added to the logarithm of each part's share (K,), and for each range scores and what becomes of them."""

    added: Floats
    maps: tuple[tuple[Floats, Floats] | None, ...]

    def score(self, number: int, scores: Floats) -> Floats:
        """Return the scores (N,) within a range, after its map."""
        found = self.maps[number]
        return scores if found is None else np.asarray(np.interp(scores, *found))


def calibrate(
    codes: Sequence[ColumnCode], parts: Sequence[Floats], temperature: float, chances: Floats | None = None
) -> tuple[tuple[ColumnCalibration, ...], Keeping]:
    """Return the calibration of each column by the encoded columns (N, W) of samples, and which rows are to be kept.

    temperature is that of the softmax which made the shares of categories. chances (N,), from 0 to 1 at random, say
    which of these samples are kept; without, all are.
    """
    added = [_added(code, part, temperature) for code, part in zip(codes, parts, strict=True)]
    found = Keeping()
    if chances is not None:
        found_in = zip(codes, parts, added, strict=True)
        places = {number: code.place(part, one) for number, (code, part, one) in enumerate(found_in)}
        found = keeping(places, [code.shares for code in codes])
        if found:
            kept = chances < found.chances(places)
            parts = [part[kept] for part in parts]
            for place in {*range(len(codes))} - {*found.added}:
                added[place] = _added(codes[place], parts[place], temperature)
    return tuple(_of_column(code, part, one) for code, part, one in zip(codes, parts, added, strict=True)), found


def _of_column(code: ColumnCode, rows: Floats, added: Floats) -> ColumnCalibration:
    place = code.place(rows, added)
    maps = list[tuple[Floats, Floats] | None]()
    for number, part in enumerate(code.ranges, len(code.singles)):
        scores = np.sort(code.scores(rows[place == number]))
        levels = (np.arange(_LEVELS) + 0.5) / _LEVELS
        if len(scores) < _FEWEST:
            maps.append(None)
            continue
        ends = np.array([0.5 / len(scores), 1 - 0.5 / len(scores)])
        levels = np.unique(np.concatenate([levels, ends]))
        found, first = np.unique(np.quantile(scores, levels), return_index=True)
        maps.append((found, part.score_of_rank(levels[first])))
    return ColumnCalibration(added, tuple(maps))


def _added(code: ColumnCode, rows: Floats, temperature: float) -> Floats:
    """Return what is to be added so that parts come as often as in the data."""
    added = np.zeros(code.count)
    if code.count < 2:
        return added
    wanted, unit = np.maximum(code.shares, 1e-12), _STEP / temperature
    best, patience, logarithms = (np.inf, added), _PATIENCE, code.logarithms(rows)
    for _ in range(_ROUNDS):
        found = np.bincount((logarithms + added).argmax(axis=1), minlength=code.count) / len(rows)
        apart = float(np.abs(found - code.shares).max())
        patience = _PATIENCE if apart < best[0] else patience - 1
        best = min(best, (apart, added), key=lambda one: one[0])
        if apart < _CLOSE or not patience:
            break
        change = unit * np.log(wanted / np.maximum(found, 0.5 / len(rows)))
        added = np.clip(added + change, -_FARTHEST / temperature, _FARTHEST / temperature)
        added -= added[code.shares.argmax()]
    return best[1]
