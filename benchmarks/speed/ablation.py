"""The visible table of gansmith's fast paths, each with how to take it out, to see what it still brings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch.nn.functional as F
from torch import Tensor, nn

import gansmith.core.game
import gansmith.core.shared_fakes
from gansmith.core.match import Match
from gansmith.core.optimizers import Adam, State
from gansmith.core.ramp import at
from gansmith.networks.layers.activations import LeakyReLU
from gansmith.networks.layers.resize_conv import ResizeConv2d


@dataclass(frozen=True)
class FastPath:
    """What it is, the workload it is for, and a function that replaces it by the plain way in this process."""

    line: str
    workload: str
    take_out: Callable[[], None]


def _without_constant_mask() -> None:
    def forward(layer: LeakyReLU, values: Tensor) -> Tensor:
        return F.leaky_relu(values, layer.slope)

    LeakyReLU.forward = forward  # type: ignore[method-assign, assignment]


def _without_closed_form() -> None:
    def judge_pair(match: Match, plain: list[str], sloped: list[str]) -> None:
        match._judge_pair()

    Match._judge_explicitly = judge_pair  # type: ignore[method-assign, assignment]


def _without_joined_pass() -> None:
    Match._judge_pair = lambda match: None  # type: ignore[method-assign, assignment]


def _without_one_deal() -> None:
    gansmith.core.shared_fakes.AT_ONCE = 1


def _without_folding() -> None:
    def forward(layer: ResizeConv2d, maps: Tensor) -> Tensor:
        return F.conv2d(F.interpolate(maps, scale_factor=2), layer.weight, layer.bias, padding=1)

    ResizeConv2d.forward = forward  # type: ignore[method-assign, assignment]


def _without_channels_last() -> None:
    class NoLayer(nn.Module):
        """What no network holds."""

    vars(gansmith.core.game)["_Conv"] = NoLayer


def _without_fused_adam() -> None:
    def step(adam: Adam, parameters: Mapping[str, Tensor], state: State, progress: float) -> None:
        beta1, beta2 = at(adam.beta1, progress), at(adam.beta2, progress)
        for name, parameter in parameters.items():
            gradient = parameter.grad
            if gradient is None:
                continue
            first, second, steps = (state[slot][name] for slot in ("first_moment", "second_moment", "steps"))
            steps += 1
            first.lerp_(gradient, 1 - beta1)
            second.mul_(beta2).addcmul_(gradient, gradient, value=1 - beta2)
            scale = (second.sqrt() / (1 - beta2 ** steps.item()) ** 0.5).add_(adam.epsilon)
            parameter.addcdiv_(first, scale, value=-at(adam.learning_rate, progress) / (1 - beta1 ** steps.item()))

    Adam.step = step  # type: ignore[method-assign, assignment]


PATHS = {
    "closed-form-slopes": FastPath(
        "a perceptron's slope and its gradients without autograd", "a", _without_closed_form
    ),
    "one-share_fakes": FastPath("fakes for all critic turns of a step in one pass", "a", _without_one_deal),
    "joined-pass": FastPath("reals and fakes through the critic in one pass", "b", _without_joined_pass),
    "fused-adam": FastPath("one fused kernel for Adam's update", "b", _without_fused_adam),
    "folded-resize": FastPath("doubling and 3x3 convolution as one transposed convolution", "c", _without_folding),
    "channels-last": FastPath("pictures and kernels laid out channels last", "d", _without_channels_last),
    "constant-mask": FastPath("LeakyReLU whose mask is a constant to autograd", "d", _without_constant_mask),
    "joined-pass-e": FastPath("reals and fakes, and both their slopes, in one pass", "e", _without_joined_pass),
}
