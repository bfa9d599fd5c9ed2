"""--invariance: with the methods that sort pictures it plays, in packs too, and resumes; without it nothing changes."""

from functools import partial

import pytest
import torch
from small_games import SMALL, SPECS, snapshot, stream

from gansmith.api.hyper import hyper_parameters
from gansmith.core.game import Game
from gansmith.core.method import Method
from gansmith.errors import UsageError
from gansmith.methods.modify import modified
from gansmith.methods.table import METHODS, find_recipe

SORTING = [name for name in METHODS if "invariance" in hyper_parameters(name)]
STEPS = 3
each_sorting = pytest.mark.parametrize("name", SORTING)


def small(name: str, spec: str, invariance: float, pack: int = 1) -> Method:
    known = hyper_parameters(name)
    hyper = {key: value for key, value in SMALL.items() if key in known} | {"invariance": invariance}
    return modified(partial(find_recipe(name), **hyper), SPECS[spec], pack, "none")


def named(method: Method, player: str) -> list[str]:
    return [term.name for _, term in method.players[player].loss.terms]


def test_the_methods_that_find_or_learn_kinds_have_it() -> None:
    assert SORTING == ["sgan", "infogan"]


@pytest.mark.parametrize("pack", [1, 2])
@each_sorting
def test_it_plays_and_resumes_bit_for_bit(name: str, pack: int) -> None:
    method = small(name, "labelled-picture", 0.1, pack)
    whole, batches = Game(method, seed=5, horizon=STEPS), stream(method, "labelled-picture")
    for _ in range(STEPS):
        kept, counters = {key: tensor.clone() for key, tensor in whole.state()[0].items()}, whole.state()[1]
        report = whole.advance(batches)
        assert all(torch.isfinite(value) for value in report.values())
        assert report["critic/invariance"] <= 0
    resumed = Game(method, seed=99, horizon=1)
    resumed.restore(kept, counters)
    resumed.advance(batches)
    assert snapshot(resumed) == snapshot(whole)


@each_sorting
def test_only_the_critic_pays_for_it_and_nobody_at_nothing(name: str) -> None:
    without, with_it = small(name, "labelled-picture", 0.0), small(name, "labelled-picture", 0.1)
    assert named(with_it, "critic") == [*named(without, "critic"), "invariance"]
    assert named(with_it, "generator") == named(without, "generator")


@each_sorting
def test_vectors_are_not_turned(name: str) -> None:
    with pytest.raises(UsageError, match=r"--invariance 0.1 turns and moves pictures.* vector of 6 numbers.*--fold"):
        small(name, "labelled-vector", 0.1)
    small(name, "labelled-vector", 0.0)
