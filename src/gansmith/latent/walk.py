"""Walks: the samples along paths of the latent space, between seeds, sample numbers, classes or given points."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gansmith.data.reader.library_errors import shown
from gansmith.errors import UsageError, option
from gansmith.latent.latents import Floats, Latents, blends_classes, decoded, is_uniform, joined, require_noise
from gansmith.latent.paths import PATHS, PathKind, spherical, straight, through_scores
from gansmith.latent.stream import Points, points
from gansmith.models.conditions import Asked
from gansmith.models.model import Model

SEEDS = 4  # points of a walk where none are named
MOST_FRAMES = 10_000


@dataclass(frozen=True, eq=False)
class Walk:
    """Samples along a path of the latent space.

    Attributes
    ----------
    samples : array, shape (T, ...)
        The samples in the units of the data, from the first stop to the last.
    latents : Latents
        The points that the samples were made from.
    stops : tuple of int
        Places of the stops among the samples.
    names : tuple of str
        Name of each stop, such as "seed 3".
    path : str
        "spherical" or "straight".
    notes : tuple of str
        What changes along the path in another way than the noise.
    """

    samples: np.ndarray
    latents: Latents
    stops: tuple[int, ...]
    names: tuple[str, ...]
    path: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stops:
    """The points that a walk goes through, the samples there, and their names."""

    points: Points
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()
    calibrate: bool = True  # whether columns of tables are calibrated as of `sample`


def stops_at_seeds(
    model: Model, seeds: Sequence[int], label: str | int | None = None, condition: Asked | None = None
) -> Stops:
    """Return the first sample of each seed."""
    every = [points(model, [0], seed, label, condition) for seed in seeds]
    found = Points(joined([one.latents for one in every]), np.concatenate([one.samples for one in every]))
    return Stops(found, tuple(f"seed {seed}" for seed in seeds))


def stops_at_numbers(
    model: Model, numbers: Sequence[int], seed: int, label: str | int | None = None, condition: Asked | None = None
) -> Stops:
    """Return samples of one seed by their numbers."""
    return Stops(points(model, numbers, seed, label, condition), tuple(f"sample {number}" for number in numbers))


def stops_at_classes(model: Model, classes: Sequence[str | int], seed: int, condition: Asked | None = None) -> Stops:
    """Return the first sample of a seed in several classes: noise, conditions and code are those of the first class."""
    require_noise(model)
    labels = [_index(model, label) for label in classes]
    first = points(model, [0], seed, labels[0], condition).latents
    assert first.shares is not None  # noqa: S101
    hot = np.eye(first.shares.shape[1], dtype=np.float32)[labels]
    latents = replace(first.at(np.zeros(len(labels), np.int64)), shares=hot)
    told = model.conditions(1, seed=seed, label=classes[0], condition=condition)
    samples = np.concatenate([model.drawn(1, seed, label, told) for label in labels])
    names = tuple(f"class {shown(model.card.class_names[label])}" for label in labels)
    return Stops(Points(latents, samples), names, ("the noise stays the same, and the class changes",))


def _index(model: Model, label: str | int) -> int:
    try:
        return model.label_index(label)
    except UsageError as error:  # which speaks of one class of all samples
        raise UsageError(str(error).replace(option("label"), option("classes"), 1)) from None


def require_path(count: int, steps: int) -> None:
    """Raise UsageError for less than two stops, and for steps from one to the next that are out of range."""
    if count < 2:
        raise UsageError(f"A walk leads from point to point, and {count} is named. Name two or more.")
    if steps < 1 or steps * count > MOST_FRAMES:
        raise UsageError(f"{option('steps', steps)}: give 1 to {MOST_FRAMES // count:,} for {count} points.")


def walk_between(
    model: Model, stops: Stops, *, steps: int = 8, path: PathKind | None = None, loop: bool = False
) -> Walk:
    """Return the samples on paths from stop to stop, `steps` from one to the next.

    The samples at the stops are the model's own to the last bit. path: that of the noise, by default spherical: normal
    noise of many numbers has nearly one length, and a straight path leads through shorter points, which the generator
    hardly saw (White 2016, arXiv 1609.04468). Uniform noise takes its spherical path in normal scores, and stays in its
    range. Raises UsageError for less than two stops, and for steps out of range.
    """
    count = len(stops.names)
    require_path(count, steps)
    chosen: PathKind = path or "spherical"
    if chosen not in PATHS:
        raise UsageError(f"{option('path', chosen)}: the paths are {' and '.join(PATHS)}.")
    order = [*range(count), *([0] if loop else [])]
    shares = np.arange(steps) / steps
    latents, legs = stops.points.latents, list[Latents]()
    for start, end in itertools.pairwise(order):
        legs.append(_leg(model, latents.at([start]), latents.at([end]), shares, chosen))
    whole = joined([*legs, latents.at([order[-1]])])
    samples = decoded(model, whole, calibrate=stops.calibrate)
    places = tuple(steps * number for number in range(len(order)))
    samples[list(places)] = stops.points.samples[order]
    names = tuple(stops.names[place] for place in order)
    return Walk(samples, whole, places, names, chosen, (*stops.notes, *_notes(model, latents)))


def _leg(model: Model, start: Latents, end: Latents, shares: np.ndarray, path: PathKind) -> Latents:
    """Return the points at shares (T,) of the way: noise and chances along the path, all else straight."""

    def between(name: str, way: Callable[..., np.ndarray]) -> Floats | None:
        first, last = getattr(start, name), getattr(end, name)
        if first is None:
            return None
        return way(first[0].astype(np.float64), last[0].astype(np.float64), shares).astype(np.float32)

    def in_scores(low: float) -> Callable[..., np.ndarray]:
        return lambda first, last, along: through_scores(first, last, along, low, 1.0)

    curved = path == "spherical"
    of_noise = straight if not curved else in_scores(-1.0) if is_uniform(model) else spherical
    noise = between("noise", of_noise)
    assert noise is not None  # noqa: S101
    classes, chances = between("shares", straight), between("chances", in_scores(0.0) if curved else straight)
    if classes is not None and not blends_classes(model.network):
        assert start.shares is not None and end.shares is not None  # noqa: PT018, S101
        classes = np.where(shares[:, np.newaxis] < 0.5, start.shares, end.shares)
    return Latents(noise, classes, between("numbers", straight), between("code", straight), chances)


def _notes(model: Model, latents: Latents) -> list[str]:
    """Return what is to be said of all that changes along a walk beside the noise."""
    notes = []
    if _changes(latents.shares):
        if blends_classes(model.network):
            notes.append(
                "between classes the embedding of the class is interpolated: samples there are of no class of the data"
            )
        else:
            notes.append("this generator takes whole classes alone, so the class changes in one step, half-way")
    if _changes(latents.numbers):
        notes.append(f"conditions change evenly from point to point; {option('condition')} keeps them")
    hot = sum(model.prior.code.categories)
    if latents.code is not None and _changes(latents.code[:, :hot]):
        notes.append("between values of a category code its one-hot rows are interpolated, which training never showed")
    if latents.chances is not None:
        notes.append("categories of columns change in steps")
    if model.card.rules:
        notes.append("rules between columns do not hold along a walk, and samples are counted before rules reject any")
    return notes


def _changes(part: Floats | None) -> bool:
    return part is not None and bool((part != part[0]).any())
