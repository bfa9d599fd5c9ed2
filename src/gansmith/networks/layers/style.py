"""What a method asks of its networks whatever their architecture: normalisation, activations, initial weights."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from gansmith.networks.layers.activations import LeakyReLU

Layer = Callable[[], nn.Module]
LEAK = 0.2  # slope of the rectifiers below zero (Radford et al. 2016)


def leaky_relu() -> nn.Module:
    """LeakyReLU of slope LEAK."""
    return LeakyReLU(LEAK)


@dataclass(frozen=True)
class Style:
    """The taste of a method.

    normalise_generator and normalise_critic switch BatchNorm; activation is the generator's, the critic's is LeakyReLU;
    squash ends the generator in tanh. With BatchNorm, convolutions start at N(0, 0.02) as in DCGAN; all
    others keep the variance of the signal (He et al. 2015), since nothing else would.
    """

    normalise_generator: bool = True
    normalise_critic: bool = True
    activation: Layer = nn.ReLU
    squash: bool = True

    def initialise(self, network: nn.Module, normalised: bool) -> None:
        """Set initial weights in place."""
        for layer in network.modules():
            if isinstance(layer, nn.Linear | nn.Conv1d | nn.Conv2d | nn.ConvTranspose2d):
                _initialise_weight(layer, normalised)
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)
            elif isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d) and layer.weight is not None:
                nn.init.normal_(layer.weight, 1.0, 0.02)


def _initialise_weight(layer: nn.Linear | nn.Conv1d | nn.Conv2d | nn.ConvTranspose2d, normalised: bool) -> None:
    if normalised and not isinstance(layer, nn.Linear):
        nn.init.normal_(layer.weight, 0.0, 0.02)
        return
    fan_in = layer.weight[0].numel()
    if isinstance(layer, nn.ConvTranspose2d):  # each output pixel is reached by 1 / stride^2 of the kernel
        overlap = layer.kernel_size[0] * layer.kernel_size[1] / (layer.stride[0] * layer.stride[1])
        fan_in = int(layer.in_channels * overlap)
    nn.init.normal_(layer.weight, 0.0, scale_for_leaky_relu(fan_in))


def scale_for_leaky_relu(fan_in: int) -> float:
    """Return the deviation of weights that keeps the variance of a signal through LeakyReLU (He et al. 2015)."""
    return float((2.0 / (1.0 + LEAK**2) / max(fan_in, 1)) ** 0.5)
