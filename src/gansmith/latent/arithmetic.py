"""Vector arithmetic of latents: averages of samples, added and subtracted (Radford et al. 2016, section 6.3.2)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gansmith.data.reader.library_errors import shown
from gansmith.errors import UsageError, option
from gansmith.latent.latents import Latents, decoded, is_uniform, joined
from gansmith.latent.stream import points
from gansmith.models.conditions import Asked
from gansmith.models.model import Model

LONG = 1.25  # times the usual length, from which a result is said to be longer than noise is
UNIFORM = 3**-0.5  # standard deviation of U(-1, 1)

Term = int | Sequence[int]
"""The number of a sample, or of several whose latents are averaged."""


@dataclass(frozen=True, eq=False)
class Arithmetic:
    """A sum of averaged latents, with its parts.

    Attributes
    ----------
    sample : array, shape (...)
        The sample of the result, in the units of the data.
    latents : Latents
        The result, one point.
    parts : array, shape (P, ...)
        The sample of each term: that of its averaged latents.
    exemplars : tuple of array
        For each term, the samples (S, ...) whose latents were averaged.
    names : tuple of str
        Each term in words, with its sign, such as "+ mean of 3, 14, 25".
    length : float
        Length of the result's noise over the usual length of noise.
    notes : tuple of str
        What the result takes from the first term, and whether its noise is unusual.
    """

    sample: np.ndarray
    latents: Latents
    parts: np.ndarray
    exemplars: tuple[np.ndarray, ...]
    names: tuple[str, ...]
    length: float
    notes: tuple[str, ...] = ()


def arithmetic_of(
    model: Model,
    plus: Sequence[Term],
    minus: Sequence[Term] = (),
    *,
    seed: int = 0,
    label: str | int | None = None,
    condition: Asked | None = None,
    rescale: bool = False,
) -> Arithmetic:
    """Return the sample of the sum of the `plus` terms less the sum of the `minus` terms.

    A term is the number of a sample of the seed, or several numbers whose latents are averaged. The noise, continuous
    codes and conditions are added and subtracted; the class, the categories of a code and the chances of categories,
    which are no vectors, are those of the first term. rescale gives the result's noise the usual length. A single term
    of one number is that sample to the last bit. Raises UsageError where no term is to be added.
    """
    if not plus:
        raise UsageError(f"{option('plus')} is missing: name the samples to add by their numbers.")
    terms = [(1, _numbers(term)) for term in plus] + [(-1, _numbers(term)) for term in minus]
    every = [points(model, numbers, seed, label, condition) for _, numbers in terms]
    fixed, notes = _fixed([one.latents for one in every], model)
    hot = sum(model.prior.code.categories)
    means = [_mean(one.latents, fixed, hot) for one in every]
    total = _sum([sign for sign, _ in terms], means, fixed, hot)
    length = float(np.linalg.norm(total.noise)) / _usual(model, total)
    if rescale and length > 0:
        total, length = replace(total, noise=total.noise / np.float32(length)), 1.0
    notes += _lengths(length)
    parts = decoded(model, joined(means))
    for place, (one, (_, numbers)) in enumerate(zip(every, terms, strict=True)):
        if len(numbers) == 1:
            parts[place] = one.samples[0]
    single = len(terms) == 1 and len(terms[0][1]) == 1 and not rescale
    names = tuple(_name(sign, numbers) for sign, numbers in terms)
    samples = tuple(one.samples for one in every)
    made = every[0].samples if single else decoded(model, total)
    return Arithmetic(made[0], total, parts, samples, names, length, tuple(notes))


def _numbers(term: Term) -> list[int]:
    numbers = [term] if isinstance(term, int | np.integer) else list(term)
    if not numbers:
        raise UsageError("A term without numbers: name at least one sample for each term.")
    return [int(number) for number in numbers]


def _name(sign: int, numbers: Sequence[int]) -> str:
    many = f"mean of {', '.join(map(str, numbers))}" if len(numbers) > 1 else f"sample {numbers[0]}"
    return f"{'+' if sign > 0 else '-'} {many}"


def _fixed(every: Sequence[Latents], model: Model) -> tuple[Latents, list[str]]:
    """Return the first point, whose class, categories and chances all have, and what is to be said of that."""
    first, notes = every[0].at([0]), list[str]()
    whole = joined(every)
    if whole.shares is not None and (whole.shares != whole.shares[0]).any():
        name = shown(model.card.class_names[int(whole.shares[0].argmax())])
        notes.append(
            f"classes cannot be added: all terms and the result are of class {name}, that of the first sample; "
            f"{option('label')} names another"
        )
    hot = sum(model.prior.code.categories)
    if hot and whole.code is not None and (whole.code[:, :hot] != whole.code[0, :hot]).any():
        notes.append("categories of a code cannot be added: all terms and the result have those of the first sample")
    if whole.numbers is not None and (whole.numbers != whole.numbers[0]).any():
        notes.append(f"conditions are added and subtracted as the noise is; {option('condition')} keeps them")
    if whole.chances is not None:
        notes.append("categories of columns are drawn by the chances of the first sample")
    if model.card.rules:
        notes.append(
            "rules between columns do not hold for the result, and samples are counted before rules reject any"
        )
    return first, notes


def _mean(latents: Latents, fixed: Latents, hot: int) -> Latents:
    """Return the mean of points, one point, but for what is fixed."""
    return _with_fixed(latents.map(lambda part: part.mean(axis=0, keepdims=True)), fixed, hot)


def _sum(signs: Sequence[int], means: Sequence[Latents], fixed: Latents, hot: int) -> Latents:
    weights = np.array(signs, np.float32)[:, np.newaxis]
    total = joined(means).map(lambda part: np.asarray((weights * part).sum(axis=0, keepdims=True)))
    return _with_fixed(total, fixed, hot)


def _with_fixed(latents: Latents, fixed: Latents, hot: int) -> Latents:
    """Return a point with the class and the chances of another one, and the first `hot` numbers of its code."""
    code = latents.code
    if code is not None and fixed.code is not None:
        code = np.concatenate([fixed.code[:, :hot], code[:, hot:]], axis=1)
    return replace(latents, shares=fixed.shares, code=code, chances=fixed.chances)


def _usual(model: Model, latents: Latents) -> float:
    """Return the root mean square length of noise."""
    return float(latents.noise.shape[1] ** 0.5 * (UNIFORM if is_uniform(model) else 1.0))


def _lengths(length: float) -> list[str]:
    if length < LONG:
        return []
    return [
        f"the noise of the result is {length:.2f} times as long as noise usually is: average several samples for each "
        f"term, or give it the usual length with {option('rescale')}"
    ]
