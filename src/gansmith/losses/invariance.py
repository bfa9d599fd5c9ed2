"""What a picture's kind and that of the same picture, slightly moved, tell of each other (Ji et al. 2019)."""

from collections.abc import Callable, Iterable

import torch
import torch.nn.functional as F
from torch import Tensor

from gansmith.core.batch import CriticOutput
from gansmith.core.loss import Loss, term
from gansmith.core.match import Match
from gansmith.core.randomness import Draws
from gansmith.losses.same_shape import require_same_shape

TURN, SHEAR = 0.35, 0.2  # at most, either way: radians, and how far the upright axis leans
STRETCH, SHIFT = 0.15, 0.15  # of each side, and of half of each


def invariance(read: Callable[[CriticOutput], Iterable[Tensor]]) -> Loss:
    """Return -I(z; z'), z the kind that the critic sees in a real picture, z' that which it sees in the moved one.

    read gives the logits (N, K) of every way to sort samples into kinds, whose informations are added. To descend it,
    the critic has to be sure, to use all kinds, and not to mind the move (arXiv 1807.06653, equation 3).
    """

    def shared(match: Match) -> Tensor:
        of_moved = match.judge(moved(match.real, match.draws))
        pairs = zip(read(match.on_real), read(of_moved), strict=True)
        return -torch.stack([mutual_information(match.pooled(joint(before, after))) for before, after in pairs]).sum()

    return term("invariance", shared, batch_independent=False)


def joint(before: Tensor, after: Tensor) -> Tensor:
    """Return the joint distribution (K, K) over a batch of the kinds that two sets of logits (N, K) give.

    Sample i of both is the same; the distribution is made symmetric as in the paper.
    """
    exact = torch.promote_types(before.dtype, torch.float32)
    with torch.autocast(before.device.type, enabled=False):
        both = F.softmax(before.to(exact), 1).T @ F.softmax(after.to(exact), 1) / len(before)
    return (both + both.T) / 2


def mutual_information(shared: Tensor) -> Tensor:
    """Return the mutual information of two variables of K values each.

    Parameters
    ----------
    shared : Tensor
        Their joint distribution (K, K): symmetric, at least 0, of sum 1.

    Returns
    -------
    Tensor
        The information () in nats, from 0 to ln K.

    References
    ----------
    Ji et al. 2019, arXiv 1807.06653, equation 3.

    Examples
    --------
    >>> import torch
    >>> from gansmith import losses
    >>> losses.mutual_information(torch.eye(2) / 2)
    tensor(0.6931)
    """
    alone = shared.sum(0)
    informed = shared * (_log(shared) - _log(alone) - _log(alone).unsqueeze(1))
    return informed.sum()


def invariance_loss(logits: Tensor, moved_logits: Tensor) -> Tensor:
    """Return minus the mutual information of the classes of samples and of the same samples, slightly changed.

    To descend it, a classifier has to be sure, to use all classes, and not to depend on the change.

    Parameters
    ----------
    logits : Tensor
        Class logits (N, K) of samples, unbounded.
    moved_logits : Tensor
        Class logits (N, K) of the same samples after a small change, sample by sample.

    Returns
    -------
    Tensor
        The loss () of the batch in nats, from -ln K to 0.

    Raises
    ------
    UsageError
        If the shapes differ.

    References
    ----------
    Ji et al. 2019, arXiv 1807.06653, equation 3.
    """
    require_same_shape(logits=logits, moved_logits=moved_logits)
    return -mutual_information(joint(logits, moved_logits))


def moved(pictures: Tensor, draws: Draws) -> Tensor:
    """Return pictures (N, C, H, W), each turned, sheared, stretched and shifted by a little, its border drawn out."""
    amounts = 2.0 * draws.uniform("moved", len(pictures), 6).to(pictures.dtype) - 1.0
    turn, lean, wide, high, right, down = amounts.unbind(1)
    cosine, sine = torch.cos(TURN * turn), torch.sin(TURN * turn)
    wide, high = 1.0 + STRETCH * wide, 1.0 + STRETCH * high
    across = torch.stack([cosine * wide, (SHEAR * lean - sine) * high, SHIFT * right], 1)
    along = torch.stack([sine * wide, cosine * high, SHIFT * down], 1)
    places = F.affine_grid(torch.stack([across, along], 1), list(pictures.shape), align_corners=False)
    return F.grid_sample(pictures, places, padding_mode="border", align_corners=False)


def _log(values: Tensor) -> Tensor:
    return torch.log(values.clamp(min=torch.finfo(values.dtype).tiny))
