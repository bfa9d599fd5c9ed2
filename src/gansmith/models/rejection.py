"""Rejection sampling: of samples in their order, the first that meet conditions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array, as_float64
from gansmith.data.expressions.columns import Columns
from gansmith.data.expressions.condition import Condition
from gansmith.data.reader.library_errors import shown
from gansmith.errors import UsageError, option

Labels = npt.NDArray[np.int64]
Parts = tuple[Array, Labels | None, Array | None]
"""Samples (N, D), their classes (N,) and their conditions (N, K), None where there are none."""
Draw = Callable[[int, int], Parts]
"""(first, count) -> the samples from `first` on, and what belongs to them."""
TRIES = 1000
FEWEST = 100  # samples, for as many of which draws are made at least
_MOST_AT_ONCE = 1 << 14  # samples of a batch
_GROWTH = 4  # of batches, at the most
_MARGIN = 1.1  # of the draws that the share so far makes likely


@dataclass(frozen=True)
class Accepted:
    """Samples that meet conditions with what belongs to them, and how many were drawn and met each of the conditions.

    met counts those among the `drawn` that meet all conditions, each those that meet each by itself.
    """

    parts: Parts
    drawn: int
    met: int
    each: tuple[int, ...]


@dataclass(frozen=True)
class Requirements:
    """Conditions that all samples have to meet, of the columns of a table."""

    asked: tuple[Condition, ...]
    columns: Columns

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
        return np.stack([one.holds(samples) for one in self.asked])

    def said(self, found: Accepted) -> str:
        """Return in words how many of the samples drawn meet the conditions, and which columns are computed."""
        texts = [shown(repr(one.text)) for one in self.asked]
        named = texts[0] if len(texts) == 1 else "all conditions"
        parts = [f"{text} by {_percent(count, found.drawn)}" for text, count in zip(texts, found.each, strict=True)]
        apart = f": {', '.join(parts)}" if len(texts) > 1 else ""
        made = "".join(
            f"; {shown(repr(self.columns[one.places[0]].name))} is computed by {shown(repr(one.text))}"
            for one in self.constructed
        )
        return f"{_share(found.met, found.drawn)} {named} ({found.met:,} of {found.drawn:,}){apart}{made}"


def accepted(draw: Draw, count: int, asked: Requirements, *, chunk: int, tries: int) -> Accepted:
    """Return the first `count` samples that meet the requirements, in the order in which they are drawn.

    Batches, multiples of `chunk`, grow with what is missing; which samples are found does not depend on them. At most
    `tries` samples are drawn for each that is wanted, and for `FEWEST` at least. Raises UsageError where too few meet
    the requirements, with the share that meets each.
    """
    limit, patience = tries * max(count, FEWEST), tries * FEWEST
    kept = list[Parts]()
    drawn, met, each, batch = 0, 0, np.zeros(len(asked.asked), np.int64), count
    while met < count and drawn < (limit if met else patience):
        batch = -(-max(1, min(batch, _MOST_AT_ONCE, limit - drawn)) // chunk) * chunk
        values, *others = draw(drawn, batch)
        values = asked.completed(values)
        holds = asked.met(values)
        chosen = holds.all(axis=0)
        labels, conditions = (None if other is None else other[chosen] for other in others)
        kept.append((values[chosen], labels, conditions))
        drawn, met, each = drawn + len(values), met + int(chosen.sum()), each + holds.sum(axis=1)
        likely = int(_MARGIN * (count - met) * drawn / met) + 1 if met else _GROWTH * batch
        batch = min(likely, _GROWTH * batch)
    found, labels, conditions = (joined([parts[place] for parts in kept], count) for place in range(3))
    assert found is not None  # noqa: S101
    result = Accepted((found, labels, conditions), drawn, met, tuple(map(int, each)))
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
        f"{option(least.kind, shown(repr(least.text)))}: {asked.said(found)}, and {count:,} "
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
