"""Each public loss is the term of a match that is made of it, and refuses tensors that do not belong together."""

import doctest
import inspect
import math
from collections.abc import Callable
from importlib import import_module

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from toy_matches import Fixed, scores_match, toy_match

from gansmith import losses
from gansmith.core.batch import Batch, Condition, CriticOutput
from gansmith.core.loss import Loss
from gansmith.core.match import Match
from gansmith.core.prior import Code, Normal
from gansmith.core.randomness import Draws
from gansmith.errors import UsageError
from gansmith.losses.adversarial import HINGE, LEAST_SQUARES, MINIMAX, NONSATURATING, RELATIVISTIC, WASSERSTEIN
from gansmith.losses.equilibrium import equilibrium
from gansmith.losses.information import information
from gansmith.losses.invariance import invariance, joint, moved
from gansmith.losses.labels import CLASSES_OF_FAKE, FEATURE_MATCHING
from gansmith.losses.penalties import DATA_PENALTY, GRADIENT_PENALTY, R1, R2

OfBoth = Callable[[Tensor, Tensor], Tensor]
OfFakes = Callable[[Tensor], Tensor]
SHAPES = [(3,), (2, 4, 5)]
NONE = Code()


def normal(seed: int, *shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def values(loss: Loss, match: Match) -> Tensor:
    """Return what the only term of a loss gives, before its mean."""
    ((_, part),) = loss.terms
    return part.of(match)


class Curved(nn.Module):
    """A critic whose slope differs from place to place: the sum of tanh of three projections."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.weight = nn.Parameter(normal(9, math.prod(shape), 3))

    def scores(self, samples: Tensor) -> Tensor:
        return (samples.flatten(1) @ self.weight).tanh().sum(1)

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        return CriticOutput(self.scores(samples))


@pytest.mark.parametrize(
    ("loss", "function"),
    [
        (MINIMAX.critic, losses.minimax_critic),
        (NONSATURATING.critic, losses.nonsaturating_critic),
        (WASSERSTEIN.critic, losses.wasserstein_critic),
        (HINGE.critic, losses.hinge_critic),
        (LEAST_SQUARES.critic, losses.least_squares_critic),
        (RELATIVISTIC.critic, losses.relativistic_critic),
        (RELATIVISTIC.generator, losses.relativistic_generator),
    ],
)
def test_a_loss_of_both_scores_is_its_term(loss: Loss, function: OfBoth) -> None:
    real, fake = normal(0, 6), normal(1, 6)
    assert torch.equal(values(loss, scores_match(real, fake)), function(real, fake))
    with pytest.raises(UsageError, match=r"real_score \(6,\), fake_score \(6, 1\)"):
        function(real, fake.view(6, 1))


@pytest.mark.parametrize(
    ("loss", "function"),
    [
        (MINIMAX.generator, losses.minimax_generator),
        (NONSATURATING.generator, losses.nonsaturating_generator),
        (WASSERSTEIN.generator, losses.wasserstein_generator),
        (HINGE.generator, losses.hinge_generator),
        (LEAST_SQUARES.generator, losses.least_squares_generator),
    ],
)
def test_a_loss_of_fake_scores_is_its_term(loss: Loss, function: OfFakes) -> None:
    fake = normal(1, 6)
    assert torch.equal(values(loss, scores_match(normal(0, 6), fake)), function(fake))


def test_began_is_its_terms_and_its_gauge() -> None:
    real, fake = normal(0, 6).abs(), normal(1, 6).abs()
    match = scores_match(-real, -fake)
    match.critic.register_buffer("balance", torch.tensor(0.3, dtype=torch.float64))
    game = equilibrium(0.6)
    assert torch.equal(values(game.critic, match), losses.began_critic(real, fake, 0.3))
    assert torch.equal(values(game.generator, match), losses.began_generator(fake))
    torch.testing.assert_close(game.gauges["M"](match), losses.began_convergence(real.mean(), fake.mean(), 0.6))


@pytest.mark.parametrize("shape", SHAPES)
def test_penalties_on_samples_are_their_terms(shape: tuple[int, ...]) -> None:
    real, fake, critic = normal(0, 5, *shape), normal(1, 5, *shape), Curved(shape)
    match = toy_match(critic, real, fake, "real", "fake")
    assert torch.equal(values(R1, match), losses.r1_penalty(critic.scores, real))
    assert torch.equal(values(R2, match), losses.r2_penalty(critic.scores, fake))


@pytest.mark.parametrize("shape", SHAPES)
def test_penalties_at_random_points_are_their_terms_at_these_points(shape: tuple[int, ...]) -> None:
    real, fake, critic = normal(0, 5, *shape), normal(1, 5, *shape), Curved(shape)
    between, near = (toy_match(critic, real, fake, place) for place in ("between", "near"))
    assert torch.equal(values(GRADIENT_PENALTY, between), losses.slope_penalty(critic.scores, between.between))
    assert torch.equal(values(DATA_PENALTY, near), losses.slope_penalty(critic.scores, near.near))
    mix = ((between.between - fake) / (real - fake)).flatten(1)[:, 0]
    torch.testing.assert_close(
        values(GRADIENT_PENALTY, between), losses.gradient_penalty(critic.scores, real, fake, at=mix)
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_penalties_draw_their_points_from_torchs_generator(shape: tuple[int, ...]) -> None:
    real, fake, critic = normal(0, 5, *shape), normal(1, 5, *shape), Curved(shape)
    for penalty in (
        lambda: losses.gradient_penalty(critic.scores, real, fake),
        lambda: losses.dragan_penalty(critic.scores, real),
    ):
        with torch.random.fork_rng():
            torch.manual_seed(3)
            first = penalty()
            other = penalty()
            torch.manual_seed(3)
            again = penalty()
        assert torch.equal(first, again)
        assert not torch.equal(first, other)
        assert first.shape == (5,)


def test_a_drawn_mix_is_one_number_per_sample() -> None:
    seen: list[Tensor] = []

    def critic(samples: Tensor) -> Tensor:
        seen.append(samples)
        return samples.flatten(1).sum(1)

    real, fake = normal(0, 50, 2, 3, 3), normal(1, 50, 2, 3, 3)
    losses.gradient_penalty(critic, real, fake)
    losses.dragan_penalty(critic, real)
    between, near = (samples.detach() for samples in seen)
    mix = ((between - fake) / (real - fake)).flatten(1)
    torch.testing.assert_close(mix, mix[:, :1].expand_as(mix))
    assert mix.min() >= 0
    assert mix.max() <= 1
    assert mix[:, 0].std() > 0.1
    reach = (near - real) / (0.5 * real.std(correction=0))
    assert reach.min() >= 0
    assert reach.max() <= 1
    assert len(reach.unique()) == real.numel()


def test_the_zero_centred_penalty_is_the_squared_slope() -> None:
    real, critic = normal(0, 5, 3), Curved((3,))
    zero_centred = losses.slope_penalty(critic.scores, real, center=0.0)
    torch.testing.assert_close(zero_centred, losses.r1_penalty(critic.scores, real))
    at_reals = losses.gradient_penalty(critic.scores, real, normal(1, 5, 3), at=torch.ones(5), center=0.0)
    torch.testing.assert_close(at_reals, zero_centred)


def test_penalties_reach_the_critic_and_not_the_generator() -> None:
    critic, real, fake = Curved((3,)), normal(0, 5, 3), normal(1, 5, 3).requires_grad_()
    total = losses.gradient_penalty(critic.scores, real, fake) + losses.r2_penalty(critic.scores, fake)
    with torch.no_grad():
        assert losses.r1_penalty(critic.scores, real).shape == (5,)
    total.mean().backward()  # type: ignore[no-untyped-call]
    assert critic.weight.grad is not None
    assert critic.weight.grad.abs().max() > 0
    assert fake.grad is None


class Reads(nn.Module):
    """A critic whose class logits, code and features are the sample."""

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        return CriticOutput(samples.sum(1), class_logits=samples, code_params=samples, features=samples)


def reads_match(fake: Tensor, classes: int = 0, code: Code = NONE) -> Match:
    real = normal(0, *fake.shape)
    draws = Draws(0, ("tensors",), dtype=torch.float64)
    label = torch.arange(len(real)) % max(classes, 1)
    return Match(Fixed(fake), Reads(), Normal(1, classes, code=code), Batch(real, Condition(label)), draws)


def test_losses_of_labels_and_features_are_their_terms() -> None:
    match = reads_match(normal(1, 6, 4), classes=4)
    label = match.inputs.condition.label
    assert label is not None
    assert torch.equal(values(CLASSES_OF_FAKE, match), losses.class_cross_entropy(match.fake, label))
    assert torch.equal(values(FEATURE_MATCHING, match), losses.feature_matching(match.real, match.fake))


def test_losses_of_codes_are_their_terms() -> None:
    match = reads_match(normal(1, 6, 7), code=Code((3, 2), 2))
    code, told = match.inputs.code, information(Code((3, 2), 2))
    assert code is not None
    (three, two, rest), (of_three, of_two, of_rest) = (torch.split(part, [3, 2, 2], 1) for part in (match.fake, code))
    categories = losses.category_code_loss(three, of_three) + losses.category_code_loss(two, of_two)
    assert torch.equal(values(told.categories, match), categories)
    assert torch.equal(values(told.continuous, match), losses.continuous_code_loss(rest, of_rest))
    by_class = F.cross_entropy(three, of_three.argmax(1), reduction="none")
    torch.testing.assert_close(losses.category_code_loss(three, of_three), by_class)


class Levels(nn.Module):
    """A critic whose class logits are the brightness of an image and its opposite."""

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        level = samples.mean((1, 2, 3))
        return CriticOutput(level, class_logits=torch.stack([level, -level], 1))


def test_the_loss_of_invariance_is_its_term() -> None:
    real = normal(0, 6, 1, 5, 5)
    match = Match(Fixed(real), Levels(), Normal(1), Batch(real), Draws(0, ("tensors",), dtype=torch.float64))

    def logits(images: Tensor) -> Tensor:
        read = match.judge(images).class_logits
        assert read is not None
        return read

    expected = losses.invariance_loss(logits(real), logits(moved(real, match.draws)))
    term = invariance(lambda said: [] if said.class_logits is None else [said.class_logits])
    assert torch.equal(values(term, match), expected)
    assert torch.equal(expected, -losses.mutual_information(joint(logits(real), logits(moved(real, match.draws)))))


@pytest.mark.parametrize("name", losses.__all__)
def test_a_public_loss_documents_each_parameter_and_what_it_returns(name: str) -> None:
    function = getattr(losses, name)
    text = inspect.getdoc(function) or ""
    assert text.split("\n")[0].endswith((".", ","))
    for section in ("Parameters", "Returns", "References"):
        assert f"\n{section}\n{'-' * len(section)}\n" in text
    for parameter in inspect.signature(function).parameters:
        assert f"\n{parameter} : " in text
    assert ("\nRaises\n" in text) == (
        "require_same_shape" in inspect.getsource(function) or name == "nonsaturating_critic"
    )


@pytest.mark.parametrize("module", sorted({getattr(losses, name).__module__ for name in losses.__all__}))
def test_the_examples_of_the_docstrings_run(module: str) -> None:
    assert doctest.testmod(import_module(module)).failed == 0
