"""Which samples are held out: kept from the players, so that what they learn can be measured on others."""

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key

FEWEST = 40  # samples of which some are held out; fewer are all needed
ENOUGH = 100  # held out at least, to measure anything, where that is no more than LARGEST
LARGEST = 0.25  # share of the samples

Places = npt.NDArray[np.int64]


def held_out_count(samples: int, share: float) -> int:
    """Return how many of the samples are held out: the share, or ENOUGH if more, but no more than a quarter."""
    if share == 0 or samples < FEWEST:
        return 0
    return max(round(share * samples), min(ENOUGH, int(LARGEST * samples)))


def split(samples: int, share: float) -> tuple[Places, Places]:
    """Return the places of the samples that are trained on, and of those held out, each in order.

    A function of both numbers alone, so that all runs on the same data are measured on the same samples.
    """
    count = held_out_count(samples, share)
    if not count:
        return np.arange(samples), np.empty(0, np.int64)
    order = np.random.default_rng(key("held out", samples)).permutation(samples)
    return np.sort(order[count:]), np.sort(order[:count])


def apart(held: int, share: float) -> tuple[Places, Places]:
    """Return the places, among those held out, of samples that are validated on, and of a test part of that share."""
    order = np.random.default_rng(key("tested", held)).permutation(held)
    count = round(share * held)
    return np.sort(order[count:]), np.sort(order[:count])


def repeats_note(hashes: npt.NDArray[np.int64], share: float) -> str:
    """Return how many samples held out, by hashes (N,) of all, equal one trained on, and the remedy; "" for none."""
    kept, held = split(len(hashes), share)
    count = int(np.isin(hashes[held], hashes[kept]).sum())
    if not count:
        return ""
    return (
        f"{count:,} of {len(held):,} validation samples also occur in the training part, where a copy cannot be told "
        "from a new sample: if equal samples are repeats and no coincidence, leave them out of the data"
    )
