"""Laws 1 and 2: a method builds for its data or says why not, and its first steps are finite."""

import pytest
import torch
from choices import each_choice, pack_of
from small_games import CASES, SPECS, accepts, each_method, small_method, stream

from gansmith.config.hyper_parameters import hyper_parameters
from gansmith.core.batch import DataSpec
from gansmith.core.game import Game
from gansmith.core.randomness import Draws
from gansmith.errors import UsageError
from gansmith.methods.registry import METHODS, find_recipe

REFUSALS = [(name, spec) for name in METHODS for spec in SPECS if not accepts(name, spec)]


@each_choice
def test_its_networks_fit_the_data(name: str, spec: str) -> None:
    game = Game(small_method(name, spec))
    batch = stream(game.method, spec).at(0)
    for pairing in game.method.pairings:
        real, condition = batch.swapped() if pairing.swapped else batch
        inputs = pairing.prior.draw(Draws(0, ("fit",)), len(real), condition)
        samples = game.networks[pairing.generator](inputs)
        assert samples.shape == real.shape
        assert game.networks[pairing.critic](samples, inputs.condition).score.shape[0] == len(real) // pack_of(name)
    assert game.method.sampler in game.networks


@each_method
def test_it_takes_some_data(name: str) -> None:
    assert any(case == name for case, _ in CASES)


@pytest.mark.parametrize(("name", "spec"), [pytest.param(*case, id="-".join(case)) for case in REFUSALS])
def test_unsuitable_data_is_refused_with_the_remedy(name: str, spec: str) -> None:
    with pytest.raises(UsageError) as refusal:
        small_method(name, spec)
    assert any(remedy in str(refusal.value) for remedy in ("network='mlp'", "holds them with label", "pairs='A B'"))


def test_dcgan_on_vectors_names_the_length_and_two_ways_out() -> None:
    with pytest.raises(UsageError, match=r"network='dcgan' .* vector of 6 numbers.* network='mlp',.* fold='square'"):
        small_method("dcgan", "vector")


@each_method
def test_a_patch_that_does_not_divide_is_refused(name: str) -> None:
    if "patch" not in hyper_parameters(name):
        pytest.skip(f"{name} has no --patch")
    with pytest.raises(UsageError, match=r"patch=4 .* 13 x 15 .*divisor of both sides"):
        find_recipe(name)(DataSpec(SPECS["colour"].shape, classes=2), network="dcgan", patch=4)


@each_choice
def test_the_first_steps_are_finite_and_fully_reported(name: str, spec: str) -> None:
    game = Game(small_method(name, spec), seed=4, horizon=4)
    batches = stream(game.method, spec)
    for _ in range(4):
        report = game.advance(batches)
        for player, part in game.method.players.items():
            assert {f"loss/{player}", f"gradient/{player}", *part.gauges} <= report.keys()
            if len(part.loss.terms) > 1:
                assert {f"{player}/{term.name}" for _, term in part.loss.terms} <= report.keys()
            assert report[f"gradient/{player}"] > 0
        for tag, value in report.items():
            assert value.shape == (), tag
            assert torch.isfinite(value), tag
            assert not value.requires_grad, tag


@each_choice
def test_initial_weights_are_a_function_of_the_seed(name: str, spec: str) -> None:
    before = torch.get_rng_state()
    games = [Game(small_method(name, spec), seed=seed).state()[0] for seed in (1, 1, 2)]
    assert torch.equal(torch.get_rng_state(), before)
    assert all(torch.equal(games[0][tensor], games[1][tensor]) for tensor in games[0])
    assert not all(torch.equal(games[0][tensor], games[2][tensor]) for tensor in games[0])
