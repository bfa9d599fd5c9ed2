"""Evaluate by a metric of your own: a function of real and generated samples, in the units of the data."""

import numpy as np

import gansmith


def radius_error(real: np.ndarray, fake: np.ndarray) -> float:
    """Return how far the mean distances from the origin lie apart."""
    return abs(np.linalg.norm(real, axis=1).mean() - np.linalg.norm(fake, axis=1).mean())


run = gansmith.train("ring", "wgan-gp", steps=60, width=32, batch_size=128)
evaluation = gansmith.evaluate(run.path, metrics=[radius_error], count=300)
(figure,) = [figure for figure in evaluation.figures if figure.name == "radius_error"]
print(f"{figure.label}: {figure.value:.3f}, between real samples {figure.floor:.3f}")
