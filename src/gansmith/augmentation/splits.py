"""Repeated stratified splits into training and test samples, equal samples on one side."""

from collections import Counter
from collections.abc import Mapping

import numpy as np

from gansmith.augmentation.classifiers import Labels
from gansmith.core.randomness import key
from gansmith.data.chunks import Array
from gansmith.errors import DataError

TEST_SHARE = 0.3
MOST = 20_000  # samples of a check


def split(labels: Labels, values: Array, seed: int) -> tuple[Labels, Labels]:
    """Return the places of training and of test samples, 30 % of each class, equal samples (N, ...) on one side.

    A classifier and a generator that have seen a sample would be tested by it otherwise. Classes of one sample, or of
    equal ones alone, are on neither side, and neither are samples of unknown class, -1. Of more than 20,000 samples, as
    many are drawn, in the shares of the classes, two of each at least. Raises DataError where no class is left.
    """
    rng = np.random.default_rng(key(seed, "split of a check"))
    thinned = min(1.0, MOST / max(len(labels), 1))
    drawn = {label: rng.permutation(np.flatnonzero(labels == label)) for label in np.unique(labels[labels >= 0])}
    chosen = {label: own[: max(2, round(thinned * len(own)))] for label, own in drawn.items()}
    tested, train, test = dict[bytes, bool](), list[Labels](), list[Labels]()
    for label in sorted(chosen, key=lambda label: len(chosen[label])):  # the rarest have the least to choose from
        own = chosen[label]
        alike = [contents(values[place]) for place in own]
        _assign(alike, tested)
        side = np.array([tested[one] for one in alike], np.bool_)
        if side.any() and not side.all():
            train.append(own[~side])
            test.append(own[side])
    if not train:
        raise DataError("each class has equal samples alone, so none are left to test by. Give more different samples.")
    return np.sort(np.concatenate(train)), np.sort(np.concatenate(test))


def different(labels: Labels, values: Array) -> tuple[dict[int, int], int]:
    """Return how many different samples each class has, and how many samples of known class repeat another one."""
    kinds = {
        int(label): {contents(values[place]) for place in np.flatnonzero(labels == label)}
        for label in np.unique(labels[labels >= 0])
    }
    known = int((labels >= 0).sum())
    return {label: len(some) for label, some in kinds.items()}, known - len(set().union(*kinds.values()))


def contents(value: Array) -> bytes:
    """Return the content of a sample as bytes, the same for equal ones: 0 and -0 are, and so are missing values."""
    if value.dtype.kind != "f":
        return bytes(np.ascontiguousarray(value).tobytes())
    plain = value + value.dtype.type(0)
    known = np.asarray(np.where(np.isnan(plain), value.dtype.type(np.nan), plain))
    return bytes(known.tobytes())


def _assign(alike: list[bytes], tested: dict[bytes, bool]) -> None:
    """Decide which contents of a class are for testing, 30 % of its samples, beside those that are decided on."""
    sizes = Counter(alike)
    wanted = max(1, round(TEST_SHARE * len(alike)))
    count = sum(size for one, size in sizes.items() if tested.get(one))
    free = [one for one in sizes if one not in tested]
    for one in free:
        tested[one] = count + sizes[one] <= wanted
        count += sizes[one] * tested[one]
    if not count and free and len(sizes) > 1:  # all are larger than what is wanted
        tested[min(free, key=lambda one: sizes[one])] = True


def scaled(wanted: Mapping[int, int], labels: Labels, part: Labels) -> dict[int, int]:
    """Return how many samples classes lack in a part, so that they grow as in the whole, by 1 at least."""
    found = {}
    for label, count in wanted.items():
        whole, here = int((labels == label).sum()), int((labels[part] == label).sum())
        if here:
            found[label] = max(1, round(count * here / whole))
    return found
