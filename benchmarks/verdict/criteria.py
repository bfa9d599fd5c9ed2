"""What a curve of a metric over a sweep must be to pass: the criteria of Räisä, van Breugel and van der Schaar 2025."""

from collections.abc import Callable, Mapping

Curve = Mapping[float, float]
"""The metric's mean over seeds at every x."""

Criterion = Callable[[Curve], bool]

_NEAR, _FLAT, _DROP, _EDGE = 0.05, 0.05, 0.2, 0.1


def first_is(target: float) -> Criterion:
    """The value at the least x is the target, within 0.05."""
    return lambda curve: abs(curve[min(curve)] - target) <= _NEAR


def last_is(target: float) -> Criterion:
    """The value at the greatest x is the target, within 0.05."""
    return lambda curve: abs(curve[max(curve)] - target) <= _NEAR


def value_is(place: float, target: float) -> Criterion:
    """The value at one x is the target, within 0.05."""
    return lambda curve: abs(_at(curve, place) - target) <= _NEAR


def flat(curve: Curve) -> bool:
    """No two values are more than 0.05 apart."""
    return max(curve.values()) - min(curve.values()) <= _FLAT


def settles(curve: Curve) -> bool:
    """Over the greater half of x the values are no more than 0.05 apart."""
    half = sorted(curve)[2:]  # of the paper's 20 sizes the last ten, four of which are in the sweep
    return flat({x: curve[x] for x in half})


def falls(curve: Curve) -> bool:
    """From the first to the last value by 0.2 or more, and no value is 0.1 above the first or below the last."""
    first, last = curve[min(curve)], curve[max(curve)]
    return first - last >= _DROP and max(curve.values()) - first <= _EDGE and last - min(curve.values()) <= _EDGE


def rises(curve: Curve) -> bool:
    """As `falls`, the other way."""
    return falls({-x: value for x, value in curve.items()})


def falls_by(place: float) -> Criterion:
    """As `falls`, and by 0.1 already at one x."""
    return lambda curve: falls(curve) and curve[min(curve)] - _at(curve, place) >= _EDGE


def bell(middle: float) -> Criterion:
    """0.2 higher at one x than at either end, nowhere 0.1 higher, and one end within 0.1 of the least value."""

    def holds(curve: Curve) -> bool:
        ends, top = (curve[min(curve)], curve[max(curve)]), _at(curve, middle)
        return (
            all(top - end >= _DROP for end in ends)
            and max(curve.values()) - top <= _EDGE
            and any(end - min(curve.values()) <= _EDGE for end in ends)
        )

    return holds


def _at(curve: Curve, place: float) -> float:
    return curve[min(curve, key=lambda x: abs(x - place))]
