"""Losses of both players as functions of tensors, for anybody's own loop; a family per file, each with its equation.

Each function returns one value per sample, whose mean is descended, unless it says that it is a loss of the batch. The
same files make of them the terms that a method's loss is a sum of, such as HINGE in `gansmith.losses.adversarial`.
"""

from gansmith.losses.equilibrium import began_convergence, began_critic, began_generator
from gansmith.losses.images import l1_distance
from gansmith.losses.information import category_code_loss, continuous_code_loss
from gansmith.losses.invariance import invariance_loss, mutual_information
from gansmith.losses.labels import class_cross_entropy, feature_matching
from gansmith.losses.least_squares import least_squares_critic, least_squares_generator
from gansmith.losses.logistic import (
    minimax_critic,
    minimax_generator,
    nonsaturating_critic,
    nonsaturating_generator,
    relativistic_critic,
    relativistic_generator,
)
from gansmith.losses.penalties import dragan_penalty, gradient_penalty, r1_penalty, r2_penalty, slope_penalty
from gansmith.losses.wasserstein import hinge_critic, hinge_generator, wasserstein_critic, wasserstein_generator

__all__ = [
    "began_convergence",
    "began_critic",
    "began_generator",
    "category_code_loss",
    "class_cross_entropy",
    "continuous_code_loss",
    "dragan_penalty",
    "feature_matching",
    "gradient_penalty",
    "hinge_critic",
    "hinge_generator",
    "invariance_loss",
    "l1_distance",
    "least_squares_critic",
    "least_squares_generator",
    "minimax_critic",
    "minimax_generator",
    "mutual_information",
    "nonsaturating_critic",
    "nonsaturating_generator",
    "r1_penalty",
    "r2_penalty",
    "relativistic_critic",
    "relativistic_generator",
    "slope_penalty",
    "wasserstein_critic",
    "wasserstein_generator",
]
