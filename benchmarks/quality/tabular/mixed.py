"""Two made tables with columns of every type, whose dependence is known: it is what these functions say."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from benchmarks.quality.tabular.frame import Column, Floats, Frame

ORDERS, VISITS = 8000, 3000  # rows
FIRST_DAY = 18_993.0  # 1 January 2022, in days since 1970
NO_YES = ("false", "true")


def orders() -> Frame:
    """Return orders of a shop.

    The channel (one of five, one of 2 %) shifts the logarithm of the amount, the number of items, the share of zeros
    among discounts (73 % overall), and the day. Members buy for more. Days of delivery follow the region (one of six,
    one of 2 %), and are missing where the order is collected and in 3 % elsewhere. An order is returned the more
    often, the longer it took and the less it cost.
    """
    rng = np.random.default_rng(20_261)
    channel = rng.choice(5, ORDERS, p=[0.50, 0.30, 0.12, 0.06, 0.02])
    region = (rng.choice(6, ORDERS, p=[0.34, 0.26, 0.18, 0.13, 0.075, 0.015]) + (channel == 3)) % 6
    items = 1 + rng.poisson(np.array([0.6, 1.2, 2.5, 0.3, 5.0])[channel])
    member = _happens(rng, -1.2 + 0.5 * np.log(items) + 0.8 * (channel == 1))
    level = np.array([3.0, 3.4, 2.6, 4.2, 5.0])[channel] + 0.6 * np.log(items) + 0.3 * member
    amount = np.round(np.exp(level + 0.8 * rng.standard_normal(ORDERS)), 2)
    reduced = _happens(rng, np.array([-1.6, -1.0, -0.6, -2.5, 0.5])[channel] + 0.7 * member)
    discount = np.where(reduced, np.round(amount * rng.choice([0.05, 0.1, 0.25], ORDERS, p=[0.3, 0.5, 0.2]), 2), 0.0)
    day = FIRST_DAY + np.floor(730 * rng.beta(np.array([1.0, 2.0, 1.0, 3.0, 5.0])[channel], 1.5))
    transit = 1.0 + rng.poisson(np.array([1.0, 2.0, 2.5, 4.0, 6.0, 12.0])[region])
    late = 0.35 * (transit - 4) - 0.4 * (np.log(amount) - 3.5)
    returned = _happens(rng, -1.6 + late + 0.8 * (discount > 0))
    transit[(channel == 2) | (rng.random(ORDERS) < 0.03)] = np.nan
    columns = (
        Column("channel", "category", ("web", "app", "collected", "phone", "dealer")),
        Column("region", "category", ("north", "east", "south", "west", "coast", "islands")),
        Column("items"),
        Column("member", "category", NO_YES),
        Column("amount"),
        Column("discount"),
        Column("ordered", "date"),
        Column("transit"),
        Column("returned", "category", NO_YES),
    )
    return _framed(columns, (channel, region, items, member, amount, discount, day, transit, returned))


def visits() -> Frame:
    """Return stays in a hospital.

    Age has two humps. The ward (one of four, one of 2 %) follows age; the length of the stay follows both; the charge
    is lognormal about the stay; the share paid by the patient is zero in 88 %. A laboratory value falls with age and
    is missing the more often, the shorter the stay. Whether the patient smokes is missing in 5 %. One of three outcomes
    has 3 %, and follows age, stay and laboratory value.
    """
    rng = np.random.default_rng(20_262)
    old = rng.random(VISITS) < 0.6
    age = np.clip(np.rint(np.where(old, 68, 31) + np.where(old, 11, 8) * rng.standard_normal(VISITS)), 18, 99)
    ward = np.where(
        rng.random(VISITS) < 0.02, 3, (rng.random(VISITS) * 2 + (age > 50) * rng.random(VISITS)).astype(int)
    )
    stay = 1.0 + rng.geometric(1 / np.exp(0.4 + 0.012 * age + np.array([0.0, 0.4, 0.8, 1.6])[ward]))
    charge = np.round(np.exp(6.0 + 0.9 * np.log(stay) + 0.3 * ward + 0.5 * rng.standard_normal(VISITS)), 2)
    pays = _happens(rng, -2.4 + 0.9 * (age < 40))
    own = np.where(pays, np.round(charge * rng.uniform(0.05, 0.2, VISITS), 2), 0.0)
    smokes = _happens(rng, 0.2 - 0.02 * age).astype(float)
    laboratory = np.round(14.5 - 0.03 * age - 0.05 * stay + 1.2 * rng.standard_normal(VISITS), 1)
    risk = 0.05 * (age - 60) + 0.1 * stay - 0.4 * (laboratory - 12) + rng.logistic(size=VISITS)
    outcome = np.digitize(risk, np.quantile(risk, [0.62, 0.97]))
    day = FIRST_DAY + np.floor(rng.uniform(0, 365, VISITS))
    laboratory[_happens(rng, 0.2 - 0.5 * stay)] = np.nan
    smokes[rng.random(VISITS) < 0.05] = np.nan
    columns = (
        Column("age"),
        Column("ward", "category", ("general", "surgery", "cardiology", "intensive")),
        Column("admitted", "date"),
        Column("stay"),
        Column("charge"),
        Column("own", "number"),
        Column("smokes", "category", NO_YES),
        Column("laboratory"),
        Column("outcome", "category", ("home", "care", "died")),
    )
    return _framed(columns, (age, ward, day, stay, charge, own, smokes, laboratory, outcome))


def _happens(rng: np.random.Generator, logit: Floats) -> npt.NDArray[np.bool_]:
    return np.asarray(rng.random(len(logit)) < 1 / (1 + np.exp(-logit)))


def _framed(columns: tuple[Column, ...], values: Sequence[npt.NDArray[np.generic]]) -> Frame:
    return Frame(columns, np.stack([np.asarray(one, np.float64) for one in values], axis=1))
