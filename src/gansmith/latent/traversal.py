"""Traversals of InfoGAN's codes: one code changes, all else stays (Chen et al. 2016, figure 2)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from torch import nn

from gansmith.errors import UsageError, option
from gansmith.latent.effects import Floats, distances, spread_of
from gansmith.latent.latents import Latents, decoded, encoded, joined, require_noise
from gansmith.latent.recognition import Recovery, recoveries
from gansmith.latent.stream import latents_of
from gansmith.metrics.standard_errors import mean_estimate
from gansmith.models.model import Model

BASES = 32  # samples that the effect of a code is measured on
FAINT = 0.05  # of the distance of any two samples, below which a code does nothing
MOST_VALUES = 1000  # of a code


@dataclass(frozen=True, eq=False)
class CodeRow:
    """One code, its values, the samples at these values, and its measured effect.

    Attributes
    ----------
    name : str
        "category 1", "continuous 2" and so on.
    values : tuple of float
        Numbers of categories, or values of a continuous code.
    samples : array, shape (B, V, ...)
        Samples of each base at each value, in the units of the data.
    latents : Latents
        The points of these samples, B * V of them.
    effect, error : float
        Mean change of a sample where this code alone changes, over the distance of any two samples, and its standard
        error. A category changes to any other one, a continuous code from one end of its values to the other.
    recovery : Recovery or None
        How well Q reads the code; None where the critic is not known.
    dead : bool
        Whether the code has no effect, or cannot be read.
    """

    name: str
    values: tuple[float, ...]
    samples: np.ndarray
    latents: Latents
    effect: float
    error: float
    recovery: Recovery | None
    dead: bool


@dataclass(frozen=True, eq=False)
class Traversal:
    """All codes of a model, a row each.

    Attributes
    ----------
    rows : tuple of CodeRow
        The codes: categories first, then continuous ones.
    notes : tuple of str
        Warnings of dead codes, and what could not be measured.
    """

    rows: tuple[CodeRow, ...]
    notes: tuple[str, ...] = ()


def traversal_of(
    model: Model,
    critic: nn.Module | None,
    *,
    steps: int = 9,
    reach: float = 1.0,
    numbers: Sequence[int] = (0,),
    seed: int = 0,
) -> Traversal:
    """Return the samples as each code of the model goes through its values, with its measured effect.

    Continuous codes go from -reach to reach in `steps` values; training drew them from -1 to 1. Noise and all other
    codes stay those of the samples of these numbers. Raises UsageError for a model without codes.
    """
    require_noise(model)
    code = model.prior.code
    if not code.size:
        raise UsageError(
            f"This model ({model.card.method}) has no codes to traverse; models of {option('method', 'infogan')} have. "
            "`directions` finds directions in the noise of any model."
        )
    if not 2 <= steps <= MOST_VALUES:
        raise UsageError(f"{option('steps', steps)}: give 2 to {MOST_VALUES:,} values.")
    if not (np.isfinite(reach) and reach > 0):
        raise UsageError(f"{option('reach', f'{reach:g}')}: give a number above 0, usually 1.")
    bases, measured = (latents_of(model, of, seed) for of in (numbers, range(BASES)))
    spread = spread_of(model, seed)
    known = [] if critic is None else recoveries(model, critic, seed)
    rows = list[CodeRow]()
    for number, (name, values, columns) in enumerate(_codes(model, steps, reach)):
        hot = len(columns) > 1
        ends = values if hot else np.array([-1.0, 1.0])
        effect, error = mean_estimate(_changes(model, at_values(measured, columns, ends), len(ends)) / spread)
        recovery = known[number] if known else None
        dead = effect < FAINT or (recovery is not None and recovery.is_chance)
        latents = at_values(bases, columns, values)
        samples = decoded(model, latents)
        samples = samples.reshape(len(bases), len(values), *samples.shape[1:])
        told = tuple(float(value) for value in values)
        rows.append(CodeRow(name, told, samples, latents, effect, error, recovery, dead))
    return Traversal(tuple(rows), tuple(_notes(rows, critic is None, reach)))


def at_values(bases: Latents, columns: Sequence[int], values: Floats) -> Latents:
    """Return the points (B * V) in which a code, at these columns, takes each value, and all else stays."""
    assert bases.code is not None  # noqa: S101
    legs = []
    for place in range(len(bases)):
        base = bases.at(np.full(len(values), place))
        assert base.code is not None  # noqa: S101
        codes = base.code.copy()
        codes[:, columns] = np.eye(len(columns))[values.astype(np.int64)] if len(columns) > 1 else values[:, np.newaxis]
        legs.append(replace(base, code=codes))
    return joined(legs)


def _codes(model: Model, steps: int, reach: float) -> list[tuple[str, Floats, list[int]]]:
    """Return the name of each code, its values, and its columns in a code as networks see it."""
    found, place = list[tuple[str, Floats, list[int]]](), 0
    for number, options in enumerate(model.prior.code.categories, start=1):
        found.append((f"category {number}", np.arange(options, dtype=np.float64), list(range(place, place + options))))
        place += options
    for number in range(1, model.prior.code.continuous + 1):
        found.append((f"continuous {number}", np.linspace(-reach, reach, steps), [place]))
        place += 1
    return found


def _changes(model: Model, latents: Latents, values: int) -> Floats:
    """Return for each base (B,) the mean distance of its samples at any two values."""
    flat = encoded(model.network, latents).numpy().astype(np.float64)
    flat = flat.reshape(-1, values, int(np.prod(flat.shape[1:])))
    pairs = [(one, other) for one in range(values) for other in range(one + 1, values)]
    return np.asarray(np.mean([distances(flat[:, one], flat[:, other]) for one, other in pairs], axis=0))


def _notes(rows: Sequence[CodeRow], blind: bool, reach: float) -> list[str]:
    notes = []
    for row in rows:
        if row.dead:
            why = f"it changes a sample by {row.effect:.3f} of the distance of any two samples"
            if row.recovery is not None and row.recovery.is_chance:
                why = f"Q reads it no better than chance ({row.recovery.value:.2f}, chance {row.recovery.chance:.2f})"
            notes.append(f"{row.name} is a dead code: {why}")
    if blind:
        notes.append(
            "no critic of this model and step is at hand, so how well Q reads the codes is not measured: name the run"
        )
    if reach > 1:
        notes.append(f"continuous codes beyond -1 to 1 were never seen in training ({option('reach', f'{reach:g}')})")
    return notes
