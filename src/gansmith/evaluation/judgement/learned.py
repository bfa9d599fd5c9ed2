"""The learned test: classifiers that are trained on one half of everything and asked about the other."""

import math
import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key
from gansmith.evaluation.judgement.evidence import SURE, Evidence
from gansmith.evaluation.judgement.finding import Fault, Finding
from gansmith.evaluation.judgement.profiles import averaged
from gansmith.evaluation.judgement.sets import Sets
from gansmith.evaluation.judgement.spaces import Space
from gansmith.features.rows import Floats
from gansmith.metrics.result import MetricValue
from gansmith.metrics.roc import area_under_curve

LEAST = 40  # rows of either set
TOLD, PLAIN, ROUGHLY = 0.6, 0.9, 0.95  # area under the curve from where samples are fair, points poor, others poor
_PIXELS, _VALUES = 8, 32  # of coarse pictures, a side, and of coarse signals
_TREES = 100


def learned(sets: Sets, spaces: list[Space]) -> Evidence:
    """Return the greatest area under the ROC curve of a forest and of a linear classifier, in all spaces at once.

    Lopez-Paz and Oquab 2017; each half is asked by what was trained on the other. Half a curve, 0.5, is chance; its
    error there is that of Hanley and McNeil 1982. Pictures and signals are told by traces that no eye sees, so that
    these make them fair at most; what makes them poor is to be told in coarse values, averaged over all detail.
    """
    real, fake = (np.concatenate([part(space) for space in spaces], axis=1) for part in (_real, _fake))
    n = min(len(real), len(fake))
    if n < LEAST:
        return Evidence([], [MetricValue("told", "all spaces", None, n, "lower", note=f"n = {n} is below {LEAST}")])
    found = [_told(real, fake, sets.seed, "all spaces", 1.01 if sets.nature != "points" else PLAIN)]
    if sets.nature != "points":
        found.append(_told(coarse(sets.real, sets), coarse(sets.flat[2], sets), sets.seed, "coarse values", ROUGHLY))
    return Evidence([f for part in found for f in part.findings], [f for part in found for f in part.figures])


def coarse(rows: Floats, sets: Sets) -> Floats:
    """Return pictures averaged to about 8 pixels a side, signals to about 32 values, as rows."""
    values = rows.reshape(len(rows), *sets.reference.shape[1:])
    if values.ndim == 4:
        return averaged(values, _PIXELS).reshape(len(values), -1)
    step = max(1, values.shape[1] // _VALUES)
    kept = values.shape[1] // step * step
    return np.asarray(values[:, :kept].reshape(len(values), -1, step).mean(axis=2), np.float64)


def _told(real: Floats, fake: Floats, seed: int, where: str, poor: float) -> Evidence:
    """Return what classifiers tell in these features; from the area `poor` on samples are that."""
    n = min(len(real), len(fake))
    rng = np.random.default_rng(key(seed, "learned"))
    rows = np.concatenate([real[rng.permutation(len(real))[:n]], fake[rng.permutation(len(fake))[:n]]])
    order = rng.permutation(2 * n)
    rows, made = rows[order], order >= n
    area = max(_area(rows, made, model) for model in _models(key(seed, "trees") % 2**32))
    error = math.sqrt((2 * n + 1) / (12 * n * n)) * math.sqrt(2)  # halves are trained on rows of one another
    figure = MetricValue("told", where, area, n, "lower", standard_error=error, floor=0.5)
    if area < TOLD or area - 0.5 < SURE * error:
        return Evidence([], [figure])
    grade: Fault = "poor" if area >= poor else "fair"
    line = (
        f"a classifier trained on half of them tells its samples from real ones by {where} (AUC {area:.2f}, chance 0.5)"
    )
    return Evidence([Finding("told", grade, line, weight=area - 1)], [figure])


def _models(seed: int) -> list[Any]:
    from sklearn.ensemble import ExtraTreesClassifier
    from sklearn.linear_model import LogisticRegression

    forest = ExtraTreesClassifier(_TREES, min_samples_leaf=2, random_state=seed)
    return [forest, LogisticRegression(C=0.1, max_iter=100)]


def _area(rows: Floats, made: npt.NDArray[np.bool_], model: Any) -> float:
    """Return the area under the curve over all rows, each scored by the classifier that did not see it."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    half, areas = len(rows) // 2, []
    for seen, asked in ((slice(half), slice(half, None)), (slice(half, None), slice(half))):
        classifier = make_pipeline(StandardScaler(), model)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # stopping early costs power, not validity
            classifier.fit(rows[seen], made[seen])
        scores = classifier.predict_proba(rows[asked])[:, 1]
        areas.append(area_under_curve(scores[made[asked]], scores[~made[asked]]))
    return sum(areas) / 2


def _real(space: Space) -> Floats:
    return space.real


def _fake(space: Space) -> Floats:
    return space.fake
