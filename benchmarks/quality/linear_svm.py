"""A linear support vector machine of squared hinge loss, its cost and scale chosen on validation rows."""

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

COSTS = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
_LEAST = 1e-2  # of the features' usual deviation, which is added to each before it divides

Rows = npt.NDArray[Any]
Labelled = tuple[Rows, Rows]


def chosen_svm(taught: Labelled, held: Labelled, asked: Labelled) -> dict[str, float]:
    """Return the test error of a linear SVM of squared hinge loss whose cost the validation digits choose.

    These also choose whether features keep their spread or have one and the same each, as of the digits that teach.
    """
    deviations = taught[0].std(axis=0)
    each = np.sqrt(len(deviations)) * (deviations + _LEAST * float(np.sqrt(np.mean(deviations**2))))
    tried = [*_tried(taught, held, asked, 1.0), *_tried(taught, held, asked, each)]
    return min(tried, key=lambda one: one["validation_error"])


def _tried(taught: Labelled, held: Labelled, asked: Labelled, scale: Any) -> list[dict[str, float]]:
    """Return both errors of an SVM of each cost, on features divided by a scale.

    Its weights lie in the span of the rows that it is taught, so all is computed in coordinates of that.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.svm import LinearSVC

    span, _ = np.linalg.qr((taught[0] / scale).T)
    rows, others, last = ((part / scale) @ span for part in (taught[0], held[0], asked[0]))
    tried = []
    for cost in COSTS:
        machine = LinearSVC(C=cost, loss="squared_hinge", dual=True, tol=1e-3, max_iter=1_000, random_state=0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # of high costs, which then are chosen if they are good
            machine.fit(rows, taught[1])
        error, found = wrong(machine.predict(others), held[1]), wrong(machine.predict(last), asked[1])
        tried.append({"validation_error": error, "cost": cost, "scaled": float(np.ndim(scale) > 0), "error": found})
    return tried


def wrong(said: Rows, labels: Rows) -> float:
    """Return how many in a hundred are not what they should be."""
    return float(100 * np.mean(said != labels))
