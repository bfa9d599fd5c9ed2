"""A resize-convolution is nearest-neighbour doubling and a convolution, values and gradients alike."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from gansmith.networks.layers.resize_conv import ResizeConv2d

SIDES = st.integers(1, 5)
PRECISION = pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float64, 1e-12), (torch.float32, 1e-5)])


def plain(layer: ResizeConv2d, maps: Tensor) -> Tensor:
    return F.conv2d(F.interpolate(maps, scale_factor=2, mode="nearest"), layer.weight, layer.bias, padding=1)


@PRECISION
@given(height=SIDES, width=SIDES, seed=st.integers(0, 99))
def test_it_equals_doubling_and_convolving(
    dtype: torch.dtype, tolerance: float, height: int, width: int, seed: int
) -> None:
    layer = ResizeConv2d(2, 3).to(dtype)
    maps = torch.randn(2, 2, height, width, generator=torch.Generator().manual_seed(seed)).to(dtype).requires_grad_()
    weighting = torch.sin(torch.arange(2 * 3 * 4 * height * width)).view(2, 3, 2 * height, 2 * width).to(dtype)
    results = []
    for doubled in (layer(maps), plain(layer, maps)):
        wanted = (maps, layer.weight, layer.bias)
        results.append((doubled, *torch.autograd.grad((doubled * weighting).sum(), wanted)))
    for folded, unfolded in zip(*results, strict=True):
        torch.testing.assert_close(folded, unfolded, rtol=tolerance, atol=10 * tolerance)


def test_an_odd_size_is_cropped() -> None:
    layer = ResizeConv2d(2, 3, (5, 7))
    maps = torch.randn(1, 2, 3, 4)
    torch.testing.assert_close(layer(maps), plain(layer, maps)[..., :5, :7])


def test_its_state_is_that_of_the_convolution_behind_the_doubling() -> None:
    torch.nn.Conv2d(4, 6, 3, padding=1).load_state_dict(ResizeConv2d(4, 6).state_dict())
