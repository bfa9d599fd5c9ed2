"""One pairing on one batch in one player's turn; everything is made on first use and kept."""

from functools import cached_property
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from gansmith.core.batch import Batch, Condition, CriticOutput, GeneratorInput, joined
from gansmith.core.points import between, near, slope
from gansmith.core.prior import Prior
from gansmith.core.randomness import Draws

PLACES = ("real", "fake", "between", "near")


@runtime_checkable
class KnowsItsSlope(Protocol):
    """A critic that can tell the slope of its score without autograd, with exact gradients by its parameters."""

    def scores_and_slopes(self, samples: Tensor, condition: Condition, first: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return scores of the rows before `first` and from it on, and the latter's gradients by the input, (N, D)."""
        ...


class Match:
    """A generator, a critic and a batch, as the terms of a loss see them.

    It holds the one subtle rule: a fake keeps its graph only when its generator is the one moving. Only the mover's
    parameters require gradients, so a generator that does not move leaves no graph, and a penalty on fakes then takes
    the gradient by the fake itself. `slopes` names the places at which the loss wants the slope of the critic.

    shared is the generator's input and samples where they were made before, for several turns at once; joins says that
    the critic treats every sample by itself, so that it may judge reals and fakes in one pass. back is the generator
    that leads from samples to sources; history keeps fakes, and hands out older ones where the generator is still.
    """

    def __init__(
        self,
        generator: nn.Module,
        critic: nn.Module,
        prior: Prior,
        batch: Batch,
        draws: Draws,
        slopes: frozenset[str] = frozenset(),
        shared: tuple[GeneratorInput, Tensor] | None = None,
        joins: bool = False,
        back: nn.Module | None = None,
        history: nn.Module | None = None,
    ) -> None:
        self.generator, self.critic, self.prior = generator, critic, prior
        self.back, self.history = back, history
        self.batch, self.draws, self.slopes = batch, draws, slopes
        self._shared, self._joins = shared, joins
        self._outputs: dict[str, CriticOutput] = {}
        self._inputs: dict[str, Tensor] = {}
        self._slopes: dict[str, Tensor] = {}

    @cached_property
    def inputs(self) -> GeneratorInput:
        """What the generator is fed in this turn."""
        return self._shared[0] if self._shared else self.prior.draw(self.draws, len(self.real), self.batch.condition)

    @property
    def real(self) -> Tensor:
        """The batch's real samples."""
        return self.batch.real

    @cached_property
    def fake(self) -> Tensor:
        """The generator's samples."""
        made: Tensor = self._shared[1] if self._shared else self.generator(self.inputs)
        made = made.to(self.real.dtype)  # which differs under autocast only
        if self.history is None or made.requires_grad:
            return made
        older: Tensor = self.history(made, self.draws)
        return older

    @property
    def source(self) -> Tensor:
        """The pictures that fakes are translated from; raises ValueError where there are none."""
        if self.batch.condition.image is None:
            raise ValueError("this batch has no source pictures")
        return self.batch.condition.image

    @cached_property
    def cycled(self) -> Tensor:
        """The sources again, by way of their fakes: F(G(a))."""
        if self.back is None:
            raise ValueError("this pairing has no way back")
        return self._translated(self.back, self.fake)

    @cached_property
    def kept(self) -> Tensor:
        """What the generator makes of pictures that are as they should be: G(b)."""
        return self._translated(self.generator, self.real)

    @cached_property
    def between(self) -> Tensor:
        """A random point on the line from each real sample to its fake, one mix per sample and not per pixel."""
        count, *rest = self.real.shape
        mix = self.draws.uniform("interpolate", count, *(1 for _ in rest))
        return between(self.real, self.fake, mix)

    @cached_property
    def near(self) -> Tensor:
        """A random point close to each real sample: x + a (deviation / 2) u, a and u from U(0, 1) (Kodali et al. 2017).

        u is drawn per value, a per sample; the deviation is that of all values of the global batch.
        """
        count, *rest = self.real.shape
        mean, square = self.means(self.real, self.real.square()).unbind()
        mix = self.draws.uniform("perturb", count, *(1 for _ in rest))
        return near(self.real, mean, square, mix, self.draws.uniform("perturbation", count, *rest))

    @property
    def on_real(self) -> CriticOutput:
        """What the critic says of the real samples."""
        return self._on("real")

    @property
    def on_fake(self) -> CriticOutput:
        """What the critic says of the fakes."""
        return self._on("fake")

    @property
    def on_both(self) -> tuple[CriticOutput, CriticOutput]:
        """What the critic says of reals and of fakes: in one pass, where that is allowed and nobody looked yet."""
        if self._joins and not self._outputs and not self.fake.requires_grad:
            self._judge_joined()
        return self.on_real, self.on_fake

    def slope(self, place: str) -> Tensor:
        """Return the gradient (N, D) of the critic's score by its input at a place, one of PLACES."""
        if place not in self._slopes:
            output = self._on(place)
            if place not in self._slopes:
                self._slopes[place] = slope(output.score, self._inputs[place])
        return self._slopes[place]

    def pooled(self, statistic: Tensor) -> Tensor:
        """Return the mean over all processes of a mean over this one's batch: that of the global batch.

        It is differentiable as often as wished. A term that is no mean of values of single samples takes its statistics
        through this before it makes anything of them; otherwise each process would play a game of its own.
        """
        return self.draws.replicas.mean(statistic)

    def means(self, *values: Tensor) -> Tensor:
        """Return the mean of each over the batches of all processes, (k,), without a gradient."""
        return self.pooled(torch.stack([value.detach().mean() for value in values]))

    def judge(self, samples: Tensor) -> CriticOutput:
        """Ask the critic about any samples under the batch's condition."""
        output: CriticOutput = self.critic(samples, self.batch.condition)
        return output

    def _translated(self, generator: nn.Module, pictures: Tensor) -> Tensor:
        made: Tensor = generator(self.inputs._replace(condition=Condition(image=pictures)))
        return made.to(self.real.dtype)

    def _on(self, place: str) -> CriticOutput:
        if place not in self._outputs:
            samples: Tensor = getattr(self, place)
            if place in self.slopes and not samples.requires_grad:
                samples = samples.detach().requires_grad_()
            self._inputs[place] = samples
            self._outputs[place] = self.judge(samples)
        return self._outputs[place]

    def _judge_joined(self) -> None:
        """Judge reals and fakes in one pass, with slopes where the critic knows them or both places want them."""
        exact = not torch.is_autocast_enabled(self.real.device.type)
        knows = exact and bool(self.slopes) and isinstance(self.critic, KnowsItsSlope)
        sloped = [place for place in PLACES if place in self.slopes]
        plain = [place for place in ("real", "fake") if place not in self.slopes]
        if knows:
            self._judge_explicitly(plain, sloped)
        elif {"real", "fake"} & self.slopes in (set(), {"real", "fake"}):
            self._judge_pair()

    def _judge_explicitly(self, plain: list[str], sloped: list[str]) -> None:
        places, count = plain + sloped, len(self.real)
        samples = torch.cat([getattr(self, place) for place in places])
        condition = joined([self.batch.condition] * len(places))
        assert isinstance(self.critic, KnowsItsSlope)  # noqa: S101
        head, tail, slopes = self.critic.scores_and_slopes(samples, condition, count * len(plain))
        scores = [*torch.split(head, count), *torch.split(tail, count)] if plain else torch.split(tail, count)
        self._outputs = {place: CriticOutput(part) for place, part in zip(places, scores, strict=True)}
        self._slopes = dict(zip(sloped, torch.split(slopes, count), strict=True))

    def _judge_pair(self) -> None:
        count, wants = len(self.real), "real" in self.slopes
        samples = torch.cat([self.real, self.fake]).requires_grad_(wants)
        output: CriticOutput = self.critic(samples, joined([self.batch.condition] * 2))
        halves = zip(*(_halves(part, count) for part in output), strict=True)
        self._outputs |= zip(("real", "fake"), (CriticOutput(*half) for half in halves), strict=True)
        if wants:
            self._slopes |= zip(("real", "fake"), torch.split(slope(output.score, samples), count), strict=True)


def _halves(part: Tensor | None, count: int) -> tuple[Tensor | None, Tensor | None]:
    return (None, None) if part is None else (part[:count], part[count:])
