"""From the logits of a network to probabilities, fitted on samples that it was not trained on."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import minimize

from gansmith.detection.parts import Floats, Part

ENOUGH = 1000  # real and generated calibration samples from which on the curve is fitted without a form
_LARGEST = 1e4  # slope or intercept of a logit


@dataclass(frozen=True)
class Calibration:
    """A map of logits to probabilities at as many generated as real samples.

    platt: sigmoid(slope logit + intercept), knots (2,) being these numbers (Platt 1999). isotonic: a curve that never
    falls, linear between knots (2, K) of logits and probabilities (Zadrozny and Elkan 2002).
    """

    kind: Literal["platt", "isotonic"]
    knots: Floats

    def __post_init__(self) -> None:
        knots = self.knots
        sane = bool(np.isfinite(knots).all())
        if self.kind == "platt":
            sane = sane and knots.shape == (2,) and 0 <= knots[0] <= _LARGEST and abs(knots[1]) <= _LARGEST
        else:
            sane = sane and self.kind == "isotonic" and knots.ndim == 2 and knots.shape[0] == 2 and knots.shape[1] >= 2
            sane = sane and bool((np.diff(knots) >= 0).all() and knots[1].min() > 0 and knots[1].max() < 1)
        if not sane:
            raise ValueError("its calibration is none")

    def probability(self, logits: Floats, prior: float = 0.5) -> Floats:
        """Return P(generated) of logits (N,), where a share `prior` of the samples to be scored is generated."""
        if self.kind == "platt":
            even = self.knots[0] * logits + self.knots[1]
        else:
            share = np.interp(logits, *self.knots)
            even = np.log(share) - np.log1p(-share)
        return np.asarray(1 / (1 + np.exp(-np.clip(even + np.log(prior) - np.log1p(-prior), -700, 700))))

    @classmethod
    def fit(cls, logits: Floats, part: Part) -> "Calibration":
        """Return the calibration of logits (N,) of a part: isotonic from 1,000 samples a side on, else Platt's."""
        fewest = min(np.count_nonzero(part.generated), np.count_nonzero(~part.generated))
        return _isotonic(logits, part) if fewest >= ENOUGH else _platt(logits, part)


def _platt(logits: Floats, part: Part) -> Calibration:
    """Return slope and intercept of the least weighted cross-entropy, the targets drawn in a little as Platt's are."""
    weights, fewest = part.weights, min(np.bincount(part.generated, minlength=2))
    target = np.where(part.generated, (fewest + 1) / (fewest + 2), 1 / (fewest + 2))
    scale = float(np.sqrt(np.average(logits**2, weights=weights))) or 1.0

    def loss(numbers: Floats) -> tuple[float, Floats]:
        even = numbers[0] * logits / scale + numbers[1]
        off = weights * (1 / (1 + np.exp(-np.clip(even, -700, 700))) - target)
        value = float((weights * (np.logaddexp(0, even) - target * even)).sum())
        return value, np.array([(off * logits / scale).sum(), off.sum()])

    found = minimize(loss, np.array([scale, 0.0]), jac=True, bounds=[(0, 1e3), (-1e3, 1e3)], method="L-BFGS-B")
    return Calibration("platt", np.clip(np.array([found.x[0] / scale, found.x[1]]), [0, -_LARGEST], _LARGEST))


def _isotonic(logits: Floats, part: Part) -> Calibration:
    from sklearn.isotonic import IsotonicRegression

    bound = 1 / (2 + 2 * min(np.bincount(part.generated, minlength=2)))
    fitted = IsotonicRegression(y_min=bound, y_max=1 - bound, out_of_bounds="clip")
    fitted.fit(logits, part.generated.astype(np.float64), sample_weight=part.weights * len(part.sets))
    at, share = fitted.X_thresholds_, fitted.y_thresholds_
    if len(at) < 2:
        at, share = np.array([at[0] - 1, at[0] + 1]), np.repeat(share, 2)
    return Calibration("isotonic", np.stack([at, share]).astype(np.float64))
