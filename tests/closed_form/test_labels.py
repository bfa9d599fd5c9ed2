"""Losses of labels where the answer is known: masks, K + 1 classes, matched features."""

import math

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from toy_matches import Fixed

from gansmith.core.batch import Batch, Condition, CriticOutput
from gansmith.core.match import Match
from gansmith.core.prior import Normal
from gansmith.core.randomness import Draws
from gansmith.losses.adversarial import NONSATURATING
from gansmith.losses.labels import ACCURACY, CLASSES_OF_FAKE, CLASSES_OF_REAL, FEATURE_MATCHING, class_cross_entropy


class Reads(nn.Module):
    """A critic whose class logits and features are the sample, and whose score is their log-sum-exp."""

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        return CriticOutput(torch.logsumexp(samples, 1), class_logits=samples, features=samples)


def match_of(real: Tensor, fake: Tensor, label: Tensor, classes: int = 0) -> Match:
    draws = Draws(0, ("labels",), dtype=real.dtype)
    return Match(Fixed(fake), Reads(), Normal(1, classes), Batch(real, Condition(label)), draws)


def logits(*shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def test_a_critic_that_knows_nothing_pays_ln_k_for_each_label() -> None:
    values = class_cross_entropy(torch.zeros(3, 7), torch.tensor([0, -1, 6]))
    torch.testing.assert_close(values, torch.tensor([math.log(7), 0.0, math.log(7)]))


def test_k_plus_one_classes_are_k_classes_and_the_score() -> None:
    real, label = 3.0 * logits(6, 4), torch.tensor([0, 1, 2, 3, 0, 1])
    match = match_of(real, real, label)
    with_fakes = torch.cat([real, torch.zeros(6, 1, dtype=torch.float64)], 1)
    parts = CLASSES_OF_REAL.terms[0][1].of(match) + F.softplus(-match.on_real.score)
    torch.testing.assert_close(parts, F.cross_entropy(with_fakes, label, reduction="none"))


def test_the_score_is_the_log_odds_of_being_real() -> None:
    real, fake = logits(5, 4), logits(5, 4) + 1.0
    match = match_of(real, fake, torch.full((5,), -1))
    rest = torch.zeros(5, 1, dtype=torch.float64)
    of_real, of_fake = (F.log_softmax(torch.cat([samples, rest], 1), 1) for samples in (real, fake))
    loss, _ = NONSATURATING.critic(match)
    expected = -torch.logsumexp(of_real[:, :-1], 1).mean() - of_fake[:, -1].mean()
    torch.testing.assert_close(loss, expected)


def test_the_mean_is_over_the_labelled() -> None:
    real = logits(4, 3)
    some, _ = CLASSES_OF_REAL(match_of(real, real, torch.tensor([0, -1, 2, -1])))
    alone, _ = CLASSES_OF_REAL(match_of(real[::2], real[::2], torch.tensor([0, 2])))
    torch.testing.assert_close(some, alone)
    none, _ = CLASSES_OF_REAL(match_of(real, real, torch.full((4,), -1)))
    assert none == 0


def test_a_fake_is_judged_by_the_class_its_generator_was_told() -> None:
    fake = logits(8, 3)
    match = match_of(fake, fake, torch.tensor([0, 1, 2, -1] * 2), classes=3)
    told = match.inputs.condition.label
    assert told is not None
    assert (told >= 0).all()
    values = CLASSES_OF_FAKE.terms[0][1].of(match)
    torch.testing.assert_close(values, F.cross_entropy(fake, told, reduction="none"))
    assert (values > 0).all()


def test_features_match_when_their_means_do() -> None:
    real, fake, label = torch.tensor([[1.0, 5.0], [3.0, 7.0]]), torch.tensor([[2.0, 3.0], [2.0, 3.0]]), torch.zeros(2)
    loss, _ = FEATURE_MATCHING(match_of(real, fake, label.long()))
    assert loss == 9.0
    loss, _ = FEATURE_MATCHING(match_of(real, real.flip(0), label.long()))
    assert loss == 0.0
    assert not FEATURE_MATCHING.terms[0][1].batch_independent


@pytest.mark.parametrize(("label", "share"), [([0, 1, 2], 2 / 3), ([0, -1, 2], 0.5), ([-1, -1, -1], 0.0)])
def test_accuracy_is_of_the_labelled(label: list[int], share: float) -> None:
    real = torch.eye(3)[[0, 1, 1]]
    accuracy = ACCURACY["classes/accuracy"](match_of(real, real, torch.tensor(label))).mean()
    torch.testing.assert_close(accuracy, torch.tensor(share))


def test_the_critic_is_told_what_is_known_of_the_batch_and_not_what_was_drawn() -> None:
    told: list[Tensor | None] = []

    class Listens(Reads):
        def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
            told.append(condition.label)
            return super().forward(samples, condition)

    real, label = logits(3, 3), torch.tensor([1, -1, -1])
    match = match_of(real, real, label, classes=3)
    match.critic = Listens()
    NONSATURATING.critic(match)
    drawn = match.inputs.condition.label
    assert drawn is not None
    assert (drawn >= 0).all()
    for heard in told:
        assert heard is not None
        assert torch.equal(heard, label)
