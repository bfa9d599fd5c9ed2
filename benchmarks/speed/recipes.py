"""The peers' GANs as recipes of a user's own, from gansmith's parts: their networks, their order of moves."""

from collections.abc import Callable

from torch import Tensor, nn

from gansmith.core.batch import Condition, CriticOutput, DataSpec, GeneratorInput
from gansmith.core.method import Method, Pairing, Player
from gansmith.core.optimizers import Adam
from gansmith.core.prior import Normal
from gansmith.core.schedule import simultaneous
from gansmith.losses.adversarial import NONSATURATING
from gansmith.networks.layers.activations import LeakyReLU
from gansmith.networks.layers.resize_conv import ResizeConv2d


class FromNoise(nn.Module):
    """A generator that is a sequence of layers, noise (N, noise) -> pictures (N, C, H, W)."""

    def __init__(self, *layers: nn.Module) -> None:
        super().__init__()
        self.layers = nn.Sequential(*layers)

    def forward(self, given: GeneratorInput) -> Tensor:
        """Return pictures (N, C, H, W)."""
        pictures: Tensor = self.layers(given.noise)
        return pictures


class ToScore(nn.Module):
    """A critic that is a sequence of layers, pictures (N, C, H, W) -> score (N,)."""

    def __init__(self, *layers: nn.Module) -> None:
        super().__init__()
        self.layers = nn.Sequential(*layers)

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        """Return the score (N,)."""
        return CriticOutput(self.layers(samples).squeeze(1))


def gan_mlp(data: DataSpec) -> Method:
    """Return the GAN of PyTorch-GAN's gan.py: 28 x 28, perceptrons."""
    return _generator_first(_mlp_generator, _mlp_critic)


def dcgan32(data: DataSpec) -> Method:
    """Return the GAN of PyTorch-GAN's dcgan.py: 32 x 32, convolutions."""
    return _generator_first(_convolutional_generator, _convolutional_critic)


def _generator_first(generator: Callable[[], nn.Module], critic: Callable[[], nn.Module]) -> Method:
    optimizer = Adam(2e-4, 0.5, 0.999)
    return Method(
        networks={"generator": generator, "critic": critic},
        pairings=(Pairing(Normal(100)),),
        players={
            "generator": Player(("generator",), NONSATURATING.generator, optimizer),
            "critic": Player(("critic",), 0.5 * NONSATURATING.critic, optimizer, gauges=NONSATURATING.gauges),
        },
        schedule=simultaneous(),
        batch_size=64,
    )


def _mlp_generator() -> nn.Module:
    layers: list[nn.Module] = [nn.Linear(100, 128), LeakyReLU(0.2)]
    for before, after in ((128, 256), (256, 512), (512, 1024)):
        layers += [nn.Linear(before, after), nn.BatchNorm1d(after, 0.8), LeakyReLU(0.2)]
    return FromNoise(*layers, nn.Linear(1024, 784), nn.Tanh(), nn.Unflatten(1, (1, 28, 28)))


def _mlp_critic() -> nn.Module:
    hidden = (nn.Linear(784, 512), LeakyReLU(0.2), nn.Linear(512, 256), LeakyReLU(0.2))
    return ToScore(nn.Flatten(), *hidden, nn.Linear(256, 1))


def _convolutional_generator() -> nn.Module:
    network = FromNoise(
        nn.Linear(100, 128 * 8 * 8),
        nn.Unflatten(1, (128, 8, 8)),
        nn.BatchNorm2d(128),
        ResizeConv2d(128, 128),
        nn.BatchNorm2d(128, 0.8),
        LeakyReLU(0.2),
        ResizeConv2d(128, 64),
        nn.BatchNorm2d(64, 0.8),
        LeakyReLU(0.2),
        nn.Conv2d(64, 1, 3, padding=1),
        nn.Tanh(),
    )
    return network.apply(_initialise)


def _convolutional_critic() -> nn.Module:
    layers: list[nn.Module] = []
    for before, after in ((1, 16), (16, 32), (32, 64), (64, 128)):
        layers += [nn.Conv2d(before, after, 3, 2, 1), LeakyReLU(0.2), nn.Dropout2d(0.25)]
        layers += [nn.BatchNorm2d(after, 0.8)] if before > 1 else []
    return ToScore(*layers, nn.Flatten(), nn.Linear(128 * 2 * 2, 1)).apply(_initialise)


def _initialise(layer: nn.Module) -> None:
    if isinstance(layer, nn.Conv2d | ResizeConv2d):
        nn.init.normal_(layer.weight, 0.0, 0.02)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
