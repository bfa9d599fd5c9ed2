"""What a fake tells of its code c: the variational bound of InfoGAN (Chen et al. 2016, equation 5), in nats."""

import math
from collections.abc import Mapping
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from gansmith.core.batch import CriticOutput
from gansmith.core.loss import Loss, term
from gansmith.core.match import Match
from gansmith.core.method import Gauge
from gansmith.core.prior import Code
from gansmith.losses.same_shape import require_same_shape

CLOSEST = 1e-8  # the least squared error that the gauge counts: a bound on a continuous code has no upper end


class Information(NamedTuple):
    """-E log Q(c | x) of both kinds of code, and the bounds L_I = H(c) + E log Q(c | x), to be watched."""

    categories: Loss
    continuous: Loss
    gauges: Mapping[str, Gauge]


def information(code: Code) -> Information:
    """Return the terms of a code with one category or more; x = G(z, c), Q categorical, or Gaussian for the values.

    Both players descend them: the critic's features and Q learn to read the code, the generator to write it. A perfect
    Q bounds a category code's information by its entropy, ln K; one that knows nothing gives 0.

    Q's Gaussians have deviation 1, as in the paper's code: one of learnt deviation gains without end by being sharper,
    and the categories then tell little. The gauge is of the deviation that the batch's errors have: of uniform values,
    one that knows nothing gives ln 2 - 1/2 ln(2 pi e / 3) = -0.18 each.
    """
    entropy = sum(math.log(options) for options in code.categories)

    def on_categories(match: Match) -> Tensor:
        wanted, told = _parts(match, code)
        pairs = zip(wanted[:-1], told, strict=False)
        return torch.stack([category_code_loss(logits, hot) for hot, logits in pairs]).sum(0)

    def on_continuous(match: Match) -> Tensor:
        wanted, told = _parts(match, code)
        return continuous_code_loss(told[-1], wanted[-1])

    def watched(match: Match) -> Tensor:
        errors = _errors(match, code).square()
        return code.continuous * math.log(2.0) - fitted(match.means(*errors.unbind(1)) if code.continuous else errors)

    return Information(
        categories=term("information/categories", on_categories),
        continuous=term("information/continuous", on_continuous),
        gauges={
            "bound/categories": lambda match: entropy - on_categories(match),
            "bound/continuous": watched,
        },
    )


def category_code_loss(logits: Tensor, code: Tensor) -> Tensor:
    """Return -log Q(c | x) of a category code, which generator and Q both descend.

    ln K minus its mean is the lower bound on the mutual information of code and sample.

    Parameters
    ----------
    logits : Tensor
        What Q makes of the fakes: logits (N, K), unbounded.
    code : Tensor
        The codes that the fakes were made from, one-hot rows (N, K).

    Returns
    -------
    Tensor
        The loss of each fake (N,) in nats, at least 0. Take its mean.

    Raises
    ------
    UsageError
        If the shapes differ.

    References
    ----------
    Chen et al. 2016, arXiv 1606.03657, equation 5.

    Examples
    --------
    >>> import torch
    >>> from gansmith import losses
    >>> losses.category_code_loss(torch.zeros(1, 4), torch.eye(4)[[2]])
    tensor([1.3863])
    """
    require_same_shape(logits=logits, code=code)
    return F.cross_entropy(logits, code, reduction="none")


def continuous_code_loss(mean: Tensor, code: Tensor) -> Tensor:
    """Return -log Q(c | x) of continuous codes, Q a Gaussian of standard deviation 1 for each.

    Parameters
    ----------
    mean : Tensor
        What Q makes of the fakes: means (N, M), unbounded.
    code : Tensor
        The codes (N, M) that the fakes were made from, usually from U(-1, 1).

    Returns
    -------
    Tensor
        The loss of each fake (N,) in nats, summed over its codes. Take its mean.

    Raises
    ------
    UsageError
        If the shapes differ.

    References
    ----------
    Chen et al. 2016, arXiv 1606.03657, equation 5; the standard deviation is that of the authors' code.
    """
    require_same_shape(mean=mean, code=code)
    return (0.5 * (code - mean).square() + 0.5 * math.log(2.0 * math.pi)).sum(1)


def fitted(squares: Tensor) -> Tensor:
    """Return the mean of -log N(error; 0, s^2) of errors of the mean squares s^2 (M',), summed over them, in nats."""
    return (0.5 * torch.log(2.0 * math.pi * math.e * squares.clamp(min=CLOSEST))).sum()


def by_blocks(said: CriticOutput, code: Code) -> tuple[Tensor, ...]:
    """Return what Q says of a code: the logits (N, K) of every category code, then the means (N, M') of the values."""
    assert said.code_params is not None, "the critic reads no code"  # noqa: S101
    return torch.split(said.code_params, code.blocks, 1)


def _errors(match: Match, code: Code) -> Tensor:
    """Return what Q's means miss of the continuous values, (N, M')."""
    wanted, told = _parts(match, code)
    return wanted[-1] - told[-1]


def _parts(match: Match, code: Code) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...]]:
    """Return the code by its blocks, and what Q says by its own: logits, then means."""
    given = match.inputs.code
    assert given is not None, "the prior draws no code"  # noqa: S101
    return torch.split(given, code.blocks, 1), by_blocks(match.on_fake, code)
