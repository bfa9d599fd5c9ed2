"""The rows of the figures of walks, arithmetic, directions, traversals and inversions."""

from itertools import pairwise

import numpy as np

from gansmith.latent.arithmetic import Arithmetic
from gansmith.latent.directions import Directions
from gansmith.latent.figures import Row
from gansmith.latent.inversion import Inversion
from gansmith.latent.traversal import CodeRow, Traversal
from gansmith.latent.walk import Walk


def rows_of_walk(walk: Walk) -> list[Row]:
    """Return a row for each leg, from stop to stop."""
    rows = []
    for (start, first), (end, last) in pairwise(zip(walk.stops, walk.names, strict=True)):
        between = [""] * (end - start - 1)
        rows.append(Row(f"{first}\nto {last}", walk.samples[start : end + 1], (first, *between, last)))
    return rows


def rows_of_arithmetic(found: Arithmetic) -> list[Row]:
    """Return a row for each term, with its samples and their mean, and one for the result."""
    rows = []
    for name, exemplars, part in zip(found.names, found.exemplars, found.parts, strict=True):
        if len(exemplars) == 1:
            rows.append(Row(name, exemplars))
        else:
            numbers = name.partition("mean of ")[2].split(", ")
            rows.append(
                Row(name.partition(" of ")[0], np.concatenate([exemplars, part[np.newaxis]]), (*numbers, "mean"))
            )
    return [*rows, Row("= result", found.sample[np.newaxis])]


def rows_of_directions(found: Directions) -> list[Row]:
    """Return a row for each direction and base sample."""
    titles, rows = tuple(f"{value:.3g}" for value in found.values), list[Row]()
    for number, samples in enumerate(found.samples):
        effect, error = found.effects[number]
        label = f"direction {number + 1}\n{found.variance[number]:.0%} of variance\nchange {effect:.2f} ± {error:.2f}"
        rows += [Row(label if place == 0 else "", base, titles) for place, base in enumerate(samples)]
    return rows


def rows_of_traversal(found: Traversal) -> list[Row]:
    """Return a row for each code and base sample."""
    rows = list[Row]()
    for row in found.rows:
        titles = tuple(f"{value:.3g}" for value in row.values)
        rows += [Row(label_of(row) if place == 0 else "", base, titles) for place, base in enumerate(row.samples)]
    return rows


def label_of(row: CodeRow) -> str:
    """Return the name of a code with its effect and how well it is read."""
    lines = [row.name + (" (dead)" if row.dead else ""), f"change {row.effect:.2f} ± {row.error:.2f}"]
    if row.recovery is not None:
        value = row.recovery.value
        lines.append(f"Q right {value:.1%}" if row.recovery.chance else f"Q correlation {value:.2f}")
    return "\n".join(lines)


def rows_of_inversion(found: Inversion) -> list[Row]:
    """Return rows of the samples, what the model makes of their latents, and the nearest training samples."""
    real = (True,) * len(found.samples)
    rows = [
        Row("original", found.samples, real=real),
        Row("inverted", found.inverted, tuple(f"error {error:.3g}" for error in found.errors)),
    ]
    if found.nearest is not None and found.nearest_errors is not None:
        titles = tuple(f"error {error:.3g}" for error in found.nearest_errors)
        rows.append(Row("nearest\ntraining sample", found.nearest, titles, real))
    return rows
