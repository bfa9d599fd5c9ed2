"""The area under the ROC curve (AUC)."""

import numpy as np

from gansmith.features.rows import Floats


def area_under_curve(positive: Floats, negative: Floats) -> float:
    """Return the probability that a score of positives (N,) exceeds one of negatives (M,); equal ones count half."""
    from scipy.stats import rankdata

    ranks = rankdata(np.concatenate([positive, negative]))[: len(positive)]
    return float((ranks.sum() - len(positive) * (len(positive) + 1) / 2) / (len(positive) * len(negative)))
