"""The sets a judgement compares, in the units of the data."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key
from gansmith.features.rows import Floats, pair

Labels = npt.NDArray[np.int64]
Nature = Literal["pictures", "signals", "points"]
MOST_REAL, MOST = 3000, 1000  # real rows, and rows of the peers and of samples
_AT_ONCE = 64  # rows
_LEAST_LONG = 16  # values of a signal
_NEIGHBOURLY, _SMOOTHER = 0.3, 0.5  # mean correlation of neighbouring values of a signal; what it lacks to 1, over what
# that of any two values lacks


class Conditioned(NamedTuple):
    """Names of conditions (K), those of real rows (N, K) and of rows trained on, and what samples were asked for."""

    names: tuple[str, ...]
    real: Floats
    train: Floats | None
    asked: Floats


class _Chosen(NamedTuple):
    """Places of some real rows, mixed, among all there are, and what is known of each: see `Sets`."""

    rows: npt.NDArray[np.int64]
    unseen: npt.NDArray[np.bool_] | None
    labels: Labels | None
    conditions: Floats | None

    @classmethod
    def of(
        cls,
        rng: np.random.Generator,
        real: int,
        train: int | None,
        labels: tuple[Labels | None, Labels | None],
        conditions: Conditioned | None,
    ) -> "_Chosen":
        """Choose among so many real rows, and among those trained on, which come after them, where these are known."""
        rows = rng.permutation(real)[:MOST_REAL]
        classes = None if labels[0] is None else labels[0][rows]
        told = None if conditions is None else conditions.real[rows]
        unseen = None
        if train is not None:
            some = rng.permutation(train)[: max(MOST_REAL - len(rows), len(rows))]
            unseen = np.arange(len(rows) + len(some)) < len(rows)
            rows = np.concatenate([rows, real + some])
            known = labels[1]
            classes = None if classes is None or known is None else np.concatenate([classes, known[some]])
            if told is not None and conditions is not None and conditions.train is not None:
                told = np.concatenate([told, conditions.train[some]])
        order = rng.permutation(len(rows))
        return cls(
            rows[order],
            None if unseen is None else unseen[order],
            None if classes is None else classes[order],
            None if told is None else told[order],
        )


@dataclass(frozen=True)
class Sets:
    """Real rows to compare with (N, ...), other real rows (P, ...) and samples (M, ...), in units of the data.

    unseen says of each real row, reference and peers one after the other, whether a model was kept from it; None where
    nothing is known of training. labels are their classes, -1 unknown, None where the data has none; columns names
    features, or is empty. asked are the classes that samples were to have, -1 for none and for those that the data does
    not have, which foreign names. every holds all real rows there are (A, D), those left out of reference and peers as
    well, the first `held` of them kept from training, None where nothing is known of that; made all samples (B, D).
    translated: each sample was made from the source of a real row. conditions (N + P, K) are those of the real rows,
    NaN unknown, asked_conditions (M, K) those that samples were to have, None where there are none.
    """

    reference: Floats
    peer: Floats
    fake: Floats
    seed: int
    unseen: npt.NDArray[np.bool_] | None = None
    labels: Labels | None = None
    class_names: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    asked: Labels | None = None
    foreign: tuple[str, ...] = ()
    every: Floats | None = None
    held: int | None = None
    made: Floats | None = None
    translated: bool = False
    conditions: Floats | None = None
    asked_conditions: Floats | None = None
    condition_names: tuple[str, ...] = ()

    @classmethod
    def drawn(
        cls,
        real: npt.ArrayLike,
        fake: npt.ArrayLike,
        *,
        train: npt.ArrayLike | None = None,
        others: npt.ArrayLike | None = None,
        labels: tuple[Labels | None, Labels | None] = (None, None),
        class_names: tuple[str, ...] = (),
        columns: tuple[str, ...] = (),
        asked: Labels | None = None,
        foreign: tuple[str, ...] = (),
        translated: bool = False,
        conditions: Conditioned | None = None,
        seed: int,
    ) -> "Sets":
        """Choose rows by the seed: two parts of all real rows, those trained on among them where train is given.

        labels are those of real and of train; others are more rows like those of train, or of real where it is not
        given, to look for copies among. conditions are those of real, train and samples. Raises UsageError as
        `samples.rows` does.
        """
        first, made = pair(real, fake)
        rng = np.random.default_rng(key(seed, "judgement"))
        seen, more = (first[:0] if part is None else pair(first[:1], part)[1] for part in (train, others))
        every = np.concatenate([first, seen, more]) if len(seen) + len(more) else first
        chosen = _Chosen.of(rng, len(first), None if train is None else len(seen), labels, conditions)
        made_of = rng.permutation(len(made))[:MOST]
        half = max(len(chosen.rows) // 2, len(chosen.rows) - MOST)
        shape, mixed = np.shape(real)[1:], every[chosen.rows]
        drawn = cls(
            reference=mixed[:half].reshape(-1, *shape),
            peer=mixed[half:].reshape(-1, *shape),
            fake=made[made_of].reshape(-1, *shape),
            seed=seed,
            unseen=chosen.unseen,
            labels=chosen.labels,
            class_names=class_names,
            columns=columns,
            asked=None if asked is None else asked[made_of],
            foreign=foreign,
            every=every,
            held=None if train is None else len(first),
            made=made,
            translated=translated,
            conditions=chosen.conditions,
            asked_conditions=None if conditions is None else conditions.asked[made_of],
            condition_names=() if conditions is None else conditions.names,
        )
        drawn.__dict__["real"] = mixed  # which is both parts already, and large
        return drawn

    @cached_property
    def flat(self) -> tuple[Floats, Floats, Floats]:
        """Reference, peers and samples as rows (n, D)."""
        reference, peer, fake = (part.reshape(len(part), -1) for part in (self.reference, self.peer, self.fake))
        return reference, peer, fake

    @cached_property
    def real(self) -> Floats:
        """All real rows (N + P, D)."""
        return np.concatenate(self.flat[:2])

    @property
    def width(self) -> int:
        """Numbers of one sample."""
        return int(self.real.shape[1])

    @cached_property
    def nature(self) -> Nature:
        """What the rows are: pictures by their shape, signals where neighbouring values are alike, else points."""
        if self.reference.ndim == 4:
            return "pictures"
        if self.width < _LEAST_LONG:
            return "points"
        values = self.real[:, self.real.std(axis=0) > 0]
        if values.shape[1] < _LEAST_LONG:
            return "points"
        unit = (values - values.mean(axis=0)) / values.std(axis=0)
        far = np.random.default_rng(key(self.seed, "far")).permutation(unit.shape[1])
        beside = float((unit[:, 1:] * unit[:, :-1]).mean())
        apart = float((unit * unit[:, far])[:, far != np.arange(len(far))].mean())
        return "signals" if beside > _NEIGHBOURLY and 1 - beside < _SMOOTHER * (1 - apart) else "points"

    @cached_property
    def spread(self) -> float:
        """Standard deviation of all real values, 1 where they are all the same."""
        return deviation(self.real) or 1.0

    @cached_property
    def _deviations(self) -> Floats:
        scale = self.real.std(axis=0)
        return np.where(scale > 0, scale, 1.0)

    def scaled(self, rows: Floats) -> Floats:
        """Return rows (n, D) of points with each column over its real deviation, others as they are."""
        return rows / self._deviations if self.nature == "points" else rows

    def name_of(self, column: int) -> str:
        """Return what to call a column."""
        return self.columns[column] if column < len(self.columns) else f"column {column}"


def deviation(rows: Floats) -> float:
    """Return the standard deviation of all values (n, D), without a second array of that size."""
    middle = float(rows.mean())
    squares = sum(float(np.square(rows[at : at + _AT_ONCE] - middle).sum()) for at in range(0, len(rows), _AT_ONCE))
    return float(np.sqrt(squares / rows.size))
