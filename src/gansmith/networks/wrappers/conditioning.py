"""Networks that are told, or can tell, what a sample is: composed of those that know nothing of it."""

import math
from collections.abc import Callable
from dataclasses import replace

import torch
from torch import Tensor, nn

from gansmith.core.batch import Condition, CriticOutput, DataSpec, GeneratorInput
from gansmith.core.prior import Code, one_hot
from gansmith.networks.layers.score_head import Critic
from gansmith.networks.layers.style import leaky_relu, scale_for_leaky_relu
from gansmith.networks.registry import NETWORKS

HIDDEN = 128  # units of Q's own layer (Chen et al. 2016, table 1)
EMBEDDING, MAPPED = 64, 16  # units of the layer that maps a condition, and numbers that a generator gets of it
Builders = dict[str, Callable[[], nn.Module]]


def told(label: Tensor | None, classes: int, like: Tensor) -> Tensor:
    """Return labels (N,) as one-hot rows (N, classes) of the other tensor's kind; all zeros where unknown.

    Labels (N, m) of packs become rows of m one-hot blocks; `classes` then counts those of all m samples. Shares
    (N, classes), of a floating type, between several classes stay as they are.
    """
    if label is None:
        return like.new_zeros(like.shape[0], classes)
    if label.is_floating_point():
        return label.to(like.dtype)
    return one_hot(label.flatten(), classes // _pack(label), like.dtype).view(like.shape[0], classes)


def numbers_of(condition: Condition, count: int, like: Tensor) -> Tensor:
    """Return the numbers (N, K) of a condition as the other tensor's kind; zeros, their means, where there are none."""
    return like.new_zeros(like.shape[0], count) if condition.numbers is None else condition.numbers.to(like.dtype)


def _pack(label: Tensor) -> int:
    """Return how many samples' labels stand in a row: 1 of (N,), m of (N, m)."""
    return label.shape[1] if label.ndim > 1 else 1


class JoinedInput(nn.Module):
    """A generator whose noise is [noise, one-hot label, condition, code]: built for noise of as many numbers.

    Numbers of a condition are mapped to `MAPPED` by a layer of `EMBEDDING` units first. One number among a hundred of
    noise is hardly heard: so mapped, it is obeyed about twice as well after as many steps.
    """

    def __init__(self, inner: nn.Module, classes: int = 0, conditions: int = 0) -> None:
        super().__init__()
        self.inner, self.classes, self.conditions = inner, classes, conditions
        self.map_numbers = _mapping(conditions, MAPPED) if conditions else None

    def forward(self, given: GeneratorInput) -> Tensor:
        """Return samples (N, *shape)."""
        label = told(given.condition.label, self.classes, given.noise)
        parts = [given.noise, label]
        if self.map_numbers is not None:
            parts.append(self.map_numbers(numbers_of(given.condition, self.conditions, given.noise)))
        parts += [] if given.code is None else [given.code]
        samples: Tensor = self.inner(given._replace(noise=torch.cat(parts, 1)))
        return samples


class JoinedLabel(nn.Module):
    """A critic that sees label and condition beside the sample, built for the shape of `joined_spec`.

    Pictures (N, C, H, W) get a constant plane for each class and each number; flat samples, and pictures taken as
    vectors, as many numbers. Of K classes one alone is not zero, so all is made louder by sqrt((C + K) / (C + 1)):
    initial weights are chosen for C + K numbers that all speak.
    """

    def __init__(self, inner: nn.Module, classes: int, flat: bool, conditions: int = 0) -> None:
        super().__init__()
        self.inner, self.classes, self.flat, self.conditions = inner, classes, flat, conditions

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        """Return what the inner critic says of sample and label together."""
        values = samples.flatten(1) if self.flat else samples
        known = torch.cat(
            [told(condition.label, self.classes, samples), numbers_of(condition, self.conditions, samples)], 1
        )
        planes = known.view(*known.shape, *(1 for _ in values.shape[2:]))
        joined = torch.cat([values, planes.expand(-1, -1, *values.shape[2:])], 1)
        output: CriticOutput = self.inner(self._gain(condition, values.shape[1]) * joined, condition)
        return output

    def _gain(self, condition: Condition, channels: int) -> float:
        if not self.classes:
            return 1.0
        speaking = self.conditions + (1 if condition.label is None else _pack(condition.label))
        return math.sqrt((channels + self.classes + self.conditions) / (channels + speaking))


class Projection(nn.Module):
    """A critic whose score has a part of its own for each class: score + <embed(y), features> (Miyato & Koyama 2018).

    A sample of unknown label has the score alone. Numbers of a condition are embedded by a layer of `EMBEDDING` units
    first, as the score is no linear function of them (Ding et al. 2021 embed a label by a network of its own too).
    """

    def __init__(self, critic: Critic, classes: int, conditions: int = 0) -> None:
        super().__init__()
        self.critic, self.classes, self.conditions = critic, classes, conditions
        features = critic.score.in_features
        self.embed = nn.Linear(classes, features, bias=False) if classes else None
        self.embed_numbers = _mapping(conditions, features) if conditions else None
        lasts = [self.embed, None if self.embed_numbers is None else self.embed_numbers[-1]]
        for last in (layer for layer in lasts if isinstance(layer, nn.Linear)):
            nn.init.normal_(last.weight, 0.0, scale_for_leaky_relu(features))  # as loud as the score at the start

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        """Return the score (N,) and the features."""
        output: CriticOutput = self.critic(samples, condition)
        assert output.features is not None  # noqa: S101 - every Critic has them
        score, features = output.score, output.features
        if self.embed is not None:
            score = score + (self.embed(told(condition.label, self.classes, samples)) * features).sum(1)
        if self.embed_numbers is not None:
            direction = self.embed_numbers(numbers_of(condition, self.conditions, samples))
            score = score + (direction * features).sum(1)
        return output._replace(score=score)


class Heads(nn.Module):
    """A critic that also tells class and code, from the same features as the score.

    class_logits (N, classes) are linear in the features (Odena et al. 2017). code_params, by InfoGAN's Q with a hidden
    layer of its own, are the logits of every category code, then the means of the continuous ones; where it judges
    packs, those of one sample after the other.
    """

    def __init__(self, critic: Critic, classes: int = 0, code: Code | None = None, pack: int = 1) -> None:
        super().__init__()
        features = critic.score.in_features
        self.critic = critic
        self.classify = nn.Linear(features, classes) if classes else None
        self.tell = None if code is None else _q(features, pack * code.size)

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        """Return the score (N,), the features and what the heads make of them."""
        output: CriticOutput = self.critic(samples, condition)
        return output._replace(
            class_logits=self.classify(output.features) if self.classify else None,
            code_params=self.tell(output.features) if self.tell else None,
        )


class Classifier(nn.Module):
    """A critic of one logit l_k a class and none for fakes: class_logits l, score = log sum_k exp l_k.

    The logit of fakes, K + 1 classes with only K of them free, is 0 (Salimans et al. 2016, section 5).
    """

    def __init__(self, critic: Critic, classes: int) -> None:
        super().__init__()
        self.critic = critic
        critic.score = nn.Linear(critic.score.in_features, classes)

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        """Return the score (N,), class logits (N, classes) and features."""
        features = self.critic.features(samples)
        logits: Tensor = self.critic.score(features)
        return CriticOutput(torch.logsumexp(logits, 1), class_logits=logits, features=features)


def joined_spec(data: DataSpec, network: str) -> DataSpec:
    """Return what a critic under `JoinedLabel` is built for: vectors for a network that takes pictures as vectors."""
    family = NETWORKS.get(network)  # "auto" is none: it chooses by the shape, which stays a picture
    flat = not data.is_image or (family is not None and family.takes_vectors and not family.takes_channels)
    first, *rest = (math.prod(data.shape),) if flat else data.shape
    return replace(data, shape=(first + data.classes + data.conditions, *rest))


def built(build: Callable[[], nn.Module]) -> Critic:
    """Return the critic that a builder of `build_pair` makes."""
    critic = build()
    assert isinstance(critic, Critic)  # noqa: S101
    return critic


def conditional(
    generator: Callable[[], nn.Module], classes: int, critic: Callable[[], nn.Module], conditions: int = 0
) -> Builders:
    """Return builders of both networks, the generator told its class, its condition and its code."""
    return {"generator": lambda: JoinedInput(generator(), classes, conditions), "critic": critic}


def told_to_generator(classes: int, conditions: int) -> int:
    """Return how many numbers a generator under `JoinedInput` takes beside its noise and code."""
    return classes + (MAPPED if conditions else 0)


def _mapping(conditions: int, size: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(conditions, EMBEDDING), leaky_relu(), nn.Linear(EMBEDDING, size))


def _q(features: int, parameters: int) -> nn.Module:
    hidden = nn.Linear(features, HIDDEN, bias=False)
    return nn.Sequential(hidden, nn.BatchNorm1d(HIDDEN), leaky_relu(), nn.Linear(HIDDEN, parameters))
