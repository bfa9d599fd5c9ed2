"""Law 6: generation is a function of (weights, inputs, seed)."""

import torch
from choices import each_choice_from_noise
from small_games import SPECS, bits, conditions, small_method, stream

from gansmith.core.game import Game
from gansmith.core.sampling import chunk_of, sample


def trained(name: str, spec: str) -> Game:
    game = Game(small_method(name, spec), seed=2)
    for _ in range(2):
        game.advance(stream(game.method, spec))
    return game


@each_choice_from_noise
def test_samples_are_a_function_of_weights_and_seed(name: str, spec: str) -> None:
    game = trained(name, spec)
    network, prior = game.networks[game.method.sampler], game.method.prior
    told = conditions(spec, count=100)
    many, again, other = (sample(network, prior, 100, seed, numbers=told) for seed in (0, 0, 1))
    assert many.shape == (100, *SPECS[spec].shape)
    assert bits(many) == bits(again)
    distinct = {bits(row) for row in torch.cat([many, other])}
    assert len(distinct) > 120  # a small network with dead units may send some noises to the same sample


@each_choice_from_noise
def test_a_sample_does_not_depend_on_how_many_are_drawn(name: str, spec: str) -> None:
    game = trained(name, spec)
    network, prior = game.networks[game.method.sampler], game.method.prior
    size = chunk_of(network)
    told = conditions(spec, count=2 * size)
    many = sample(network, prior, 2 * size, 7, numbers=told)
    for count in (0, 1, 10, size - 1, size, size + 1):
        part = None if told is None else told[:count]
        assert bits(sample(network, prior, count, 7, numbers=part)) == bits(many[:count])


@each_choice_from_noise
def test_sampling_leaves_no_trace(name: str, spec: str) -> None:
    game = trained(name, spec)
    network, prior = game.networks[game.method.sampler], game.method.prior
    before, random = {key: bits(value) for key, value in network.state_dict().items()}, torch.get_rng_state()
    for training in (True, False):
        network.train(training)
        sample(network, prior, 3, 0)
        assert all(module.training == training for module in network.modules())
    assert {key: bits(value) for key, value in network.state_dict().items()} == before
    assert torch.equal(torch.get_rng_state(), random)


@each_choice_from_noise
def test_training_mode_makes_no_difference(name: str, spec: str) -> None:
    game = trained(name, spec)
    network, prior = game.networks[game.method.sampler], game.method.prior
    assert bits(sample(network.train(), prior, 5, 0)) == bits(sample(network.eval(), prior, 5, 0))
