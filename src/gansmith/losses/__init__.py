"""Losses of both players as functions of tensors, for anybody's own loop; a family per file, each with its equation.

Each function returns one value per sample, whose mean is descended, unless it says that it is a loss of the batch. The
same files make of them the terms that a method's loss is a sum of, such as HINGE in `gansmith.losses.adversarial`.
"""

from typing import TYPE_CHECKING

from gansmith.catalogue import lazily

if TYPE_CHECKING:
    from gansmith.losses.equilibrium import began_convergence as began_convergence
    from gansmith.losses.equilibrium import began_critic as began_critic
    from gansmith.losses.equilibrium import began_generator as began_generator
    from gansmith.losses.images import l1_distance as l1_distance
    from gansmith.losses.information import category_code_loss as category_code_loss
    from gansmith.losses.information import continuous_code_loss as continuous_code_loss
    from gansmith.losses.invariance import invariance_loss as invariance_loss
    from gansmith.losses.invariance import mutual_information as mutual_information
    from gansmith.losses.labels import class_cross_entropy as class_cross_entropy
    from gansmith.losses.labels import feature_matching as feature_matching
    from gansmith.losses.least_squares import least_squares_critic as least_squares_critic
    from gansmith.losses.least_squares import least_squares_generator as least_squares_generator
    from gansmith.losses.logistic import minimax_critic as minimax_critic
    from gansmith.losses.logistic import minimax_generator as minimax_generator
    from gansmith.losses.logistic import nonsaturating_critic as nonsaturating_critic
    from gansmith.losses.logistic import nonsaturating_generator as nonsaturating_generator
    from gansmith.losses.logistic import relativistic_critic as relativistic_critic
    from gansmith.losses.logistic import relativistic_generator as relativistic_generator
    from gansmith.losses.penalties import dragan_penalty as dragan_penalty
    from gansmith.losses.penalties import gradient_penalty as gradient_penalty
    from gansmith.losses.penalties import r1_penalty as r1_penalty
    from gansmith.losses.penalties import r2_penalty as r2_penalty
    from gansmith.losses.penalties import slope_penalty as slope_penalty
    from gansmith.losses.wasserstein import hinge_critic as hinge_critic
    from gansmith.losses.wasserstein import hinge_generator as hinge_generator
    from gansmith.losses.wasserstein import wasserstein_critic as wasserstein_critic
    from gansmith.losses.wasserstein import wasserstein_generator as wasserstein_generator

_HOMES = {
    "began_convergence": "equilibrium",
    "began_critic": "equilibrium",
    "began_generator": "equilibrium",
    "category_code_loss": "information",
    "class_cross_entropy": "labels",
    "continuous_code_loss": "information",
    "dragan_penalty": "penalties",
    "feature_matching": "labels",
    "gradient_penalty": "penalties",
    "hinge_critic": "wasserstein",
    "hinge_generator": "wasserstein",
    "invariance_loss": "invariance",
    "l1_distance": "images",
    "least_squares_critic": "least_squares",
    "least_squares_generator": "least_squares",
    "minimax_critic": "logistic",
    "minimax_generator": "logistic",
    "mutual_information": "invariance",
    "nonsaturating_critic": "logistic",
    "nonsaturating_generator": "logistic",
    "r1_penalty": "penalties",
    "r2_penalty": "penalties",
    "relativistic_critic": "logistic",
    "relativistic_generator": "logistic",
    "slope_penalty": "penalties",
    "wasserstein_critic": "wasserstein",
    "wasserstein_generator": "wasserstein",
}
__all__ = [*_HOMES]  # noqa: PLE0604 - names of the table above
__getattr__, __dir__ = lazily(__name__, _HOMES)
