"""The choice of network, width and patch for a shape of data."""

from itertools import product

import pytest
import torch
from torch import nn

from gansmith.core.batch import Condition, DataSpec, GeneratorInput
from gansmith.errors import UsageError
from gansmith.networks.dcgan import DCGANGenerator
from gansmith.networks.layers.style import Style
from gansmith.networks.mlp import MLPCritic, MLPGenerator
from gansmith.networks.registry import FINEST, NETWORKS, best_patch, build_pair

STYLE = Style()
VECTOR, PICTURE = DataSpec((6,)), DataSpec((3, 12, 9))


def pair(
    network: str, data: DataSpec, width: int | None = 2, patch: int | None = None, depth: int | None = None
) -> dict[str, nn.Module]:
    builders = build_pair(network, data, noise=5, width=width, patch=patch, style=STYLE, depth=depth)
    return {name: build() for name, build in builders.items()}


@pytest.mark.parametrize("data", [VECTOR, PICTURE, DataSpec((1, 69, 69))])
@pytest.mark.parametrize("network", ["auto", *NETWORKS])
def test_every_architecture_fits_what_it_takes(network: str, data: DataSpec) -> None:
    family = NETWORKS.get(network)
    if family is not None and not (family.takes_images if data.is_image else family.takes_vectors):
        remedy = "dcgan" if data.is_image else "mlp"
        with pytest.raises(UsageError, match=f"network='{network}' .*network='{remedy}'"):
            pair(network, data)
        return
    networks = pair(network, data)
    samples = networks["generator"](GeneratorInput(torch.ones(2, 5)))
    assert samples.shape == (2, *data.shape)
    assert networks["critic"](samples, Condition()).score.shape == (2,)


def test_auto_draws_pictures_by_convolution_and_vectors_by_perceptron() -> None:
    assert isinstance(pair("auto", PICTURE)["generator"], DCGANGenerator)
    assert isinstance(pair("auto", VECTOR)["critic"], MLPCritic)


def test_width_left_out_is_the_familys() -> None:
    generator = pair("mlp", VECTOR, width=None)["generator"]
    assert isinstance(generator, MLPGenerator)
    assert generator.layers[0].out_features == NETWORKS["mlp"].width


@pytest.mark.parametrize("depth", [1, 3, 5])
def test_depth_counts_the_hidden_layers_of_a_perceptron_and_of_nothing_else(depth: int) -> None:
    networks = pair("mlp", VECTOR, depth=depth)
    hidden = [sum(isinstance(m, nn.Linear) for m in networks[name].modules()) - 1 for name in ("generator", "critic")]
    assert hidden == [depth, depth]
    with pytest.raises(UsageError, match=f"depth={depth} .*network='mlp or table', not of dcgan"):
        pair("dcgan", PICTURE, depth=depth)


def test_the_patch_is_the_smallest_that_divides_and_leaves_small_maps() -> None:
    for height, width in product(range(1, 131, 3), range(1, 131, 3)):
        patch = best_patch(DataSpec((1, height, width)))
        fits = [p for p in range(1, 9) if height % p == 0 and width % p == 0 and max(height, width) / p <= FINEST]
        assert patch == (fits[0] if fits else 1)


@pytest.mark.parametrize(
    ("shape", "patch"), [((1, 28, 28), 1), ((1, 69, 69), 3), ((3, 56, 68), 2), ((3, 97, 97), 1), ((4734,), 1)]
)
def test_the_patch_of_known_data(shape: tuple[int, ...], patch: int) -> None:
    assert best_patch(DataSpec(shape)) == patch


@pytest.mark.parametrize("patch", [2, 5, 12])
def test_a_patch_that_does_not_divide_is_refused(patch: int) -> None:
    with pytest.raises(UsageError, match=rf"patch={patch} does not divide the image's 12 x 9 pixels"):
        pair("dcgan", PICTURE, patch=patch)


def test_a_patch_that_divides_is_used() -> None:
    generator = pair("dcgan", PICTURE, patch=3)["generator"]
    assert isinstance(generator, DCGANGenerator)
    assert generator.coarse[1:] == (4, 3)
