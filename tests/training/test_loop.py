"""The loop plays to the step it is given, stops between steps, and takes no step that is not finite."""

from dataclasses import dataclass, replace

import pytest
import torch
from small_games import CASES, each_method, small_method, snapshot, stream

from gansmith.core.batch import Batch, Stream
from gansmith.core.game import Game
from gansmith.core.schedule import Turn
from gansmith.errors import DivergedError
from gansmith.training.loop import train


def game_and_stream(name: str = "gan") -> tuple[Game, Stream]:
    method = small_method(name, "vector")
    return Game(method, seed=1), stream(method, "vector")


@dataclass
class Noted:
    """A stream that notes which batches were asked for, and spoils one."""

    inner: Stream
    asked: list[int]
    spoilt: int = -1

    def at(self, index: int) -> Batch:
        """Return the batch, with one number missing where it is the spoilt one."""
        self.asked.append(index)
        batch = self.inner.at(index)
        if index != self.spoilt:
            return batch
        real = batch.real.clone()
        real[0, 0] = float("nan")
        image = None if batch.condition.image is None else torch.full_like(batch.condition.image, float("nan"))
        return Batch(real, batch.condition._replace(image=image))


def test_it_plays_to_the_step_and_no_further() -> None:
    game, batches = game_and_stream()
    train(game, batches, 3)
    assert game.step == 3
    end = snapshot(game)
    train(game, batches, 3)
    train(game, batches, 2)
    assert game.step == 3
    assert snapshot(game) == end


def test_watchers_see_every_step_in_order_after_it_is_done() -> None:
    game, batches = game_and_stream()
    seen: list[tuple[str, int, bool]] = []
    train(
        game,
        batches,
        2,
        watchers=[
            lambda game, report: seen.append(("first", game.step, "loss/critic" in report)),
            lambda game, report: seen.append(("second", game.step, "loss/generator" in report)),
        ],
    )
    assert seen == [("first", 1, True), ("second", 1, True), ("first", 2, True), ("second", 2, True)]


def test_it_stops_between_steps_and_may_be_taken_up_again() -> None:
    whole, batches = game_and_stream()
    train(whole, batches, 4)
    game, _ = game_and_stream()
    train(game, batches, 4, stop=lambda: game.step == 2)
    assert game.step == 2
    train(game, batches, 4)
    assert snapshot(game) == snapshot(whole)
    train(game, batches, 9, stop=lambda: True)
    assert game.step == 4


def test_the_last_batch_of_the_critic_is_the_generators() -> None:
    """WGAN-GP with 2 critic steps reads 2 batches a step; the generator's turn reads none."""
    game, batches = game_and_stream("wgan-gp")
    noted = Noted(batches, [])
    train(game, noted, 3)
    assert noted.asked == list(range(6))
    assert game.batches_seen == 6


def test_a_first_turn_always_gets_a_batch() -> None:
    game, batches = game_and_stream()
    game.method = replace(game.method, schedule=lambda step: (Turn("generator", fresh_batch=False),))
    train(game, batches, 2)
    assert game.batches_seen == 2


def test_it_leaves_the_callers_random_numbers_alone() -> None:
    game, batches = game_and_stream()
    before = torch.get_rng_state()
    train(game, batches, 2)
    assert torch.equal(torch.get_rng_state(), before)


@each_method
def test_a_loss_that_is_not_finite_stops_before_its_step(name: str) -> None:
    spec = next(spec for case, spec in CASES if case == name)
    method = small_method(name, spec)
    game, batches = Game(method, seed=1), stream(method, spec)
    train(game, batches, 1)
    good, seen = game.state()[0], game.batches_seen
    good = {key: tensor.clone() for key, tensor in good.items() if "running" not in key and "num_batches" not in key}
    mover = method.schedule(1)[0].player
    (other,) = method.players.keys() - {mover}
    with pytest.raises(DivergedError, match=rf"step 2: .*loss/{mover}.* of the {mover}'s turn are .*not taken") as stop:
        train(game, Noted(batches, [], spoilt=seen), 3)
    assert f"gradient/{mover}" in str(stop.value)
    assert "learning_rate" in str(stop.value)
    assert f"loss/{other}" not in str(stop.value)
    assert stop.value.exit_code == 4
    assert game.step == 1
    after = game.state()[0]
    assert [key for key, tensor in good.items() if not torch.equal(after[key], tensor)] == []


def test_a_gradient_that_is_not_finite_stops_too() -> None:
    """Where the loss is still finite: a weight of the critic's last layer at the end of float32."""
    game, batches = game_and_stream("wgan-gp")
    with torch.no_grad():
        for parameter in game.networks["critic"].parameters():
            parameter.fill_(1e18)
    before = snapshot(game)
    with pytest.raises(DivergedError, match="gradient/critic"):
        train(game, batches, 1)
    assert snapshot(game)["network/critic/layers.0.weight"] == before["network/critic/layers.0.weight"]
