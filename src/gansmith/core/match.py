"""One pairing on one batch in one player's turn; everything is made on first use and kept."""

from functools import cached_property

from torch import Tensor, nn

from gansmith.core.batch import Batch, CriticOutput, GeneratorInput
from gansmith.core.prior import Prior
from gansmith.core.randomness import Draws


class Match:
    """A generator, a critic and a batch, as the terms of a loss see them.

    It holds the one subtle rule: a fake keeps its graph only when its generator is the one moving. Only the mover's
    parameters require gradients, so a generator that does not move leaves no graph, and a penalty on fakes then takes
    the gradient by the fake itself. `slopes` says which inputs of the critic must be differentiable.
    """

    def __init__(
        self,
        generator: nn.Module,
        critic: nn.Module,
        prior: Prior,
        batch: Batch,
        draws: Draws,
        slopes: frozenset[str] = frozenset(),
    ) -> None:
        self.generator, self.critic, self.prior = generator, critic, prior
        self.batch, self.draws, self.slopes = batch, draws, slopes

    @cached_property
    def inputs(self) -> GeneratorInput:
        """What the generator is fed in this turn."""
        return self.prior.draw(self.draws, len(self.batch.real), self.batch.condition)

    @cached_property
    def real(self) -> Tensor:
        """The batch's real samples."""
        real = self.batch.real
        return real.detach().requires_grad_() if "real" in self.slopes else real

    @cached_property
    def fake(self) -> Tensor:
        """The generator's samples."""
        fake: Tensor = self.generator(self.inputs)
        return fake.requires_grad_() if "fake" in self.slopes and not fake.requires_grad else fake

    @cached_property
    def on_real(self) -> CriticOutput:
        """What the critic says of the real samples."""
        return self.judge(self.real)

    @cached_property
    def on_fake(self) -> CriticOutput:
        """What the critic says of the fakes."""
        return self.judge(self.fake)

    def judge(self, samples: Tensor) -> CriticOutput:
        """Ask the critic about any samples under the batch's condition."""
        output: CriticOutput = self.critic(samples, self.batch.condition)
        return output
