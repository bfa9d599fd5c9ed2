"""Inversion: the latents at which a generator comes nearest to given samples (Zhu et al. 2016, arXiv 1609.03552)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from gansmith.errors import DataError, UsageError, option
from gansmith.latent.descent import MOST_STEPS, descend
from gansmith.latent.latents import Latents, decoded, encoded, inputs_of, is_uniform, joined, of_input, require_noise
from gansmith.latent.nearness import Errors, Known
from gansmith.latent.stream import latents_of
from gansmith.models.conditions import as_told
from gansmith.models.model import Model

Floats = npt.NDArray[np.float64]
POOL = 1024  # samples of the model, the nearest of which are where descents start
TOGETHER, MOST_VALUES = 64, 1 << 20  # points of a descent, and values of their samples
STARTS = 4
OUTSIDE = 1e-6  # of half the range, which rounding may make


@dataclass(frozen=True, eq=False)
class Inversion:
    """Samples and what the model comes nearest to them with.

    Errors are root mean squares over the values of a sample, in the unit that `unit` names.

    Attributes
    ----------
    samples : array, shape (N, ...)
        The samples that were inverted.
    latents : Latents
        Their latents.
    inverted : array, shape (N, ...)
        What the generator makes of the latents.
    errors : array of float64, shape (N,)
        Error of each inverted sample.
    steps : array of int64, shape (N,)
        Steps until each descent had converged.
    unit : str
        Unit of the errors.
    nearest : array, shape (N, ...), or None
        The training sample that is nearest to each; None where the training data is not known.
    nearest_errors : array of float64, shape (N,), or None
        Error of the nearest training sample, that is not the sample itself.
    mean_errors : array of float64, shape (N,), or None
        Error of the mean of the training data.
    notes : tuple of str
        What was chosen, and what is not known.
    """

    samples: np.ndarray
    latents: Latents
    inverted: np.ndarray
    errors: Floats
    steps: npt.NDArray[np.int64]
    unit: str
    nearest: np.ndarray | None = None
    nearest_errors: Floats | None = None
    mean_errors: Floats | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Targets:
    """Samples (N, ...) to invert, with classes (N,), -1 where unknown, and conditions (N, K), where these are known."""

    samples: np.ndarray
    labels: npt.NDArray[np.int64] | None = None
    conditions: Floats | None = None


def inversion_of(
    model: Model,
    targets: Targets,
    known: Known | None = None,
    *,
    starts: int = STARTS,
    most_steps: int = MOST_STEPS,
    seed: int = 0,
    progress: Callable[[int, int], None] = lambda done, count: None,
) -> Inversion:
    """Return the latents at which the model comes nearest to samples, by descent from several starts.

    The starts are the nearest of 1,024 samples of the model, of the sample's class where it is known; the class, the
    categories of a code and the chances of categories stay those of the start. The error is the mean square of encoded
    values. Raises UsageError for numbers out of range, DataError where samples do not fit the model.
    """
    require_noise(model)
    if not 1 <= starts <= POOL // 2:
        raise UsageError(f"{option('starts', starts)}: give 1 to {POOL // 2}.")
    if most_steps < 1:
        raise UsageError(f"{option('steps', most_steps)}: give at least one step.")
    if not len(targets.samples):
        raise DataError("There is no sample to invert. Give one at least.")
    codec = model.card.codec
    if not codec.complete_rows(targets.samples).all():
        raise DataError("A sample to invert misses values. Fill it first, or leave it out.")
    goals = torch.from_numpy(codec.encode(targets.samples).astype(np.float32))
    begun = _starts(model, targets, goals, starts, seed)
    latents, steps = _descended(model, begun, goals.repeat_interleave(starts, 0), starts, most_steps, progress)
    inverted = decoded(model, latents, calibrate=False)
    errors = Errors.of(model)
    apart = errors.between(targets.samples, inverted)
    notes = (*_beyond(model, targets.samples), *_notes(model, steps, most_steps))
    found = Inversion(targets.samples, latents, inverted, apart, steps, errors.unit, notes=notes)
    if known is None:
        return found
    nearest, mean = known.nearest(targets.samples), known.mean_errors(targets.samples)
    beside = errors.between(targets.samples, nearest)
    return replace(found, nearest=nearest, nearest_errors=beside, mean_errors=mean, notes=(*notes, *known.notes))


def _notes(model: Model, steps: npt.NDArray[np.int64], most: int) -> tuple[str, ...]:
    notes = list[str]()
    if late := int((steps >= most).sum()):
        notes.append(
            f"{late:,} of {len(steps):,} samples had not converged after {most:,} steps; {option('steps')} allows more"
        )
    if model.card.codec.table is not None:
        notes.append("columns are compared without the calibration that samples of tables get")
    return tuple(notes)


def _beyond(model: Model, samples: np.ndarray) -> list[str]:
    """Return what is to be said of values outside of the range of the training data."""
    codec = model.card.codec
    if codec.table is not None:
        return []
    outside = int((np.abs(codec.encode(samples, clip=False)) > 1 + OUTSIDE).sum())
    if not outside:
        return []
    many = "1 value lies" if outside == 1 else f"{outside:,} values lie"
    return [f"{many} outside the range of the training data; the descent takes the ends of the range"]


def _starts(model: Model, targets: Targets, goals: Tensor, starts: int, seed: int) -> Latents:
    """Return for each sample the `starts` nearest of the pool, of its class where that is known."""
    pool = latents_of(model, range(POOL), seed)
    parts = [pool.at(slice(first, first + TOGETHER)) for first in range(0, POOL, TOGETHER)]
    distances = torch.cat([torch.cdist(goals.flatten(1), encoded(model.network, part).flatten(1)) for part in parts], 1)
    if targets.labels is not None and pool.shares is not None:
        labels, classes = torch.from_numpy(targets.labels), torch.from_numpy(pool.shares.argmax(1))
        other = (labels[:, None] >= 0) & (labels[:, None] != classes)
        distances = distances.masked_fill(other, torch.inf)
    places = distances.argsort(dim=1, stable=True)[:, :starts].flatten().numpy()
    begun = pool.at(places)
    if targets.labels is not None and begun.shares is not None:  # a class may have fewer samples in the pool
        own = np.repeat(targets.labels, starts)
        begun.shares[own >= 0] = np.eye(begun.shares.shape[1], dtype=np.float32)[own[own >= 0]]
    told = as_told(model.card, targets.conditions)
    if told is not None and begun.numbers is not None:
        begun.numbers[:] = np.repeat(told.numpy(), starts, axis=0)
    return begun


def _descended(
    model: Model,
    begun: Latents,
    goals: Tensor,
    starts: int,
    most_steps: int,
    progress: Callable[[int, int], None],
) -> tuple[Latents, npt.NDArray[np.int64]]:
    """Return the best point of each sample's descents, and its steps."""
    hot, fitting = sum(model.prior.code.categories), min(TOGETHER, MOST_VALUES // goals[0].numel())
    together = max(1, fitting // starts) * starts
    like, found, steps = next(model.network.parameters()), list[Latents](), list[int]()
    for first in range(0, len(goals), together):
        part = slice(first, first + together)
        part_goals = goals[part].to(like)
        ended = descend(
            model.network,
            inputs_of(model.network, begun.at(part)),
            part_goals,
            hot=hot,
            uniform=is_uniform(model),
            most_steps=most_steps,
            say=partial(_tell, progress, first * most_steps, len(part_goals), len(goals) * most_steps),
        )
        best = ended.errors.view(-1, starts).argmin(1)
        places = (torch.arange(len(best)) * starts + best.cpu()).numpy()
        found.append(of_input(ended.given, model.prior.classes).at(places))
        steps += ended.steps.cpu().numpy()[places].astype(np.int64).tolist()
    progress(len(goals) * most_steps, len(goals) * most_steps)
    return joined(found), np.array(steps, np.int64)


def _tell(progress: Callable[[int, int], None], before: int, rows: int, total: int, step: int) -> None:
    progress(before + step * rows, total)
