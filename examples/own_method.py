"""Train a method of one's own: a function from the data to networks, losses and optimizers."""

from torch import Tensor

import gansmith
from gansmith import methods
from gansmith.core.batch import DataSpec
from gansmith.core.loss import term
from gansmith.core.match import Match
from gansmith.core.method import Method
from gansmith.core.prior import Normal
from gansmith.losses.adversarial import HINGE
from gansmith.losses.penalties import R1
from gansmith.methods.common import adams, two_players
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair


def drift(match: Match) -> Tensor:
    """Return the squared score of each real sample, which keeps scores near 0 (Karras et al. 2018, appendix A.1)."""
    return match.on_real.score.square()


@methods.recipe
def hinge_r1(data: DataSpec, *, gamma: float = 1.0, width: int = 64, batch_size: int = 128) -> Method:
    """Return a hinge GAN with R1 and the drift penalty.

    Parameters
    ----------
    gamma: weight of R1, times 2.
    """
    pair = build_pair("auto", data, noise=16, width=width, patch=None, style=Style(normalise_critic=False))
    game = HINGE.with_terms(critic=gamma / 2 * R1 + 1e-3 * term("drift", drift))
    return two_players(pair, game, adams(1e-3, None, 0.0, 0.9), prior=Normal(16), batch_size=batch_size, ema_decay=0.9)


run = gansmith.train("ring", hinge_r1(gamma=0.2), steps=40)
print(gansmith.load(run.path, recipe=hinge_r1).sample(3))
