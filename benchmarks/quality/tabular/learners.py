"""What gradient-boosted trees learn from a synthetic table: to tell it from a real one, and to predict real rows."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.metrics import r2_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from threadpoolctl import threadpool_limits

from benchmarks.quality.tabular.frame import Frame

MOST = 5000  # rows of each set that are told apart
FEW, REPEATS = 500, 5  # fewer rows of each set than FEW are drawn and told apart so many times
FOLDS = 3
TREES = 60


def told_apart(real: Frame, fake: Frame, seed: int) -> float:
    """Return the area under the ROC curve of a learned two-sample test, cross-validated: 0.5 is not told apart.

    As many rows of both sets are drawn, at most 5,000. Of fewer than 500 it is the mean over five draws. What is below
    0.5 is chance, and counts as 0.5.

    Lopez-Paz and Oquab 2017, arXiv 1610.06545.
    """
    rng = np.random.default_rng(seed)
    count = min(len(real), len(fake), MOST)
    found = [_area(real, fake, count, rng) for _ in range(REPEATS if count < FEW else 1)]
    return max(0.5, float(np.mean(found)))


def _area(real: Frame, fake: Frame, count: int, rng: np.random.Generator) -> float:
    drawn = [frame.values[rng.permutation(len(frame))[:count]] for frame in (real, fake)]
    sets = np.repeat([0, 1], count)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=int(rng.integers(2**31)))
    learner = HistGradientBoostingClassifier(**_trees(real, range(len(real.columns)), 2 * count))
    with threadpool_limits(1):
        said = cross_val_predict(learner, np.concatenate(drawn), sets, cv=folds, method="predict_proba")
    return float(roc_auc_score(sets, said[:, 1]))


def taught(train: Frame, test: Frame, target: str) -> float:
    """Return how well trees taught by one table predict a column of another.

    It is the area under the ROC curve for two classes, the accuracy for more, R^2 for a number (at least 0). A table
    without two known values of the target teaches nothing: 0.5 for two classes, 0 else.
    """
    place = train.place(target)
    column = train.columns[place]
    known = [frame.rows(_known(frame, place)) for frame in (train, test)]
    inputs = [np.delete(frame.values, place, axis=1) for frame in known]
    wanted = [frame.values[:, place] for frame in known]
    if len(np.unique(wanted[0])) < 2:
        return 0.5 if len(column.categories) == 2 else 0.0
    trees = _trees(train, [other for other in range(len(train.columns)) if other != place], len(wanted[0]))
    with threadpool_limits(1):
        if not column.is_category:
            predicted = HistGradientBoostingRegressor(**trees).fit(inputs[0], wanted[0]).predict(inputs[1])
            return max(0.0, float(r2_score(wanted[1], predicted)))
        learner = HistGradientBoostingClassifier(**trees).fit(inputs[0], wanted[0])
        if len(column.categories) == 2:
            return float(roc_auc_score(wanted[1], learner.predict_proba(inputs[1])[:, 1]))
        return float(learner.score(inputs[1], wanted[1]))


def _known(frame: Frame, place: int) -> npt.NDArray[np.bool_]:
    values = frame.values[:, place]
    column = frame.columns[place]
    return np.asarray(values < len(column.categories) if column.is_category else ~np.isnan(values))


def _trees(frame: Frame, places: Iterable[int], rows: int) -> dict[str, object]:
    """Return the trees' settings: which columns are categories, and leaves that a small table can fill."""
    return {
        "max_iter": TREES,
        "min_samples_leaf": int(np.clip(rows // 40, 2, 20)),
        "categorical_features": [frame.columns[place].is_category for place in places],
        "early_stopping": False,
        "random_state": 0,
    }
