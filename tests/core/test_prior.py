"""Priors: what generators are fed is a function of the seed, of the right kind, and says nothing that is unknown."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from gansmith.core.batch import Condition
from gansmith.core.prior import Code, Normal, Uniform, one_hot, whole_numbers
from gansmith.core.randomness import Draws
from gansmith.core.replicas import Replicas
from gansmith.errors import UsageError

CODES = st.builds(Code, st.lists(st.integers(1, 5), max_size=3).map(tuple), st.integers(0, 3))
CODE = Code((3, 2), 2)


def draws(seed: int = 0, rank: int = 0, size: int = 1) -> Draws:
    return Draws(seed, ("prior",), Replicas(rank, size))


@given(code=CODES, count=st.integers(1, 9))
def test_a_code_is_one_hot_blocks_and_values_within_one(code: Code, count: int) -> None:
    drawn = code.draw(draws(), count)
    assert drawn.shape == (count, code.size)
    *hot, values = torch.split(drawn, code.blocks, 1)
    for block in hot:
        assert torch.equal(block.sum(1), torch.ones(count))
        assert set(block.flatten().tolist()) <= {0.0, 1.0}
    assert (values.abs() <= 1.0).all()


def test_categories_and_values_are_uniform_and_independent() -> None:
    hot, other, values = torch.split(CODE.draw(draws(), 60_000), CODE.blocks, 1)
    torch.testing.assert_close(hot.mean(0), torch.full((3,), 1 / 3), atol=0.01, rtol=0)
    torch.testing.assert_close(hot.T @ other / 60_000, torch.full((3, 2), 1 / 6), atol=0.01, rtol=0)
    torch.testing.assert_close(values.mean(0), torch.zeros(2), atol=0.02, rtol=0)
    torch.testing.assert_close(values.var(0), torch.full((2,), 1 / 3), atol=0.01, rtol=0)


def test_a_known_label_is_kept_and_an_unknown_one_is_drawn_uniformly() -> None:
    label = torch.arange(30_000) % 5 - 1
    given_ = Normal(2, classes=4).draw(draws(), len(label), Condition(label))
    told = given_.condition.label
    assert told is not None
    assert torch.equal(told[label >= 0], label[label >= 0])
    shares = torch.bincount(told[label < 0], minlength=4) / (label < 0).sum()
    torch.testing.assert_close(shares, torch.full((4,), 0.25), atol=0.02, rtol=0)
    assert (label == -1).any()  # the batch's own labels are left alone: the critic is told no more than is known


def test_uniform_noise_is_within_one_and_its_codes_are_those_of_normal_noise() -> None:
    uniform, normal = (prior(2, code=CODE).draw(draws(), 60_000, Condition()) for prior in (Uniform, Normal))
    assert (uniform.noise.abs() <= 1.0).all()
    torch.testing.assert_close(uniform.noise.mean(0), torch.zeros(2), atol=0.02, rtol=0)
    torch.testing.assert_close(uniform.noise.var(0), torch.full((2,), 1 / 3), atol=0.01, rtol=0)
    assert uniform.code is not None
    assert normal.code is not None
    assert torch.equal(uniform.code, normal.code)


def test_without_labels_every_class_is_drawn_and_without_classes_the_condition_passes() -> None:
    told = Normal(2, classes=4).draw(draws(), 100, Condition()).condition.label
    assert told is not None
    assert set(told.tolist()) == {0, 1, 2, 3}
    label = torch.tensor([0, -1])
    assert Normal(2).draw(draws(), 2, Condition(label)).condition.label is label


def test_what_is_drawn_is_a_function_of_seed_and_purpose_and_shared_by_rank() -> None:
    prior = Normal(4, classes=7, code=CODE)
    whole, again, other = (prior.draw(draws(seed), 6, Condition()) for seed in (0, 0, 1))
    halves = [prior.draw(draws(0, rank, 2), 3, Condition()) for rank in (0, 1)]
    for pick in (lambda g: g.noise, lambda g: g.code, lambda g: g.condition.label):
        assert torch.equal(pick(whole), pick(again))
        assert not torch.equal(pick(whole), pick(other))
        for rank, half in enumerate(halves):
            assert torch.equal(pick(half), pick(whole)[rank::2])
    assert torch.equal(whole.noise, Normal(4).draw(draws(), 6, Condition()).noise)


@given(code=CODES, data=st.data())
def test_a_spelt_code_is_the_one_that_was_meant(code: Code, data: st.DataObject) -> None:
    numbers = [data.draw(st.integers(0, options - 1)) for options in code.categories]
    values = [data.draw(st.floats(-1, 1)) for _ in range(code.continuous)]
    if not code.size:
        return
    *hot, rest = torch.split(code.spell([*numbers, *values]), code.blocks)
    assert [int(block.argmax()) for block in hot] == numbers
    assert all(block.sum() == 1 for block in hot)
    assert rest.tolist() == values


@pytest.mark.parametrize(
    ("code", "values", "words"),
    [
        (CODE, [1.0], "give a category from 0 to 2, then a category from 0 to 1, then 2 values"),
        (CODE, [0, 0, 0, 0, 0], "give a category"),
        (CODE, [3, 0, 0, 0], "code=3: a category is a whole number from 0 to 2"),
        (CODE, [0, 0.5, 0, 0], "code=0.5: .* from 0 to 1"),
        (CODE, [0, -1, 0, 0], "code=-1: "),
        (CODE, [0, 0, math.nan, 0], "give a category"),
        (Code(), [1.0], "takes no code"),
    ],
)
def test_a_wrong_code_is_refused_with_what_is_wanted(code: Code, values: list[float], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        code.spell(values)


def test_categories_come_in_turn_and_the_rest_of_the_code_stays() -> None:
    drawn = CODE.draw(draws(), 7)
    turned = CODE.in_turn(drawn, first=5)
    assert turned[:, :3].argmax(1).tolist() == [2, 0, 1, 2, 0, 1, 2]
    assert torch.equal(turned[:, 3:], drawn[:, 3:])
    values = Code(continuous=2).draw(draws(), 3)
    assert Code(continuous=2).in_turn(values, 1) is values


def test_unknown_is_all_zeros() -> None:
    assert one_hot(torch.tensor([1, -1]), 3, torch.float64).tolist() == [[0, 1, 0], [0, 0, 0]]
    assert whole_numbers(draws(), "numbers", 1000, 3).unique().tolist() == [0, 1, 2]
