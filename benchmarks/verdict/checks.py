"""The 15 sanity checks of Räisä, van Breugel and van der Schaar 2025: what either metric must do on each one's data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from benchmarks.verdict import draws
from benchmarks.verdict.criteria import (
    Criterion,
    Curve,
    bell,
    falls,
    falls_by,
    first_is,
    flat,
    last_is,
    rises,
    settles,
    value_is,
)

Role = Literal["fidelity", "diversity"]

Criteria = Mapping[str, Criterion] | Callable[[str], Mapping[str, Criterion]]
"""Criteria by their names, or a function of the level that gives them."""


@dataclass(frozen=True, eq=False)
class Check:
    """A check's name, its sweep of data at each level, and the criteria of either role.

    A metric of diversity may count reals that wide samples surround as covered ("high") or not ("low"), yet must do
    the same at every level: `high` holds the criteria of the former where they are others.
    """

    name: str
    title: str
    draw: Callable[[draws.Rng, str], draws.Sweep]
    levels: tuple[str, ...]
    fidelity: Criteria
    diversity: Criteria
    high: Criteria | None = None

    def failures(self, role: Role, curves: Mapping[str, Curve]) -> tuple[str, ...]:
        """Return which criteria fail at which level, of the kind of diversity that fails least; none for a pass."""
        kinds = [self.fidelity] if role == "fidelity" else [self.diversity] + ([self.high] if self.high else [])
        return min((_failing(criteria, curves) for criteria in kinds), key=len)


def _failing(criteria: Criteria, curves: Mapping[str, Curve]) -> tuple[str, ...]:
    return tuple(
        f"{level}: {name}" if level else name
        for level, curve in curves.items()
        for name, holds in (criteria(level) if callable(criteria) else criteria).items()
        if not holds(curve)
    )


_DIMENSIONS = ("1", "8", "64")
_BELL: dict[str, Criterion] = {
    "1 where alike": value_is(0, 1),
    "0 at the least x": first_is(0),
    "0 at the greatest x": last_is(0),
    "bell": bell(0),
}
_MODES_KEPT: dict[str, Criterion] = {"1 where alike": first_is(1), "1 with one mode": last_is(1), "flat": flat}
_APART: dict[str, Criterion] = {"0 at the least x": first_is(0), "0 at the greatest x": last_is(0), "flat": flat}
_CUBE: dict[str, Criterion] = {"settles": settles, "0.2 at the greatest x": last_is(0.2)}
_TORUS: dict[str, Criterion] = {"settles": settles, "0 at the greatest x": last_is(0)}
_ROUNDED: tuple[dict[str, Criterion], ...] = tuple(
    {f"{value} if coarse": first_is(value), f"{value} if fine": last_is(value), "flat": flat} for value in (0, 1)
)

CHECKS = (
    Check("mean", "Gaussian mean difference", draws.mean_difference, _DIMENSIONS, _BELL, _BELL),
    Check(
        "outlier",
        "the same with one outlier",
        draws.mean_difference_with_outlier,
        tuple(f"{where} {dimensions}" for where in ("real", "samples") for dimensions in _DIMENSIONS),
        _BELL,
        _BELL,
    ),
    Check(
        "deviation",
        "Gaussian deviation difference",
        draws.deviation_difference,
        _DIMENSIONS,
        {"1 where alike": value_is(0, 1), "1 if narrow": first_is(1), "0 if wide": last_is(0), "falls": falls},
        {"1 where alike": value_is(0, 1), "0 if narrow": first_is(0), "0 if wide": last_is(0), "bell": bell(0)},
        {"1 where alike": value_is(0, 1), "0 if narrow": first_is(0), "1 if wide": last_is(1), "rises": rises},
    ),
    Check(
        "simultaneous",
        "modes dropped at once",
        draws.simultaneous_dropping,
        _DIMENSIONS,
        _MODES_KEPT,
        {"1 where alike": first_is(1), "falls": falls_by(47 / 49)},
    ),
    Check(
        "sequential",
        "modes dropped one by one",
        draws.sequential_dropping,
        _DIMENSIONS,
        _MODES_KEPT,
        {"1 where alike": first_is(1), "falls": falls_by(4)},
    ),
    Check(
        "invention",
        "modes dropped and invented",
        draws.dropping_and_invention,
        ("",),
        {"1 where alike": value_is(5, 1), "1 with one mode": first_is(1), "falls": falls},
        {"1 where alike": value_is(5, 1), "1 with all modes": last_is(1), "rises": rises},
    ),
    Check(
        "sphere",
        "surface of a sphere, radius",
        draws.hypersphere,
        ("2", "16", "128"),
        *2 * ({"1 where alike": value_is(1, 1), "0 within": first_is(0), "0 around": last_is(0), "bell": bell(1)},),
    ),
    Check("cube", "cubes that overlap, sizes", draws.hypercube, _DIMENSIONS, _CUBE, _CUBE),
    Check("cube-samples", "the same, sizes of samples", draws.hypercube_sample_size, _DIMENSIONS, _CUBE, _CUBE),
    Check("torus", "ball and torus", draws.sphere_and_torus, ("ball", "torus"), _TORUS, _TORUS),
    Check(
        "two-modes",
        "one wide mode for two",
        draws.one_or_two_modes,
        _DIMENSIONS,
        {"1 where alike": first_is(1), "falls": falls},
        {"1 where alike": first_is(1), "falls": falls},
        {"1 where alike": first_is(1), "flat": flat},
    ),
    Check("scaling", "one dimension in other units", draws.one_scaled_dimension, ("",), _APART, _APART),
    Check("pareto", "mean difference beside a Pareto", draws.mean_difference_with_pareto, ("",), _BELL, _BELL),
    Check("disjoint", "one disjoint dimension of many", draws.one_disjoint_dimension, ("",), _APART, _APART),
    Check(
        "discrete",
        "discrete data, continuous samples",
        draws.discrete_and_continuous,
        ("discrete", "continuous"),
        lambda level: _ROUNDED[0 if level == "discrete" else 1],
        _ROUNDED[0],
        lambda level: _ROUNDED[1 if level == "discrete" else 0],
    ),
)
