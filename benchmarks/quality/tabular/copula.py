"""A Gaussian copula of all columns by their ranks, overall and for each class of the target.

Nelsen 2006, An Introduction to Copulas; as a generator of tables, Patki et al. 2016 (Synthetic Data Vault).
"""

import numpy as np
from scipy.stats import norm

from benchmarks.quality.tabular.frame import Floats, Frame

RIDGE = 1e-6  # on the diagonal of the correlations, which fewer rows than columns leave singular


def draw(train: Frame, count: int, rng: np.random.Generator) -> Frame:
    """Return rows whose columns have the training part's values, and whose normal scores have its correlations.

    Missing values rank above all others. Equal values are ranked at random, as SDV's copula does, which weakens the
    dependence of categories.
    """
    return Frame(train.columns, _drawn(train.values, count, rng))


def draw_by_class(train: Frame, target: str, count: int, rng: np.random.Generator) -> Frame:
    """Return rows of a copula for each class of the target, the classes drawn by their shares; in random order."""
    codes = train.codes(train.place(target))
    chosen = rng.choice(codes, count)
    parts = [_drawn(train.values[codes == one], int((chosen == one).sum()), rng) for one in np.unique(chosen)]
    return Frame(train.columns, rng.permutation(np.concatenate(parts)))


def _drawn(values: Floats, count: int, rng: np.random.Generator) -> Floats:
    rows, width = values.shape
    if rows < 2:
        return np.repeat(values, count, axis=0)
    order = np.stack([np.lexsort((rng.random(rows), values[:, place])) for place in range(width)], axis=1)
    scores = np.empty_like(values)
    np.put_along_axis(scores, order, norm.ppf((np.arange(rows) + 0.5) / rows)[:, None], axis=0)
    root = np.linalg.cholesky(np.corrcoef(scores, rowvar=False) + RIDGE * np.eye(width))
    shares = norm.cdf(rng.standard_normal((count, width)) @ root.T)
    places = np.minimum((shares * rows).astype(np.int64), rows - 1)
    return np.take_along_axis(np.sort(values, axis=0), places, axis=0)
