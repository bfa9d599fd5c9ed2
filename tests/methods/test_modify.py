"""Packs and augmentation around any method: they play, resume bit for bit, and refuse what they cannot do."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from small_games import LABELLED, PLAIN, SPECS, TRANSLATED, batch_of, match_of, played_and_resumed, stream, suited, tiny
from tiny_runs import pictures, rows
from torch import nn
from toy_matches import scores_match

import gansmith
from gansmith.core.batch import DataSpec
from gansmith.core.game import Game
from gansmith.core.method import Method
from gansmith.errors import UsageError
from gansmith.methods.modify import LEAD, Augmentation, lead, modified, widened
from gansmith.methods.registry import METHODS, find_recipe
from gansmith.networks.wrappers.augmentation import Augmented
from gansmith.networks.wrappers.packing import Packed

STEPS = 3
NAMES = [name for name in METHODS if suited(name) is not TRANSLATED]
each_name = pytest.mark.parametrize("name", NAMES)
each_change = pytest.mark.parametrize(
    ("pack", "augment"), [(2, "none"), (4, "none"), (1, "diffaugment"), (1, "ada"), (2, "ada"), (2, "diffaugment")]
)


def small(name: str, spec: str, pack: int, augment: Augmentation) -> Method:
    return modified(partial(find_recipe(name), **tiny(name)), SPECS[spec], pack, augment)


@each_name
def test_nothing_asked_is_nothing_done(name: str) -> None:
    made: list[Method] = []

    def recipe(data: DataSpec) -> Method:
        made.append(find_recipe(name)(data, **tiny(name)))
        return made[-1]

    spec = SPECS["labelled-picture" if suited(name) is LABELLED else "picture"]
    assert modified(recipe, spec, 1, "none") is made[0]
    assert len(made) == 1


@each_change
@each_name
def test_a_changed_game_plays_and_resumes_bit_for_bit(name: str, pack: int, augment: Augmentation) -> None:
    spec = "labelled-picture" if suited(name) is LABELLED else "colour"
    played_and_resumed(small(name, spec, pack, augment), spec, STEPS)


@pytest.mark.parametrize("spec", PLAIN)
@pytest.mark.parametrize("pack", [2, 4])
def test_a_packed_critic_is_built_for_that_many_channels(pack: int, spec: str) -> None:
    game = Game(small("gan", spec, pack, "none"))
    critic, shape = game.networks["critic"], SPECS[spec].shape
    assert isinstance(critic, Packed)
    assert widened(SPECS[spec], pack).shape == (pack * shape[0], *shape[1:])
    linear = next(module for module in critic.modules() if isinstance(module, nn.Linear))
    assert linear.in_features == pack * torch.Size(shape).numel()
    match = match_of(game, "critic", batch_of(spec, count=8))
    assert match.on_real.score.shape == (8 // pack,)
    assert match.fake.shape == (8, *shape)


def test_a_penalty_on_packs_is_by_the_whole_pack() -> None:
    game = Game(small("wgan-gp", "colour", 2, "none"))
    match = match_of(game, "critic", batch_of("colour", count=8))
    assert match.slope("between").shape == (4, 2 * 3 * 13 * 15)


def test_the_parts_nest_with_augmentation_outside() -> None:
    critic = small("r3gan", "colour", 2, "ada").networks["critic"]()
    assert isinstance(critic, Augmented)
    assert isinstance(critic.critic, Packed)


@pytest.mark.parametrize(("augment", "start"), [("diffaugment", 1.0), ("ada", 0.0)])
def test_the_probability_starts_at(augment: Augmentation, start: float) -> None:
    critic = small("r3gan", "colour", 1, augment).networks["critic"]()
    assert critic.get_buffer("probability").item() == start


def test_ada_reports_the_lead_and_moves_the_probability() -> None:
    method = small("r3gan", "colour", 1, "ada")
    game, batches = Game(method, seed=1), stream(method, "colour")
    expected = 0.0
    for _ in range(10):
        report = game.advance(batches)
        amount = method.batch_size / 500_000
        expected = max(0.0, expected + amount * float(torch.sign(report[LEAD] - 0.6)))
        assert game.networks["critic"].get_buffer("probability").item() == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("real", "fake", "expected"),
    [([3.0, 4.0], [0.0, 1.0], 1.0), ([0.0, 1.0], [3.0, 4.0], -1.0), ([1.0, -1.0], [1.0, -1.0], 0.0)],
)
@pytest.mark.parametrize("shift", [0.0, -50.0, 7.0])
def test_the_lead_is_one_for_a_critic_that_knows_and_ignores_shifts(
    real: list[float], fake: list[float], expected: float, shift: float
) -> None:
    match = scores_match(torch.tensor(real) + shift, torch.tensor(fake) + shift)
    assert lead(match).mean().item() == expected


def test_vectors_are_not_augmented() -> None:
    with pytest.raises(UsageError, match=r"augment .* vector of 6 numbers.*fold="):
        small("gan", "vector", 1, "ada")


def test_a_batch_is_made_of_whole_packs() -> None:
    with pytest.raises(UsageError, match=r"pack=3 does not divide batch_size=8; .* multiple of 3"):
        small("gan", "vector", 3, "none")


def test_only_the_critic_and_its_player_change() -> None:
    plain, changed = small("wgan-gp", "colour", 1, "none"), small("wgan-gp", "colour", 2, "diffaugment")
    assert replace(changed, networks={}, players={}, schedule=plain.schedule) == replace(plain, networks={}, players={})
    assert plain.networks.keys() == changed.networks.keys()


@pytest.mark.parametrize(("values", "pack", "augment"), [(rows(), 4, "none"), (pictures(), 2, "ada")])
def test_a_run_keeps_both_in_its_configuration(
    values: np.ndarray, pack: int, augment: Augmentation, tmp_path: Path
) -> None:
    def run(place: str, steps: int) -> Path:
        hyper = {"width": 4, "batch_size": 8, "noise": 3}
        return gansmith.train(
            values, "gan", steps=steps, out=tmp_path / place, pack=pack, augment=augment, **hyper
        ).path

    whole, half = run("whole", 4), run("half", 2)
    gansmith.resume(half, data=values, steps=4)
    assert np.array_equal(gansmith.load(half).sample(9), gansmith.load(whole).sample(9))
