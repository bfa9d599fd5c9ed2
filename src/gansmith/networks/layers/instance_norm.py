"""Instance normalisation that knows a map of one place."""

from torch import Tensor, nn


class InstanceNorm(nn.InstanceNorm2d):
    """Each map of each picture to mean 0 and variance 1, then scaled and shifted (Ulyanov et al. 2016).

    A picture is changed by itself alone, in training as afterwards. A map of one place has no variance and is only
    scaled and shifted, so that small pictures need no other network.
    """

    def __init__(self, channels: int) -> None:
        super().__init__(channels, affine=True)

    def forward(self, maps: Tensor) -> Tensor:
        """Return maps of the same shape."""
        if maps.shape[-1] * maps.shape[-2] == 1:
            return maps * self.weight[:, None, None] + self.bias[:, None, None]
        normal: Tensor = super().forward(maps)
        return normal


def as_published(network: nn.Module) -> None:
    """Start convolutions at N(0, 0.02) and normalisation at scale N(1, 0.02) (Isola et al. 2017, section 3.3)."""
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
            nn.init.normal_(layer.weight, 0.0, 0.02)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
        elif isinstance(layer, InstanceNorm):
            nn.init.normal_(layer.weight, 1.0, 0.02)
