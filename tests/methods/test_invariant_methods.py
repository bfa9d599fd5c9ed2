"""--invariance: with the methods that sort pictures it plays, in packs too, and resumes; without it nothing changes."""

from functools import partial

import pytest
from small_games import SPECS, played_and_resumed, tiny

from gansmith.config.hyper_parameters import hyper_parameters
from gansmith.core.method import Method
from gansmith.errors import UsageError
from gansmith.methods.modify import modified
from gansmith.methods.registry import METHODS, find_recipe

SORTING = [name for name in METHODS if "invariance" in hyper_parameters(name)]
STEPS = 3
each_sorting = pytest.mark.parametrize("name", SORTING)


def small(name: str, spec: str, invariance: float, pack: int = 1) -> Method:
    recipe = partial(find_recipe(name), **tiny(name), invariance=invariance)
    return modified(recipe, SPECS[spec], pack, "none")


def named(method: Method, player: str) -> list[str]:
    return [term.name for _, term in method.players[player].loss.terms]


def test_the_methods_that_find_or_learn_kinds_have_it() -> None:
    assert SORTING == ["sgan", "infogan"]


@pytest.mark.parametrize("pack", [1, 2])
@each_sorting
def test_it_plays_and_resumes_bit_for_bit(name: str, pack: int) -> None:
    reports = played_and_resumed(small(name, "labelled-picture", 0.1, pack), "labelled-picture", STEPS)
    assert all(report["critic/invariance"] <= 0 for report in reports)


@each_sorting
def test_only_the_critic_pays_for_it_and_nobody_at_nothing(name: str) -> None:
    without, with_it = small(name, "labelled-picture", 0.0), small(name, "labelled-picture", 0.1)
    assert named(with_it, "critic") == [*named(without, "critic"), "invariance"]
    assert named(with_it, "generator") == named(without, "generator")


@each_sorting
def test_vectors_are_not_turned(name: str) -> None:
    with pytest.raises(UsageError, match=r"invariance=0.1 turns and moves images.* vector of 6 numbers.*fold="):
        small(name, "labelled-vector", 0.1)
    small(name, "labelled-vector", 0.0)
