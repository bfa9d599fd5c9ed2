"""What was measured of a run, as its metrics.json holds it: read again where the same is asked of the same model."""

from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from gansmith.errors import DataError, remark
from gansmith.evaluation.ranking import order
from gansmith.evaluation.sample_sets import fingerprint
from gansmith.metrics.result import MetricValue
from gansmith.models.load import Recipe, load
from gansmith.storage.atomic import read_object
from gansmith.storage.seal import is_sealed

METRICS_FILE = "metrics.json"
EDITION = (
    3  # of what is measured: in 1, which says nothing of it, raw values were in the units of networks; 2 had no grade
)
Asked = Mapping[str, Any]
"""What an evaluation was asked for: features, count, seed, and the reading of two sets."""


class Measured(NamedTuple):
    """What was measured of a run's model: all figures, and the grade of the judgement on its samples."""

    figures: tuple[MetricValue, ...]
    grade: str


def measured_of(run: Path, asked: Asked, recipe: Recipe | None = None) -> Measured | None:
    """Return what was measured of a run's present model as asked before; None where it was not, or of another model."""
    try:
        known = read_object(run / METRICS_FILE)
        if not is_sealed(known):
            remark(f"{run / METRICS_FILE} does not agree with its own digest, or has none. It is measured anew.")
            return None
        now = (fingerprint(load(run, recipe=recipe)), dict(asked), EDITION)
        if (known["model"], known["asked"], known["edition"]) != now:
            return None
        order(known["grade"])  # which refuses what is no grade
        return Measured(tuple(_figure(figure) for figure in known["figures"]), known["grade"])
    except (AttributeError, DataError, KeyError, OverflowError, TypeError, ValueError):
        return None


def spelt(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with those that are infinite or no number as strings, since JSON does not know them."""
    return {
        name: str(value) if isinstance(value, float) and not isfinite(value) else value
        for name, value in values.items()
    }


def _figure(spelt: Mapping[str, Any]) -> MetricValue:
    """Return the figure that `spelt` took apart; raises ValueError for what is none."""
    return TypeAdapter(MetricValue).validate_python({name: spelt[name] for name in MetricValue.__dataclass_fields__})
