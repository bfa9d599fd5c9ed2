"""Rejection sampling: of samples in their order, the first that meet conditions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array, as_float64
from gansmith.data.expressions.columns import Columns
from gansmith.data.expressions.condition import Condition
from gansmith.data.reader.library_errors import shown
from gansmith.errors import UsageError, first_few, option, without

Labels = npt.NDArray[np.int64]
Parts = tuple[Array, Labels | None, Array | None]
"""Samples (N, D), their classes (N,) and their conditions (N, K), None where there are none."""
Draw = Callable[[int, int], Parts]
"""(first, count) -> the samples from `first` on, and what belongs to them."""
TRIES = 1000
FEWEST = 100  # samples, for as many of which draws are made at least
_MOST_AT_ONCE = 1 << 14  # samples of a batch
_GROWTH = 4  # of batches, at the most
_NAMED = 5  # columns that are named
_MARGIN = 1.1  # of the draws that the share so far makes likely


@dataclass(frozen=True)
class Accepted:
    """Samples that meet conditions with what belongs to them, and how many were drawn and met each of the conditions.

    kept counts those among the `drawn` that the shares of categories leave, met those among the kept that meet all
    conditions, each those that meet each by itself.
    """

    parts: Parts
    drawn: int
    kept: int
    met: int
    each: tuple[int, ...]


@dataclass(frozen=True)
class Requirements:
    """Conditions that all samples have to meet, of the columns of a table.

    keep returns which of the samples (N,) from a place on are kept by chance, for the shares of the columns `shares`.
    """

    asked: tuple[Condition, ...]
    columns: Columns
    keep: Callable[[int, Array], npt.NDArray[np.bool_]] | None = None
    shares: tuple[int, ...] = ()

    @property
    def constructed(self) -> tuple[Condition, ...]:
        """The rules that hold because one of their columns is computed from the others; the rest is for rejection."""
        found: list[Condition] = []
        for one in self.asked:
            used = {place for other in found for place in other.places}
            if one.kind == "rule" and one.made is not None and one.places[0] not in used:
                found.append(one)
        return tuple(found)

    def completed(self, samples: Array) -> Array:
        """Return samples (N, D) in which columns that rules compute have the values that these give."""
        made = samples
        for one in self.constructed:
            assert one.made is not None  # noqa: S101
            place, total = one.places[0], one.made(as_float64(made))
            decimals = self.columns[place].decimals
            total = total if decimals is None else np.round(total, decimals)
            made = made.copy() if made is samples else made
            known = np.isfinite(total)
            made[known, place] = total[known].astype(made.dtype)
        return made

    def met(self, samples: Array) -> npt.NDArray[np.bool_]:
        """Return which of some samples meet each condition (K, N)."""
        return np.stack([np.ones(len(samples), np.bool_), *(one.holds(samples) for one in self.asked)])[1:]

    def kept(self, first: int, samples: Array) -> npt.NDArray[np.bool_]:
        """Return which of the samples (N,) from `first` on are kept for the shares of categories."""
        return np.ones(len(samples), np.bool_) if self.keep is None else self.keep(first, samples)

    def said(self, found: Accepted) -> tuple[str, ...]:
        """Return in words how many of the samples drawn are kept and meet the conditions, and what is computed."""
        of_shares = () if self.keep is None else (self._said_of_shares(found),)
        if not self.asked:
            return of_shares
        texts = [shown(repr(one.text)) for one in self.asked]
        named = texts[0] if len(texts) == 1 else "all conditions"
        parts = [f"{text} by {_percent(count, found.kept)}" for text, count in zip(texts, found.each, strict=True)]
        apart = f": {', '.join(parts)}" if len(texts) > 1 else ""
        made = "".join(
            f"; {shown(repr(self.columns[one.places[0]].name))} is computed by {shown(repr(one.text))}"
            for one in self.constructed
        )
        met = f"{_share(found.met, found.kept)} {named} ({found.met:,} of {found.kept:,}){apart}{made}"
        return (*of_shares, met)

    def _said_of_shares(self, found: Accepted) -> str:
        otherwise = without("calibrate")
        names = first_few([shown(repr(self.columns[place].name)) for place in self.shares], _NAMED)
        return (
            f"{_percent(found.kept, found.drawn)} of samples drawn are kept, which brings the shares of the values of "
            f"{names} closer to those in the training data ({otherwise} keeps all)"
        )


def accepted(draw: Draw, count: int, asked: Requirements, *, chunk: int, tries: int, first: int = 0) -> Accepted:
    """Return the first `count` samples from `first` on that meet the requirements, in the order they are drawn in.

    Batches, multiples of `chunk`, grow with what is missing; which samples are found does not depend on them. At most
    `tries` samples are kept for each that is wanted, and for `FEWEST` at least. Raises UsageError where too few meet
    the requirements, with the share that meets each.
    """
    limit, patience = tries * max(count, FEWEST), tries * FEWEST
    found = list[Parts]()
    drawn, kept, met, each, batch = 0, 0, 0, np.zeros(len(asked.asked), np.int64), count
    while met < count and kept < (limit if met else patience):
        batch = -(-max(1, min(batch, _MOST_AT_ONCE, limit - kept)) // chunk) * chunk
        values, *others = draw(first + drawn, batch)
        keep, values = asked.kept(first + drawn, values), asked.completed(values)
        holds = asked.met(values) & keep
        chosen = holds.all(axis=0) & keep
        labels, conditions = (None if other is None else other[chosen] for other in others)
        found.append((values[chosen], labels, conditions))
        drawn, kept = drawn + len(values), kept + int(keep.sum())
        met, each = met + int(chosen.sum()), each + holds.sum(axis=1)
        likely = int(_MARGIN * (count - met) * drawn / met) + 1 if met else _GROWTH * batch
        batch = min(likely, _GROWTH * batch)
    samples, labels, conditions = (joined([parts[place] for parts in found], count) for place in range(3))
    assert samples is not None  # noqa: S101
    result = Accepted((samples, labels, conditions), drawn, kept, met, tuple(map(int, each)))
    if met < count:
        raise _too_few(result, count, asked, tries)
    return result


def joined(parts: Sequence[Array | None], count: int | None = None) -> Array | None:
    """Return the first `count` rows of parts laid end to end, None where there are none."""
    there = [part for part in parts if part is not None]
    return np.concatenate(there)[:count] if there else None


def _too_few(found: Accepted, count: int, asked: Requirements, tries: int) -> UsageError:
    """Return the error of conditions that too few samples meet."""
    least = min(zip(found.each, asked.asked, strict=True), key=lambda pair: pair[0])[1]
    more = f"ask for more draws a sample with {option('tries', 10 * tries)}, or leave {shown(repr(least.text))} out"
    fewer = f"ask for {option('count', found.met)} at most, " if found.met else ""
    return UsageError(
        f"{option(least.kind, shown(repr(least.text)))}: {'; '.join(asked.said(found))}, and {count:,} "
        f"{'is' if count == 1 else 'are'} wanted. To go on, {fewer}{more}."
    )


def _share(met: int, drawn: int) -> str:
    if not met:
        return "no sample drawn meets"
    if drawn < 1.5 * met:
        return f"{_percent(met, drawn)} of samples drawn meet"
    return f"1 in {drawn / met:,.0f} samples drawn meets"


def _percent(count: int, total: int) -> str:
    return f"{100 * count / max(total, 1):.3g} %"
