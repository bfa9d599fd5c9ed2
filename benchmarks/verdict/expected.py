"""What is right of every cell of kind and plant; written down before any verdict was seen.

garbage: hardly a row could be of the law, or there is hardly any variety. In tables that is where half of the rows or
more lie farther from 5,000 rows of the law than 99.5 % of fresh ones do, or nearer than all but 0.5 %; of pictures,
signals and the plane, where the eye finds none of what they show: no arm of the pinwheel is left in a cloud. flawed:
one thing is wrong, and at these numbers of rows it can be told: of scale and shift by a Kolmogorov-Smirnov test of some
column or of a row's level in 0.8 of all draws. equal: the very law. untellable: wrong, and no test should be sure of
it. learning: a model that has learnt for a while, which may be good, fair or poor, but copies nothing and can be told
of.
"""

from dataclasses import dataclass
from typing import Literal

from benchmarks.verdict.kind import Kind
from benchmarks.verdict.plants import Plant

Truth = Literal["garbage", "flawed", "equal", "untellable", "learning"]
FINDINGS = (
    *("copies", "collapse", "repeats", "missing", "shares", "unlike", "dependence", "scale", "shift", "marginals"),
    *("blur", "sharp", "pattern", "spectrum", "told"),
)


@dataclass(frozen=True)
class Expectation:
    """The truth of a cell, the kinds of finding of which one at least names what is wrong, and why, where not plain."""

    truth: Truth
    named: frozenset[str] = frozenset()
    why: str = ""


def _garbage(named: str, why: str = "") -> Expectation:
    return Expectation("garbage", frozenset(named.split()), why)


def _flawed(named: str, why: str = "") -> Expectation:
    return Expectation("flawed", frozenset(named.split()), why)


def _untellable(why: str) -> Expectation:
    return Expectation("untellable", why=why)


EQUAL = Expectation("equal")
OF_PLANT = {
    "real": EQUAL,
    "white": _garbage("unlike dependence spectrum marginals sharp"),
    "gaussian": _garbage("unlike dependence spectrum marginals"),
    "shuffled": _garbage("unlike dependence spectrum sharp"),
    "ranks": _garbage("unlike dependence spectrum"),
    "mean": _garbage("collapse repeats"),
    "one": _garbage("collapse repeats"),
    "ten": _garbage("collapse repeats"),
    "half": _flawed("missing shares"),
    "class": _flawed("missing shares"),
    "lopsided": _flawed("shares"),
    "blurred": _flawed("blur"),
    "sharp": _flawed("sharp"),
    "checkerboard": _flawed("pattern"),
    "scale": _flawed("scale"),
    "shift": _flawed("shift"),
    "polluted": _flawed("unlike marginals dependence spectrum sharp"),
    "copies": _flawed("copies"),
    "near": _flawed("copies"),
}
OF_FAMILY = {
    ("points", "white"): _garbage("unlike dependence marginals"),
    ("points", "gaussian"): _garbage("unlike dependence marginals"),
    ("points", "shuffled"): _garbage("unlike dependence"),
    ("points", "ranks"): _garbage("unlike dependence"),
    ("points", "polluted"): _flawed("unlike dependence marginals"),
    ("table", "white"): _garbage("unlike dependence marginals scale shift", "columns have units of their own"),
    ("table", "gaussian"): _flawed("unlike dependence marginals"),
    ("table", "shuffled"): _flawed("unlike dependence"),
    ("table", "ranks"): _flawed("unlike dependence"),
    ("table", "lopsided"): _flawed("shares marginals", "the groups are no one's columns"),
    ("table", "polluted"): _flawed("unlike dependence marginals"),
    ("counts", "white"): _garbage("unlike dependence marginals scale shift"),
    ("counts", "gaussian"): _garbage("unlike dependence marginals", "0.65 of the rows, and no whole numbers"),
    ("counts", "shuffled"): _garbage("unlike dependence", "0.79 of the rows"),
    ("counts", "ranks"): _flawed("unlike dependence", "0.38 of the rows"),
    ("counts", "lopsided"): _flawed("shares marginals", "the groups are no one's columns"),
    ("counts", "polluted"): _flawed("unlike dependence marginals"),
    ("codes", "white"): _garbage("unlike dependence marginals scale shift"),
    ("codes", "gaussian"): _flawed("unlike dependence marginals", "a tool may leave rounding to its user"),
    ("codes", "shuffled"): _flawed("unlike dependence", "no single row is impossible"),
    ("codes", "ranks"): _flawed("unlike dependence", "no single row is impossible"),
    ("codes", "lopsided"): _flawed("shares marginals", "the groups are no one's columns"),
    ("codes", "polluted"): _flawed("unlike dependence marginals"),
    ("signals", "blurred"): _flawed("blur spectrum"),
    ("signals", "sharp"): _flawed("sharp spectrum"),
}
OF_KIND = {
    ("noise", "gaussian"): EQUAL,
    ("noise", "ranks"): EQUAL,
    ("wide", "gaussian"): _garbage("unlike dependence marginals", "0.61 of the rows"),
    ("wide", "shuffled"): _garbage("unlike dependence", "all rows"),
    ("wide", "ranks"): _garbage("unlike dependence", "0.55 of the rows"),
    ("heavy", "scale"): _flawed("scale marginals", "the spread of heavy tails is their largest values'"),
    ("heavy", "shift"): _flawed("shift marginals"),
    ("orbits", "gaussian"): _garbage("unlike dependence marginals", "0.69 of the rows"),
    ("orbits", "shuffled"): _garbage("unlike dependence", "0.82 of the rows"),
    ("orbits", "near"): _flawed("copies", "fresh rows are nearer in a fifth of all pairs"),
    ("ring", "near"): _untellable("median distance to the real set 0.008, of fresh rows 0.008"),
    ("pinwheel", "near"): _untellable("median distance to the real set 0.016, of a tenth of fresh rows below 0.009"),
    ("curves", "scale"): _flawed("scale shift marginals", "told by the level between bands more than by a spread"),
    ("curves", "shift"): _flawed("shift marginals", "told by the level between bands"),
    ("curves", "lopsided"): _untellable("45 of 60 for 30 of 60: p = 0.005 in the middle of all draws"),
}


OF_STAGE = {
    "early": _garbage(" ".join(set(FINDINGS) - {"copies", "told"}), "30 steps: whatever says that it is not the data"),
    "middle": Expectation("learning"),
    "late": Expectation("learning"),
}


def expected(kind: Kind, plant: Plant) -> Expectation:
    """Return what is right of a cell."""
    default = OF_FAMILY.get((kind.family, plant.name), OF_PLANT[plant.name])
    return OF_KIND.get((kind.name, plant.name), default)
