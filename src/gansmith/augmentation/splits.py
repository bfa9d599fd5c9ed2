"""Repeated stratified splits into training and test samples."""

from collections.abc import Mapping

import numpy as np

from gansmith.augmentation.classifiers import Labels
from gansmith.core.randomness import key

TEST_SHARE = 0.3
MOST = 20_000  # samples of a check


def split(labels: Labels, seed: int) -> tuple[Labels, Labels]:
    """Return the places of training and of test samples, 30 % of each class; classes of one sample are in neither.

    Samples of unknown class, -1, are in neither either. Of more than 20,000 samples, as many are drawn, in the shares
    of the classes, two of each at least.
    """
    rng = np.random.default_rng(key(seed, "split of a check"))
    thinned = min(1.0, MOST / max(len(labels), 1))
    train, test = list[Labels](), list[Labels]()
    for label in np.unique(labels[labels >= 0]):
        own = rng.permutation(np.flatnonzero(labels == label))
        own = own[: max(2, round(thinned * len(own)))]
        if len(own) >= 2:
            tested = max(1, round(TEST_SHARE * len(own)))
            test.append(own[:tested])
            train.append(own[tested:])
    return np.sort(np.concatenate(train)), np.sort(np.concatenate(test))


def scaled(wanted: Mapping[int, int], labels: Labels, part: Labels) -> dict[int, int]:
    """Return how many samples classes lack in a part, so that they grow as in the whole, by 1 at least."""
    found = {}
    for label, count in wanted.items():
        whole, here = int((labels == label).sum()), int((labels[part] == label).sum())
        if here:
            found[label] = max(1, round(count * here / whole))
    return found
