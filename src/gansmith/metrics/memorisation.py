"""Whether samples repeat the training data: nearest training against nearest held-out row, duplicates, NNDR."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key
from gansmith.errors import UsageError
from gansmith.features.rows import Floats, pair, rows
from gansmith.metrics.neighbours import nearest

_TRAIN, _FAKE = "the training rows", "the samples"


@dataclass(frozen=True)
class Membership:
    """The share of samples that lie nearer to the training than to the held-out rows, among as many of either.

    0.5 for samples that have not copied. standard_error is that of relabelled rows. p_value is the chance that rows
    at random reach this share; `compared` is how many rows of either set stand behind it.
    """

    share: float
    standard_error: float
    p_value: float
    compared: int


def membership_test(
    fake: npt.ArrayLike, train: npt.ArrayLike, held_out: npt.ArrayLike, *, permutations: int = 9999, seed: int
) -> Membership:
    """Return how often samples (M, D) are nearer to rows trained on than to rows never seen, and whether by chance.

    Which rows were trained on is drawn anew for the null: exact, whatever the samples are like, given that training
    and held-out rows are of one distribution. Tests of data copying that compare distances with those between reals,
    as Meehan et al. 2020, call samples copies that are merely narrow. Of the larger set a seeded choice is taken, as
    many as of the smaller; equally near rows count in random order. Raises UsageError for different widths, or none.
    """
    seen, samples = pair(train, fake, names=(_TRAIN, _FAKE))
    _, unseen = pair(train, held_out, names=(_TRAIN, "the held-out rows"))
    rng = np.random.default_rng(key(seed, "membership"))
    count = min(len(seen), len(unseen))
    chosen = [known[rng.permutation(len(known))[:count]] for known in (seen, unseen)]
    order = rng.permutation(2 * count)
    trained = order < count
    _, indices = nearest(samples, np.concatenate(chosen)[order], 1)
    hits = np.bincount(indices[:, 0], minlength=2 * count) / len(samples)  # the share of samples each row is nearest to
    share = float(hits @ trained)
    draws = np.array([hits @ rng.permutation(trained) for _ in range(permutations)])
    reached = (draws >= share - 1e-12).sum()
    return Membership(share, float(draws.std()), float((1 + reached) / (permutations + 1)), count)


def distance_ratios(samples: npt.ArrayLike, train: npt.ArrayLike) -> Floats:
    """Return NNDR (N,): the distance of samples (N, D) to their nearest over that to their second nearest training row.

    From 0 to 1. Near 0 a sample belongs to one row as to no other; read it beside that of held-out rows. 1 where both
    are at distance 0. Raises UsageError for fewer than two training rows.
    """
    known, values = pair(train, samples, names=(_TRAIN, _FAKE))
    if len(known) < 2:
        raise UsageError(f"{len(known)} training rows have no second nearest one. Give at least 2.")
    distances, _ = nearest(values, known, 2)
    return np.divide(distances[:, 0], distances[:, 1], out=np.ones(len(values)), where=distances[:, 1] > 0)


def exact_duplicates(samples: npt.ArrayLike, train: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Return (N,) which samples (N, D) equal some training row (M, D) in every value.

    Compare them as the data is stored: a sample in float32 seldom equals the 8 bits it would be written as.
    """
    known, values = pair(train, samples, names=(_TRAIN, _FAKE))
    seen = {row.tobytes() for row in known + 0.0}  # adding 0 makes -0 equal 0
    return np.array([row.tobytes() in seen for row in values + 0.0])


def repeats(samples: npt.ArrayLike) -> int:
    """Return how many of the samples (N, D) equal an earlier one in every value."""
    values = rows(samples)
    return len(values) - len({row.tobytes() for row in values + 0.0})
