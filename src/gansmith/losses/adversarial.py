"""The adversarial games that methods are made of, a family per file."""

from gansmith.losses.game import Adversarial
from gansmith.losses.least_squares import LEAST_SQUARES
from gansmith.losses.logistic import MINIMAX, NONSATURATING, RELATIVISTIC
from gansmith.losses.wasserstein import HINGE, WASSERSTEIN

__all__ = ["HINGE", "LEAST_SQUARES", "MINIMAX", "NONSATURATING", "RELATIVISTIC", "WASSERSTEIN", "Adversarial"]
