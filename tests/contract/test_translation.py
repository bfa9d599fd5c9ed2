"""Law 6 for translators: a translation is a function of (weights, picture)."""

import pytest
import torch
from choices import each_choice_of_translator
from small_games import SPECS, bits, small_method, sources, stream

from gansmith.core.game import Game
from gansmith.core.translation import translate


def trained(name: str, spec: str) -> Game:
    game = Game(small_method(name, spec), seed=2)
    for _ in range(2):
        game.advance(stream(game.method, spec))
    return game


@each_choice_of_translator
def test_a_picture_becomes_one_of_the_samples_shape(name: str, spec: str) -> None:
    game, given = trained(name, spec), sources(spec)
    assert given is not None
    made = translate(game.networks[game.method.sampler], given)
    assert made.shape == (len(given), *SPECS[spec].shape)
    assert made.abs().max() <= 1
    assert len({bits(row) for row in made}) == len(given)


@each_choice_of_translator
def test_a_translation_depends_on_its_picture_alone(name: str, spec: str) -> None:
    game, given = trained(name, spec), sources(spec)
    assert given is not None
    network = game.networks[game.method.sampler]
    many = translate(network, given)
    assert bits(translate(network.train(), given[3:5])) == bits(many[3:5])
    assert network.training
    assert translate(network, given[:0]).shape == (0,)


@each_choice_of_translator
@pytest.mark.parametrize("size", [(16, 16), (23, 40), (70, 65)])
def test_pictures_of_any_size_are_taken(name: str, spec: str, size: tuple[int, int]) -> None:
    game, (channels, *_) = trained(name, spec), SPECS[spec].source
    network = game.networks[game.method.sampler]
    made = translate(network, torch.linspace(-1, 1, channels * size[0] * size[1]).view(1, channels, *size))
    assert made.shape == (1, SPECS[spec].shape[0], *size)


@each_choice_of_translator
def test_the_way_back_leads_to_the_sources_shape(name: str, spec: str) -> None:
    game = trained(name, spec)
    if game.method.back_sampler is None:
        pytest.skip(f"{name} has no way back")
    made = torch.zeros(2, *SPECS[spec].shape)
    assert translate(game.networks[game.method.back_sampler], made).shape == (2, *SPECS[spec].source)
