"""Samples of what is asked for: a class, a code, less noise; a function of (weights, seed), whatever the count."""

from typing import Any

import pytest
import torch
from small_games import bits
from torch import Tensor, nn

from gansmith.core.batch import GeneratorInput
from gansmith.core.prior import Code, Normal
from gansmith.core.sampling import DENSE, kinds, labels_of, sample

PRIOR = Normal(2, classes=3, code=Code((5,), 1))


class Told(nn.Module):
    """A generator that shows what it was told: [noise, label, code]."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(()))

    def forward(self, given: GeneratorInput) -> Tensor:
        label, code = given.condition.label, given.code
        parts = [given.noise, label[:, None] if label is not None else None, code]
        return self.weight * torch.cat([part for part in parts if part is not None], 1)


def drawn(count: int, **asked: Any) -> Tensor:
    return sample(Told(), PRIOR, count, 3, **asked)


def test_classes_and_categories_come_in_turn_across_chunks() -> None:
    samples, places = drawn(2 * DENSE + 9), torch.arange(2 * DENSE + 9)
    assert torch.equal(samples[:, 2], (places % 3).float())
    assert torch.equal(samples[:, 3:8].argmax(1), places % 5)
    assert samples[:, 8].unique().numel() == len(samples)


def test_what_is_asked_for_is_in_every_sample_and_the_noise_stays() -> None:
    free, told = drawn(100), drawn(100, label=2, code=[4, -0.25])
    assert (told[:, 2] == 2).all()
    assert torch.equal(told[:, 3:], torch.tensor([[0, 0, 0, 0, 1, -0.25]]).expand(100, -1))
    assert torch.equal(told[:, :2], free[:, :2])


def test_truncation_scales_the_noise_and_nothing_else() -> None:
    free, typical = drawn(100), drawn(100, truncation=0.5)
    assert torch.equal(typical[:, :2], 0.5 * free[:, :2])
    assert torch.equal(typical[:, 2:], free[:, 2:])
    assert bits(drawn(10, truncation=1.0)) == bits(drawn(10))


@pytest.mark.parametrize("asked", [{}, {"label": 1}, {"code": [0, 1]}, {"truncation": 0.3}])
def test_a_sample_does_not_depend_on_how_many_are_drawn(asked: dict[str, Any]) -> None:
    many = drawn(2 * DENSE, **asked)
    for count in (0, 1, DENSE - 1, DENSE + 1):
        assert bits(drawn(count, **asked)) == bits(many[:count])


def test_the_labels_are_those_of_the_samples() -> None:
    told = labels_of(PRIOR, 80)
    assert told is not None
    assert torch.equal(drawn(80)[:, 2], told.float())
    chosen = labels_of(PRIOR, 4, 2)
    assert chosen is not None
    assert chosen.tolist() == [2, 2, 2, 2]
    assert labels_of(Normal(2), 4) is None


def test_what_comes_in_turn_is_counted() -> None:
    assert [kinds(prior) for prior in (PRIOR, Normal(1), Normal(1, code=Code((5,), 1)))] == [3, 0, 5]
