"""What a translator is asked for beside fooling its critic: a source image, b target, G: a -> b, F: b -> a."""

from torch import Tensor

from gansmith.core.loss import term
from gansmith.core.match import Match
from gansmith.losses.same_shape import require_same_shape


def l1_distance(image: Tensor, wanted: Tensor) -> Tensor:
    """Return the mean absolute difference over the values of each image.

    The three losses of translators are this distance: of G(a) and b where images come in pairs (pix2pix), of F(G(a))
    and a, the cycle-consistency loss, and of G(b) and b, the identity loss (both CycleGAN). The cycle loss of the paper
    is the sum over both directions.

    Parameters
    ----------
    image : Tensor
        What a generator made, (N, C, H, W) or (N, D), usually in [-1, 1].
    wanted : Tensor
        What it should have made, in the same shape.

    Returns
    -------
    Tensor
        The distance of each image (N,), at least 0, in units of half the range. Take its mean.

    Raises
    ------
    UsageError
        If the shapes differ.

    References
    ----------
    Isola et al. 2017, arXiv 1611.07004, equation 3; Zhu et al. 2017, arXiv 1703.10593, equation 2 and section 5.2.

    Examples
    --------
    >>> import torch
    >>> from gansmith import losses
    >>> losses.l1_distance(torch.zeros(2, 3, 4, 4), torch.full((2, 3, 4, 4), -0.5))
    tensor([0.5000, 0.5000])
    """
    require_same_shape(image=image, wanted=wanted)
    return (image - wanted).abs().flatten(1).mean(1)


def _l1(match: Match) -> Tensor:
    return l1_distance(match.fake, match.real)


def _cycle(match: Match) -> Tensor:
    return l1_distance(match.cycled, match.source)


def _identity(match: Match) -> Tensor:
    return l1_distance(match.kept, match.real)


L1 = term("l1", _l1)
CYCLE = term("cycle", _cycle)
IDENTITY = term("identity", _identity)
