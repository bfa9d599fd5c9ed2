"""Whether samples repeat the training data: nearest training against nearest held-out row, duplicates, NNDR."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key
from gansmith.errors import UsageError
from gansmith.features.rows import Floats, are_among, different, pair, rows
from gansmith.metrics.neighbours import nearest

_TRAIN, _FAKE = "the training rows", "the samples"


@dataclass(frozen=True)
class Membership:
    """A test of whether samples are copies of training samples.

    Attributes
    ----------
    share : float
        Share of generated samples whose nearest real sample is a training sample, among as many training as validation
        samples. It is 0.5 for samples that are not copies.
    standard_error : float
        Standard deviation of the share under random relabelling.
    p_value : float
        Probability that a random relabelling reaches this share.
    compared : int
        Number of samples of each real set that were used.
    """

    share: float
    standard_error: float
    p_value: float
    compared: int


def membership_test(
    fake: npt.ArrayLike, train: npt.ArrayLike, held_out: npt.ArrayLike, *, permutations: int = 9999, seed: int
) -> Membership:
    """Test whether generated samples are nearer to training samples than to samples that were never trained on.

    The null distribution draws anew which real samples were trained on. The test is therefore exact for any generated
    samples, if training and validation samples have one distribution. Tests of data copying that compare with distances
    between real samples, such as that of Meehan et al., report copies for samples that merely have little variety.

    Parameters
    ----------
    fake : array_like, shape (M, D)
        Generated samples.
    train : array_like, shape (N, D)
        Training samples. A random choice of the larger real set is taken, as many as the smaller one has.
    held_out : array_like, shape (K, D)
        Validation samples, which were never trained on.
    permutations : int, default 9999
        Number of random relabellings.
    seed : int
        Seed of the choice, of the relabellings, and of the order of samples at equal distance.

    Returns
    -------
    Membership
        Share of generated samples that are nearer to training samples, and its p-value.

    Raises
    ------
    UsageError
        A set is empty or has NaN, or the sets have different widths.

    References
    ----------
    Meehan, Chaudhuri and Dasgupta 2020, "A non-parametric test to detect data-copying in generative models", arXiv
    2004.05675, for tests of the other kind.

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.metrics import membership_test
    >>> rng = np.random.default_rng(0)
    >>> train, validation = rng.normal(size=(50, 2)), rng.normal(size=(50, 2))
    >>> copies = train + 1e-6
    >>> found = membership_test(copies, train, validation, permutations=99, seed=0)
    >>> round(found.share, 6), found.p_value
    (1.0, 0.01)
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
    """Return the nearest-neighbour distance ratio (NNDR) of each sample.

    The ratio is the distance to the nearest training sample divided by the distance to the second nearest. A ratio near
    0 means that a sample is close to exactly one training sample. Compare with the ratios of validation samples.

    Parameters
    ----------
    samples : array_like, shape (N, D)
        Generated samples.
    train : array_like, shape (M, D)
        At least two training samples.

    Returns
    -------
    array of float, shape (N,)
        Ratio of each sample, from 0 to 1; 1 if both distances are 0.

    Raises
    ------
    UsageError
        There are fewer than two training samples, a set has NaN, or the sets have different widths.

    Examples
    --------
    >>> from gansmith.metrics import distance_ratios
    >>> distance_ratios([[1.0], [3.0]], [[0.0], [3.0]])
    array([0.5, 0. ])
    """
    known, values = pair(train, samples, names=(_TRAIN, _FAKE))
    if len(known) < 2:
        raise UsageError(f"{len(known)} training rows have no second nearest one. Give at least 2.")
    distances, _ = nearest(values, known, 2)
    return np.divide(distances[:, 0], distances[:, 1], out=np.ones(len(values)), where=distances[:, 1] > 0)


def exact_duplicates(samples: npt.ArrayLike, train: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Return which samples equal a training sample in every value.

    Compare samples in the type they are stored in: a float32 sample seldom equals the 8-bit values it is saved as.

    Parameters
    ----------
    samples : array_like, shape (N, D)
        Generated samples.
    train : array_like, shape (M, D)
        Training samples.

    Returns
    -------
    array of bool, shape (N,)
        True for each sample that equals a training sample.

    Raises
    ------
    UsageError
        A set is empty or has NaN, or the sets have different widths.

    Examples
    --------
    >>> from gansmith.metrics import exact_duplicates
    >>> exact_duplicates([[1.0, 2.0], [3.0, 4.0]], [[3.0, 4.0]])
    array([False,  True])
    """
    known, values = pair(train, samples, names=(_TRAIN, _FAKE))
    return are_among(values, known)


def repeats(samples: npt.ArrayLike) -> int:
    """Return how many of the samples (N, D) equal an earlier one in every value."""
    values = rows(samples)
    return len(values) - len(different(values))
