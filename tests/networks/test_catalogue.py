"""The table of networks, and building one by name for a loop of one's own."""

import doctest
import inspect
from typing import get_args

import pytest
import torch
from torch import nn

from gansmith import networks
from gansmith.core.batch import Condition, DataSpec, GeneratorInput
from gansmith.errors import UsageError
from gansmith.networks import build
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import NETWORKS, Network, build_pair

SHAPES = {"image": (3, 12, 9), "vector": (30,)}
TAKEN = [
    (name, shape)
    for name, family in NETWORKS.items()
    for kind, shape in SHAPES.items()
    if (family.takes_images if kind == "image" else family.takes_vectors)
]


def test_the_names_that_a_recipe_may_take_are_those_of_the_table() -> None:
    assert get_args(Network) == ("auto", *NETWORKS)
    assert all(family.name == name for name, family in NETWORKS.items())


@pytest.mark.parametrize(("name", "shape"), TAKEN)
def test_networks_by_name_are_functions_of_one_tensor(name: str, shape: tuple[int, ...]) -> None:
    generator = networks.generator(name, shape=shape, latent=5, width=2)
    critic = networks.critic(name, shape=shape, width=2)
    samples = generator(torch.randn(4, 5))
    assert samples.shape == (4, *shape)
    scores = critic(samples)
    assert scores.shape == (4,)
    scores.mean().backward()
    assert all(parameter.grad is not None for parameter in generator.parameters())


@pytest.mark.parametrize(("name", "shape"), TAKEN)
def test_they_are_the_networks_of_the_recipes(name: str, shape: tuple[int, ...]) -> None:
    style = Style(normalise_critic=False)
    built = build_pair(name, DataSpec(shape), noise=5, width=2, patch=None, style=style)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        recipe = {part: make() for part, make in built.items()}
        torch.manual_seed(0)
        own = networks.generator(name, shape=shape, latent=5, width=2), networks.critic(name, shape=shape, width=2)
        noise = torch.randn(4, 5)
    for network in (*recipe.values(), *own):
        network.eval()
    samples = recipe["generator"](GeneratorInput(noise))
    assert torch.equal(own[0](noise), samples)
    assert torch.equal(own[1](samples), recipe["critic"](samples, Condition()).score)


@pytest.mark.parametrize(("name", "shape"), TAKEN)
def test_networks_with_classes_depend_on_the_label(name: str, shape: tuple[int, ...]) -> None:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        generator = networks.generator(name, shape=shape, latent=5, width=16, classes=3).eval()
        critic = networks.critic(name, shape=shape, width=16, classes=3).eval()
        noise, label = torch.randn(4, 5), torch.tensor([0, 1, 2, -1])
    samples = generator(noise, label)
    assert samples.shape == (4, *shape)
    told, untold = critic(samples, label), critic(samples)
    assert torch.equal(told[3:], untold[3:])
    assert (told[:3] != untold[:3]).all()
    assert not torch.equal(samples, generator(noise, label.roll(1)))


def normalisations(network: nn.Module) -> int:
    return sum(isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d) for layer in network.modules())


@pytest.mark.parametrize(("name", "shape"), TAKEN)
def test_a_row_tells_whether_its_generator_normalises_batches(name: str, shape: tuple[int, ...]) -> None:
    made = networks.generator(name, shape=shape, latent=5, width=2)
    assert (normalisations(made) > 0) == NETWORKS[name].batch_norm
    assert normalisations(networks.generator(name, shape=shape, latent=5, width=2, batch_norm=False)) == 0
    assert normalisations(networks.critic(name, shape=shape, width=2)) == 0


def test_batch_norm_and_depth_are_passed_on() -> None:
    assert normalisations(networks.critic("dcgan", shape=(1, 32, 32), width=2, batch_norm=True)) > 0
    deep = networks.critic("mlp", shape=(3,), width=2, depth=4)
    assert sum(isinstance(layer, nn.Linear) for layer in deep.modules()) == 5


@pytest.mark.parametrize(
    ("name", "given", "complaint"),
    [
        ("dcgam", {"shape": (1, 8, 8)}, "no network named 'dcgam'.* Did you mean dcgan"),
        ("mlp", {"shape": (8, 8)}, r"shape=\(8, 8\): give \(C, H, W\)"),
        ("mlp", {"shape": (0,)}, "shape=0: give whole numbers"),
        (
            "dcgan",
            {"shape": (1, 8, 8), "depth": 3},
            "depth=3 counts .* of network='mlp or table', not of dcgan",
        ),
        ("mlp", {"shape": (3,), "heads": 3}, "No network has an option 'heads'"),
    ],
)
def test_a_mistake_is_answered_by_name_and_remedy(name: str, given: dict[str, object], complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        networks.critic(name, **given)  # type: ignore[arg-type]


def test_noise_and_classes_are_counted() -> None:
    with pytest.raises(UsageError, match="classes=-1: give whole numbers of at least 0"):
        networks.critic(shape=(3,), classes=-1)
    with pytest.raises(UsageError, match="latent=0"):
        networks.generator(shape=(3,), latent=0)


@pytest.mark.parametrize("builder", [networks.generator, networks.critic])
def test_a_builder_documents_each_parameter(builder: object) -> None:
    text = inspect.getdoc(builder) or ""
    for section in ("Parameters", "Returns", "Raises", "References", "Examples"):
        assert f"\n{section}\n{'-' * len(section)}\n" in text
    for name in inspect.signature(builder).parameters:  # type: ignore[arg-type]
        assert f"{name} : " in text


def test_the_examples_of_the_docstrings_run() -> None:
    assert doctest.testmod(build) == (0, 6)
