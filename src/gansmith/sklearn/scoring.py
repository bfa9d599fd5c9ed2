"""How near samples come to rows that were held out, as one number of which more is better."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.metrics.own import own_metrics
from gansmith.metrics.yardstick import Yardstick
from gansmith.models.model import Model
from gansmith.runs.measures import CRITERIA
from gansmith.sklearn.mishaps import UnfitData, UnfitOption, as_value_errors

Rows = npt.NDArray[Any]
NAMES = (*CRITERIA, "worst")
_FEWEST = 6  # rows that "worst" is measured with: half of them are its yardstick


def nearness(model: Model, real: Rows, fake: Rows, metric: str | Callable[..., float]) -> float:
    """Return minus a distance of generated samples to real ones, both (N, ...) in the units of the data.

    metric: "sliced" or "kid", distances of the values as networks see them; "worst", the worst of several measurements
    in units of what they are between two halves of the real rows; or a function of real and generated samples, or where
    it is, as "file.py:function", whose value is taken as it is where its `better` is "higher". Raises ValueError for an
    unknown metric, and where there are too few rows.
    """
    with as_value_errors():
        if isinstance(metric, str) and ":" not in metric and metric not in NAMES:
            raise UnfitOption(f"metric={metric[:60]!r}: choose of {', '.join(NAMES)}, or give a function of your own.")
        if not isinstance(metric, str) or metric not in NAMES:
            (own,) = own_metrics([metric])
            if own.better == "nearer":
                raise UnfitOption(f"metric={own.title!r}: its `better` is 'nearer', and a score needs lower or higher.")
            return own(real, fake) * (1.0 if own.better == "higher" else -1.0)
        encoded = [model.card.codec.encode(rows) for rows in (real, fake)]
        if metric == "worst":
            return -_worst(*encoded, signals=model.card.codec.signals)
        flat = [rows.reshape(len(rows), -1) for rows in encoded]
        return -float(CRITERIA[metric](*flat).value)


def _worst(real: Rows, fake: Rows, *, signals: bool) -> float:
    if len(real) < _FEWEST:
        raise UnfitData(f"metric='worst' compares halves of X, which holds {len(real)} rows; {_FEWEST} are the least.")
    half = len(real) // 2
    yardstick = Yardstick(real[::2][:half], real[1::2][:half], signals=signals)
    return float(max(yardstick(fake[:half].astype(np.float64)).values()))
