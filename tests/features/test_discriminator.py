"""Layers of discriminators as features: which there are, and that maps are pooled as DCGAN's protocol says."""

import numpy as np
import pytest
import torch
from torch import nn

from gansmith import networks
from gansmith.core.batch import Condition
from gansmith.errors import UsageError
from gansmith.features.discriminator import DiscriminatorFeatures, chosen_layers, hidden_layers
from gansmith.networks.wrappers.conditioning import Classifier, Heads, JoinedLabel, Projection


def features_of(critic: nn.Module, shape: tuple[int, ...], names: tuple[str, ...] = ()) -> DiscriminatorFeatures:
    return DiscriminatorFeatures(critic.eval(), chosen_layers(critic, names), shape)


@pytest.mark.parametrize(
    ("network", "shape", "layers"),
    [
        ("dcgan", (1, 32, 32), ["conv1", "conv2", "conv3"]),
        ("resize", (3, 20, 24), ["conv1", "conv2"]),
        ("dense", (1, 28, 28), ["conv1", "conv2", "dense1"]),
        ("residual", (1, 32, 32), ["conv1", "conv2", "conv3", "conv4"]),
        ("mlp", (5,), ["dense1", "dense2"]),
        ("maxout", (5,), ["dense1", "dense2"]),
        ("table", (5,), ["dense1", "dense2"]),
        ("signal", (256,), ["conv1", "conv2", "conv3"]),
        ("signal", (2, 1, 256), ["conv1", "conv2", "conv3"]),
    ],
)
@pytest.mark.parametrize("batch_norm", [False, True])
def test_layers_of_each_network(network, shape, layers, batch_norm):
    critic = networks.critic(network, shape=shape, width=8, batch_norm=batch_norm).network
    assert [layer.name for layer in hidden_layers(critic)] == layers
    found = features_of(critic, shape, ("all",))
    made = found(np.random.default_rng(0).uniform(-1, 1, (3, *shape)))
    assert made.shape == (3, found.count) == (3, len(found.names))
    assert made.dtype == np.float32
    assert np.isfinite(made).all()


def test_three_layers_of_32_pixels_have_as_many_features_as_published_protocol_gives():
    critic = networks.critic("dcgan", shape=(1, 32, 32), width=32).network
    assert features_of(critic, (1, 32, 32)).sizes == {"conv1": 32 * 16, "conv2": 64 * 16, "conv3": 128 * 16}


def test_maps_are_the_largest_of_each_block_after_the_rectifier():
    torch.manual_seed(0)
    critic = networks.critic("dcgan", shape=(1, 32, 32), width=4, batch_norm=True).network
    for layer in critic.modules():
        if isinstance(layer, nn.BatchNorm2d):
            nn.init.normal_(layer.weight)
    images = np.random.default_rng(0).uniform(-1, 1, (5, 1, 32, 32))
    found = features_of(critic, (1, 32, 32))(images)
    with torch.no_grad():
        first = critic.layers[:2](torch.from_numpy(images).float())
        second = critic.layers[2:5](first)
    by_hand = [
        maps.reshape(5, -1, 4, side, 4, side).amax((3, 5)).flatten(1) for maps, side in ((first, 4), (second, 2))
    ]
    assert np.allclose(found[:, : 4 * 16 + 8 * 16], torch.cat(by_hand, 1).numpy(), atol=1e-6)


def test_signals_are_pooled_along_time_alone():
    critic = networks.critic("signal", shape=(1024,), width=4).network
    assert features_of(critic, (1024,)).shapes == {"conv1": (4, 4), "conv2": (8, 4), "conv3": (16, 4), "conv4": (32, 4)}


def test_small_maps_keep_their_places():
    critic = networks.critic("dcgan", shape=(1, 6, 6), width=4).network
    assert all(shape[1] <= 6 for shape in features_of(critic, (1, 6, 6)).shapes.values())


@pytest.mark.parametrize(
    "around",
    [
        lambda critic: Projection(critic, 3),
        lambda critic: Heads(critic, 3),
        lambda critic: Classifier(critic, 3),
        lambda critic: critic,
    ],
)
def test_heads_are_no_layers(around):
    torch.manual_seed(0)
    critic = networks.critic("dcgan", shape=(1, 16, 16), width=4).network
    images = np.random.default_rng(0).uniform(-1, 1, (2, 1, 16, 16))
    alone = features_of(critic, (1, 16, 16))(images)
    assert np.array_equal(features_of(around(critic), (1, 16, 16))(images), alone)


def test_a_critic_that_is_told_the_label_is_told_none():
    critic = networks.critic("mlp", shape=(7,), width=4).network
    joined = JoinedLabel(critic, 3, flat=True)
    rows = np.random.default_rng(0).uniform(-1, 1, (2, 4))
    found = features_of(joined, (4,), ("dense1",))(rows)
    kept: list[torch.Tensor] = []
    critic.layers[1].register_forward_hook(lambda module, given, made: kept.append(made))
    joined(torch.from_numpy(rows).float(), Condition(torch.tensor([-1, -1])))
    assert found.shape == (2, 4)
    assert np.isfinite(found).all()
    assert len(kept) == 1


def test_features_of_a_sample_do_not_depend_on_the_others():
    critic = networks.critic("dcgan", shape=(1, 16, 16), width=4, batch_norm=True).network
    images = np.random.default_rng(0).uniform(-1, 1, (300, 1, 16, 16))
    found = features_of(critic, (1, 16, 16))
    assert np.allclose(found(images)[257:259], found(images[257:259]), atol=1e-6)


def test_no_hooks_are_left():
    critic = networks.critic("mlp", shape=(4,), width=4).network
    features_of(critic, (4,))(np.zeros((2, 4)))
    assert not any(module._forward_hooks for module in critic.modules())


def test_a_network_without_known_layers_is_refused():
    with pytest.raises(UsageError, match="no hidden layer"):
        chosen_layers(nn.Sequential(nn.Flatten()))
