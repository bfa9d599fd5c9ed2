"""Whether samples obey their conditions: what real ones say of a condition is asked of samples that were given one."""

import math
import warnings
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key
from gansmith.evaluation.judgement.evidence import SURE, Evidence
from gansmith.evaluation.judgement.finding import Fault, Finding
from gansmith.evaluation.judgement.sets import Sets
from gansmith.evaluation.judgement.spaces import Space
from gansmith.features.rows import Floats
from gansmith.metrics.result import MetricValue

LEAST = 40  # rows with a known condition to learn by, and to ask about
_TOLD = 0.1  # share of the variance of a condition that real samples tell, from where it can be asked of others
_LESS = 0.1  # share of that which samples lack, from where it is worth a word
_HALF, _IGNORED = 0.5, 0.1  # of the share that real ones tell: below it samples are poor, and the condition is ignored
_TREES = 100
_MOST, _NAMED = 20, 3  # conditions that are measured, and that a line names


class Told(NamedTuple):
    """How well a condition is told: 1 - squared error over variance, R^2, with its error, and the correlation."""

    share: float
    error: float
    correlation: float


def obeyed(sets: Sets, spaces: list[Space]) -> Evidence:
    """Return how well each condition is told from samples, by what was learnt of the reference, and from peers.

    A forest and a ridge regression learn the condition from real samples in all spaces at once; the better on the peers
    is asked. Where samples are as real ones of their condition are, it errs as much on either. Of many conditions the
    first 20 are measured.
    """
    if sets.conditions is None or sets.asked_conditions is None:
        return Evidence([], [])
    parts = ("reference", "peer", "fake")
    rows = tuple(np.concatenate([getattr(space, part) for space in spaces], axis=1) for part in parts)
    split, figures, findings = len(sets.reference), list[MetricValue](), list[Finding]()
    for place, name in enumerate(sets.condition_names[:_MOST]):
        wanted = sets.conditions[:split, place], sets.conditions[split:, place], sets.asked_conditions[:, place]
        asked = tuple((part[~np.isnan(say)], say[~np.isnan(say)]) for part, say in zip(rows, wanted, strict=True))
        finding, figure = _of_one(name, asked, sets.seed)
        figures.append(figure)
        findings += [finding] if finding else []
    return Evidence([_together(findings)] if findings else [], figures)


def _of_one(name: str, asked: tuple[tuple[Floats, Floats], ...], seed: int) -> tuple[Finding | None, MetricValue]:
    (rows, wanted), peers, fakes = asked
    n = min(len(wanted), len(peers[1]), len(fakes[1]))
    if n < LEAST or wanted.min() == wanted.max():
        note = f"n = {n} is below {LEAST}" if n < LEAST else "it is the same in all rows"
        return None, MetricValue("obeyed", name, None, n, "higher", note=note)
    middle, unit = wanted.mean(), wanted.std()
    found = []
    for model in _models(key(seed, "obeyed") % 2**32):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of nearly singular rows, whose fit is measured below anyway
            model.fit(rows, (wanted - middle) / unit)
            found.append([_told(model.predict(part), (say - middle) / unit) for part, say in (peers, fakes)])
    real, fake = max(found, key=lambda pair: pair[0].share)
    figure = MetricValue(
        "obeyed", name, fake.share, len(fakes[1]), "higher", standard_error=fake.error, floor=real.share
    )
    return _judged(name, real, fake), figure


def _judged(name: str, real: Told, fake: Told) -> Finding | None:
    if real.share < max(_TOLD, SURE * real.error):
        return None  # real samples do not say which condition they have
    gap, error = real.share - fake.share, math.hypot(real.error, fake.error)
    if gap <= max(_LESS * real.share, SURE * error):
        return None
    left = fake.share / real.share
    numbers = f"its R^2 from samples is {max(fake.share, -9.0):.2f}, from real ones {real.share:.2f}"
    if max(fake.correlation, 0.0) ** 2 < _IGNORED * real.share:
        return Finding("condition", "poor", f"the condition {name} is ignored ({numbers})", weight=3.5)
    grade: Fault = "poor" if left < _HALF else "fair"
    return Finding("condition", grade, f"the condition {name} is obeyed in part ({numbers})", weight=2 + min(gap, 1.0))


def _together(findings: list[Finding]) -> Finding:
    ordered = sorted(findings, key=lambda one: -one.weight)
    rest = len(ordered) - _NAMED
    lines = [one.line for one in ordered[:_NAMED]] + ([f"and so for {rest} more conditions"] if rest > 0 else [])
    grade: Fault = "poor" if any(one.grade == "poor" for one in ordered) else "fair"
    return Finding("condition", grade, "; ".join(lines), weight=ordered[0].weight)


def _told(predicted: npt.NDArray[Any], wanted: Floats) -> Told:
    """Return how well standardised conditions (n,) are told; its error is that of the mean squared error."""
    variance = float(wanted.var())
    if variance == 0:
        return Told(0.0, math.inf, 0.0)
    squares = np.square(predicted - wanted) / variance
    spread = float(np.std(predicted))
    correlation = float(np.corrcoef(predicted, wanted)[0, 1]) if spread > 0 else 0.0
    return Told(1.0 - float(squares.mean()), float(squares.std() / math.sqrt(len(squares))), correlation)


def _models(seed: int) -> list[Any]:
    from sklearn.ensemble import ExtraTreesRegressor
    from sklearn.linear_model import RidgeCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    forest = ExtraTreesRegressor(_TREES, min_samples_leaf=2, random_state=seed)
    return [forest, make_pipeline(StandardScaler(), RidgeCV(np.logspace(-3, 3, 7)))]
