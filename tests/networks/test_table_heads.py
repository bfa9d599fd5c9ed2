"""Heads of tables: numbers as they are, categories drawn with the probabilities of their logits."""

from functools import partial

import numpy as np
import pytest
import torch

from gansmith.core.batch import Condition, DataSpec, GeneratorInput
from gansmith.core.prior import Normal
from gansmith.core.randomness import Draws
from gansmith.core.sampling import sample
from gansmith.methods.modify import modified
from gansmith.methods.registry import METHODS, find_recipe
from gansmith.networks.table import Categories

BLOCKS = (1, 3, 1, 2)
SPEC = DataSpec((7,), blocks=BLOCKS)


def test_shares_of_each_block_are_shares_and_numbers_stay() -> None:
    values, chance = torch.randn(50, 7, dtype=torch.float64), torch.rand(50, 5, dtype=torch.float64)
    drawn = Categories(BLOCKS)(values, chance)
    np.testing.assert_allclose(drawn[:, 1:4].sum(1), 1.0)
    np.testing.assert_allclose(drawn[:, 5:].sum(1), 1.0)
    torch.testing.assert_close(drawn[:, [0, 4]], values[:, [0, 4]], rtol=0, atol=0)


def test_categories_are_drawn_by_softmax_of_their_logits() -> None:
    logits = torch.tensor([[0.0, 1.0, -1.0]], dtype=torch.float64)
    chance = torch.rand(200_000, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    drawn = Categories((3,))(logits.expand(200_000, 3), chance).argmax(1)
    shares = torch.bincount(drawn, minlength=3) / 200_000
    np.testing.assert_allclose(shares, torch.softmax(logits, 1)[0], atol=0.005)


def test_gradients_reach_every_logit_and_extreme_chances_are_finite() -> None:
    values = torch.zeros(4, 7, dtype=torch.float64, requires_grad=True)
    chance = torch.tensor([0.0, 1.0, 0.5, 1e-300, 0.3], dtype=torch.float64).expand(4, 5)
    Categories(BLOCKS, temperature=1.0)(values, chance).square().sum().backward()
    assert values.grad is not None
    assert torch.isfinite(values.grad).all()
    assert (values.grad[:, 5:] != 0).all()


@pytest.mark.parametrize("method", [name for name in METHODS if name not in ("pix2pix", "cyclegan", "dcgan")])
def test_any_method_of_noise_draws_tables(method: str) -> None:
    spec = DataSpec((7,), classes=2, blocks=BLOCKS)
    made = modified(partial(find_recipe(method), network="auto"), spec, 1, "none")
    prior = made.prior
    assert isinstance(prior, Normal)
    assert prior.chances == 5
    torch.manual_seed(0)
    rows = sample(made.networks["generator"](), prior, 5, seed=1)
    assert rows.shape == (5, 7)
    torch.testing.assert_close(rows[:, 1:4].sum(1), torch.ones(5))


def test_a_sample_is_a_function_of_the_seed_and_its_number_alone() -> None:
    made = modified(find_recipe("gan"), SPEC, 1, "none")
    torch.manual_seed(0)
    network = made.networks["generator"]()
    torch.testing.assert_close(sample(network, made.prior, 300, 1)[:7], sample(network, made.prior, 7, 1))


def test_packs_and_other_networks_take_tables() -> None:
    made = modified(find_recipe("gan"), SPEC, 2, "none")
    critic, generator = made.networks["critic"](), made.networks["generator"]()
    given = made.prior.draw(Draws(0, ("test",)), 4, Condition())
    assert critic(generator(given), Condition()).score.shape == (2,)
    plain = find_recipe("gan")(SPEC, network="mlp").networks["generator"]()
    assert plain(GeneratorInput(torch.randn(3, made.prior.noise))).shape == (3, 7)  # type: ignore[attr-defined]
