"""A critic that ends in two softmax outputs, real and fake, in place of one sigmoid."""

from torch import Tensor, nn

from gansmith.networks.layers.score_head import Critic


class SoftmaxScore(nn.Linear):
    """Features (N, F) -> outputs for fake and real -> their difference (N, 1).

    The softmax of two outputs is the sigmoid of their difference, so with it as the score the cross-entropy over two
    classes is the loss of one sigmoid output; there are merely two rows of weights to learn one direction.
    """

    def __init__(self, features: int) -> None:
        super().__init__(features, 2)
        nn.init.normal_(self.weight, 0.0, 0.02)
        nn.init.zeros_(self.bias)

    def forward(self, values: Tensor) -> Tensor:
        """Return log D - log(1 - D), where D is the softmax of "real"."""
        fake, real = super().forward(values).unbind(1)
        return (real - fake).unsqueeze(1)


def with_two_outputs(critic: Critic) -> Critic:
    """Return the critic with its one output replaced, in place."""
    critic.score = SoftmaxScore(critic.score.in_features)
    return critic
