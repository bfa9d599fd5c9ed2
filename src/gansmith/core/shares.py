"""Classes in given shares: as many of each as the shares allow, evenly mixed."""

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int64]


def labels_in_shares(counts: npt.ArrayLike, total: int) -> Labels:
    """Return (total,) class indices in the proportions of counts (K,), each class evenly spread over all places.

    What is left after rounding down goes to the classes with the largest remainders (Hare's method), of equals the
    first. Raises ValueError unless some count is above 0 and none below.
    """
    weights = np.asarray(counts, np.int64)
    if weights.ndim != 1 or (weights < 0).any() or not weights.any():
        raise ValueError(f"{weights} are no counts of classes")
    whole = sum(map(int, weights))
    each = [divmod(int(weight) * total, whole) for weight in weights]  # in Python's numbers, which do not overflow
    quotas, remainders = np.array(each, np.int64).T
    quotas[np.argsort(-remainders, kind="stable")[: total - quotas.sum()]] += 1
    classes = np.repeat(np.arange(len(weights)), quotas)
    places = np.concatenate([(np.arange(quota) + 0.5) / max(quota, 1) for quota in quotas])
    return np.asarray(classes[np.argsort(places, kind="stable")], np.int64)
