"""How well samples cover a mixture of Gaussians whose modes are known."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

WITHIN = 3.0  # deviations: real samples of a plane lie within them with probability 1 - exp(-4.5) = 98.9 %


@dataclass(frozen=True)
class Coverage:
    """What samples make of a mixture.

    captured modes have at least one high-quality sample, one within three deviations of its nearest mode. reverse_kl
    is KL(histogram of nearest modes || uniform), in nats. spread is the median over captured modes of the samples'
    deviation from the mode's centre in units of the true one: 1 is ideal, less is collapse within modes.
    """

    captured: int
    modes: int
    high_quality: float
    reverse_kl: float
    spread: float


def coverage(samples: npt.ArrayLike, centres: npt.ArrayLike, deviation: float) -> Coverage:
    """Return the coverage by samples (N, D) of equally likely modes at `centres` (K, D) of one standard deviation.

    The protocol of VEEGAN (Srivastava et al. 2017) and PacGAN (Lin et al. 2018). Even perfect samples have a reverse
    KL of about (K - 1) / (2 N), and 98.9 % of high quality in a plane.
    """
    points, places = np.asarray(samples, np.float64), np.asarray(centres, np.float64)
    distances = np.linalg.norm(points[:, None] - places[None], axis=2)
    nearest, least = distances.argmin(1), distances.min(1)
    good = least <= WITHIN * deviation
    shares = np.bincount(nearest, minlength=len(places)) / len(points)
    seen = shares[shares > 0]
    captured = np.unique(nearest[good])
    spreads = [
        np.sqrt(np.square(least[good & (nearest == mode)]).mean() / points.shape[1]) / deviation for mode in captured
    ]
    return Coverage(
        captured=len(captured),
        modes=len(places),
        high_quality=float(good.mean()),
        reverse_kl=float(np.sum(seen * np.log(seen * len(places)))),
        spread=float(np.median(spreads)) if spreads else float("nan"),
    )
