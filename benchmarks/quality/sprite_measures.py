"""How near translated sprites come to the true ones, whether their texture gives them away, and what costs nothing."""

import math
import warnings
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from benchmarks.quality.sprite_tasks import Pairs, Pictures, Task
from gansmith.core.randomness import key
from gansmith.metrics.neighbours import nearest

Floats = npt.NDArray[np.float64]

FULL = 255
CLOSE = 8  # of 255: a pixel this near in every colour counts as of the right colour of the palette
PATCH, PATCHES, FOLDS = 8, 16, 5  # pixels, patches of each picture, and parts that are told apart in turn
HIDDEN, ROUNDS = 64, 60


def closeness(made: Pictures, pairs: Pairs) -> dict[str, float]:
    """Return how near pictures (N, H, W, 4) come to the targets of pairs, each a mean over species of its sprites.

    Of red, green and blue of the pixels that are opaque in the target: l1, the mean distance in [0, 1]; psnr of the
    mean squared distance in decibels, infinite where all is equal; exact, the share of pixels with no colour further
    off than 8 of 255. iou is that of the opaque pixels, a made one being opaque from half on.
    """
    opaque = pairs.targets[..., 3] > 0
    counts = np.maximum(opaque.sum((1, 2)), 1)
    apart = np.abs(made[..., :3].astype(np.int64) - pairs.targets[..., :3]) * opaque[..., np.newaxis]
    right = (apart.max(-1) <= CLOSE) & opaque
    solid = made[..., 3] > FULL // 2
    union = np.maximum((opaque | solid).sum((1, 2)), 1)
    squared = _over_species(np.square(apart / FULL).sum((1, 2, 3)) / (3 * counts), pairs.species)
    return {
        "l1": _over_species(apart.sum((1, 2, 3)) / (3 * counts * FULL), pairs.species),
        "psnr": -10 * math.log10(squared) if squared else math.inf,
        "exact": _over_species(right.sum((1, 2)) / counts, pairs.species),
        "iou": _over_species((opaque & solid).sum((1, 2)) / union, pairs.species),
    }


def _over_species(values: Floats, species: tuple[str, ...]) -> float:
    """Return the mean over species of the means of each: one of many forms counts no more than another."""
    _, places = np.unique(species, return_inverse=True)
    return float(np.mean(np.bincount(places, values) / np.bincount(places)))


def told_apart(made: Pictures, pairs: Pairs, *, seed: int) -> float:
    """Return the AUC of a perceptron that tells patches of made sprites from those of true ones: 0.5 if it cannot.

    A classifier two-sample test (Lopez-Paz and Oquab 2017) on 8 x 8 pixels over white, 16 patches of each sprite within
    its target's bounds and at the same places of both. Differs from `evaluation.twosample`: a sprite and its
    translation are on the same side of every split, and so are all of one species, since neither what is alike but for
    the label nor a colour met before is to be learnt by heart; mean of five folds.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.model_selection import GroupKFold, cross_val_score
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    corners = _corners(pairs.targets, seed)
    both = np.concatenate([_patches(pairs.targets, corners), _patches(made, corners)])
    labels = np.repeat([0, 1], len(both) // 2)
    groups = np.tile(np.repeat(pairs.species, PATCHES), 2)
    perceptron = MLPClassifier((HIDDEN,), max_iter=ROUNDS, alpha=1e-3, random_state=key(seed, "told apart") % 2**32)
    folds = GroupKFold(min(FOLDS, len(set(pairs.species))))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # stopping early costs power, not validity
        scores = cross_val_score(
            make_pipeline(StandardScaler(), perceptron), both, labels, groups=groups, cv=folds, scoring="roc_auc"
        )
    return float(scores.mean())


def _corners(targets: Pictures, seed: int) -> npt.NDArray[np.int64]:
    """Return upper left corners (N, PATCHES, 2) of patches whose middle is opaque, or anywhere where none can be."""
    rng = np.random.default_rng(key(seed, "patches"))
    half = PATCH // 2
    height, width = (side - PATCH + 1 for side in targets.shape[1:3])
    chosen = np.empty((len(targets), PATCHES, 2), np.int64)
    for place, picture in enumerate(targets):
        within = np.argwhere(picture[half : half + height, half : half + width, 3] > 0)
        free = within if len(within) else np.argwhere(np.ones((height, width), bool))
        chosen[place] = free[rng.integers(len(free), size=PATCHES)]
    return chosen


def _patches(pictures: Pictures, corners: npt.NDArray[np.int64]) -> Floats:
    """Return patches (N * PATCHES, PATCH * PATCH * 3) of pictures over white, each pixel opaque or not at all."""
    shown = np.where(pictures[..., 3:] > FULL // 2, pictures[..., :3], FULL)
    windows = np.lib.stride_tricks.sliding_window_view(shown, (PATCH, PATCH), axis=(1, 2))
    which = np.arange(len(pictures))[:, np.newaxis]
    return np.asarray(windows[which, corners[..., 0], corners[..., 1]].reshape(-1, PATCH * PATCH * 3), np.float64)


def baselines(name: Task, train: Pairs, sources: Pictures) -> dict[str, Pictures]:
    """Return what costs no training, (N, H, W, 4) of each kind: what a translator has to beat on these sources."""
    middling = mean_colours if name == "grey" else mean_sprite
    kinds: dict[str, Callable[[Pairs, Pictures], Pictures]] = {
        "identity": identity,
        "mean colour of each grey" if name == "grey" else "mean sprite": middling,
        "nearest sprite": nearest_sprite,
    }
    return {kind: make(train, sources) for kind, make in kinds.items()}


def identity(train: Pairs, sources: Pictures) -> Pictures:
    """Return the sources themselves; those without colours as greys, opaque everywhere."""
    if sources.ndim == 4:
        return sources
    solid = np.full_like(sources, FULL)
    return np.stack([sources, sources, sources, solid], axis=-1)


def mean_colours(train: Pairs, sources: Pictures) -> Pictures:
    """Return the mean colour in which training targets have each grey, under the source's own transparency.

    Greys (N, H, W, 4) that no opaque training pixel has lie between those that some have.
    """
    opaque = train.targets[..., 3] > 0
    greys, colours = train.sources[..., 0][opaque], train.targets[opaque]
    counts = np.bincount(greys, minlength=FULL + 1)
    seen = np.flatnonzero(counts)
    table = np.stack(
        [
            np.interp(np.arange(FULL + 1), seen, np.bincount(greys, colours[:, c], FULL + 1)[seen] / counts[seen])
            for c in range(3)
        ],
        axis=-1,
    )
    return np.concatenate([np.rint(table).astype(np.uint8)[sources[..., 0]], sources[..., 3:]], axis=-1)


def mean_sprite(train: Pairs, sources: Pictures) -> Pictures:
    """Return one picture for all: the mean colour of the opaque pixels at each place, opaque where most are."""
    opaque = train.targets[..., 3] > 0
    sums, counts = (train.targets[..., :3] * opaque[..., np.newaxis]).sum(0, np.int64), opaque.sum(0)
    overall = sums.sum((0, 1)) / max(counts.sum(), 1)
    colours = np.where(counts[..., np.newaxis] > 0, sums / np.maximum(counts, 1)[..., np.newaxis], overall)
    solid = np.where(2 * counts >= len(opaque), FULL, 0)[..., np.newaxis]
    mean = np.rint(np.concatenate([colours, solid], axis=-1)).astype(np.uint8)
    return np.broadcast_to(mean, (len(sources), *mean.shape))


def nearest_sprite(train: Pairs, sources: Pictures) -> Pictures:
    """Return the training target whose source is nearest, by the Euclidean distance of all values."""
    asked, known = (np.asarray(part.reshape(len(part), -1), np.float64) for part in (sources, train.sources))
    _, indices = nearest(asked, known, 1)
    return train.targets[indices[:, 0]]
