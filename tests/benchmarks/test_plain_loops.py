"""The plain loops train what gansmith trains: the same functions of the same weights, the same data."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from benchmarks.speed.inspection import Kept, Operations
from benchmarks.speed.plain import dcgan32, gan_mlp, r3gan, wgan_gp_dcgan, wgan_gp_mlp
from benchmarks.speed.plain.parts import gradient_penalty, move_average, pictures
from benchmarks.speed.run_plain import LOOPS
from benchmarks.speed.workloads import WORKLOADS
from gansmith.core.batch import Condition, DataSpec, GeneratorInput
from gansmith.methods.registry import find_recipe

PAIRS = {
    "a": (wgan_gp_mlp.make_generator, wgan_gp_mlp.make_critic, (4734,)),
    "b": (gan_mlp.make_generator, gan_mlp.make_critic, (1, 28, 28)),
    "c": (dcgan32.make_generator, dcgan32.make_critic, (1, 32, 32)),
    "d": (wgan_gp_dcgan.make_generator, wgan_gp_dcgan.make_critic, (3, 64, 64)),
    "e": (r3gan.make_generator, r3gan.make_critic, (3, 32, 32)),
}


def copy_weights(source: nn.Module, target: nn.Module) -> None:
    """Copy parameters in the order of those of the same shape; raises where their number or shapes differ."""
    mine, theirs = (sorted(network.parameters(), key=lambda p: p.shape) for network in (source, target))
    with torch.no_grad():
        for parameter, copied in zip(mine, theirs, strict=True):
            assert parameter.shape == copied.shape
            copied.copy_(parameter)


@pytest.mark.parametrize("name", PAIRS)
def test_both_sides_play_with_the_same_networks(name: str) -> None:
    make_generator, make_critic, shape = PAIRS[name]
    workload = WORKLOADS[name]
    method = find_recipe(workload.method)(DataSpec(shape), **workload.hyper)
    torch.manual_seed(0)
    plain_generator, plain_critic = make_generator().eval(), make_critic().eval()
    generator, critic = (method.networks[role]().eval() for role in ("generator", "critic"))
    copy_weights(plain_generator, generator)
    copy_weights(plain_critic, critic)
    noise = torch.randn(2, next(plain_generator.parameters()).shape[1])
    with torch.no_grad():
        fake = plain_generator(noise)
        assert fake.shape == (2, *shape)
        torch.testing.assert_close(generator(GeneratorInput(noise)), fake)
        torch.testing.assert_close(critic(fake, Condition()).score, plain_critic(fake).squeeze(1))


def test_every_workload_has_a_plain_loop() -> None:
    assert {workload.plain for workload in WORKLOADS.values()} <= LOOPS.keys()


def test_a_plain_loop_trains() -> None:
    points = np.random.default_rng(0).standard_normal((100, 2)).astype(np.float32)
    loop = LOOPS["ring"](points)
    assert [next(loop) for _ in range(2)] == [None, None]


def test_pictures_are_channels_first_and_span_minus_one_to_one() -> None:
    colours = np.zeros((2, 4, 5, 3), np.uint8)
    colours[0, 1, 2, 1] = 255
    maps = pictures(colours)
    assert maps.shape == (2, 3, 4, 5)
    assert maps[0, 1, 1, 2] == 1
    assert maps.sum() == 2 - maps.numel()


def test_the_plain_penalty_of_a_linear_critic_is_that_of_its_weight() -> None:
    critic = nn.Linear(3, 1)
    expected = (critic.weight.norm() - 1) ** 2
    torch.testing.assert_close(gradient_penalty(critic, torch.randn(4, 3), torch.randn(4, 3)), expected)


def test_the_plain_average_moves_by_its_decay() -> None:
    average, network = nn.Linear(1, 1), nn.Linear(1, 1)
    expected = 0.9 * average.weight + 0.1 * network.weight
    move_average(average, network, 0.9)
    torch.testing.assert_close(average.weight, expected)


def test_operations_of_a_linear_layer_are_counted_forward_and_backward_through_a_second_derivative() -> None:
    layer, given = nn.Linear(5, 7, bias=False), torch.randn(3, 5, requires_grad=True)
    product = 2 * math.prod((3, 5, 7))
    with Operations() as operations:
        output = layer(given)
    assert operations.count == product
    with Operations() as operations:
        (slope,) = torch.autograd.grad(output.sum(), given, create_graph=True)
        assert operations.count == product
        slope.square().sum().backward()  # type: ignore[no-untyped-call]
    assert operations.count == 2 * product


def test_what_autograd_keeps_is_counted_once_and_only_while_it_is_kept() -> None:
    weight, kept = torch.randn(4, requires_grad=True), Kept(set())
    kept.known.add(weight.untyped_storage().data_ptr())
    with torch.autograd.graph.saved_tensors_hooks(kept.pack, lambda held: held.tensor):
        activated = (weight * 2).exp()
        total = (activated.square() + activated).sum()
    assert kept.now == kept.most == activated.nbytes
    total.backward()  # type: ignore[no-untyped-call]
    del total, activated
    assert kept.now == 0
