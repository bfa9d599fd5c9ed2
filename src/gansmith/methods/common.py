"""What the recipes share: ranges of hyper-parameters, optimizers, parts of losses, and the averaged generator."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field
from torch import Tensor

from gansmith.core.batch import CriticOutput, DataSpec
from gansmith.core.loss import Loss
from gansmith.core.method import Method
from gansmith.core.optimizers import Adam
from gansmith.core.ramp import cosine
from gansmith.errors import UsageError
from gansmith.losses.adversarial import RELATIVISTIC, Adversarial
from gansmith.losses.invariance import invariance
from gansmith.losses.penalties import R1, R2
from gansmith.rules import Average

MOST = 1_000_000  # of anything that is counted: units, maps, samples of a batch
Count = Annotated[int, Field(ge=1, le=MOST)]
Depth = Annotated[int, Field(ge=1, le=1000)]
Whole = Annotated[int, Field(ge=0, le=MOST)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Fraction = Annotated[float, Field(ge=0, lt=1)]
Network = Literal["auto", "mlp", "maxout", "signal", "dcgan", "dense", "resize", "residual"]


def averaged(method: Method, decay: float) -> Method:
    """Return the method with samples from an average of its generator's weights; decay 0 keeps none."""
    if decay == 0:
        return method
    rule, generator = Average("generator", decay), method.players["generator"]
    players = {**method.players, "generator": replace(generator, rules=(*generator.rules, rule))}
    return replace(method, players=players, sampler=rule.name)


def relativistic(gamma: float, gamma_end: float) -> Adversarial:
    """Return R3GAN's game, pairs compared under gamma / 2 (R1 + R2); gamma falls along a half cosine."""
    critic = RELATIVISTIC.critic + cosine(gamma / 2, gamma_end / 2) * (R1 + R2)
    return RELATIVISTIC._replace(critic=critic)


def invariant(weight: float, read: Callable[[CriticOutput], Iterable[Tensor]], data: DataSpec) -> Loss:
    """Return the weighted `invariance` of what is read, nothing at 0; raises UsageError for vectors."""
    if weight == 0:
        return Loss()
    pictures_only(f"--invariance {weight:g} turns and moves pictures", data)
    return weight * invariance(read)


def pictures_only(deed: str, data: DataSpec) -> None:
    """Raise UsageError, which says what is done with pictures, where the data has none."""
    if not data.is_image:
        raise UsageError(
            f"{deed}, but each sample is a vector of {data.shape[0]} numbers. "
            "Leave it out, or fold the vector into a picture with --fold square or --fold HEIGHTxWIDTH."
        )


def adams(
    critic: float, generator: float | None, beta1: float, beta2: float, *, left: float = 1.0
) -> tuple[Adam, Adam]:
    """Return D's optimizer and G's, of a learning rate each (Heusel et al. 2017); G's is D's where it is None.

    Both fall along a half cosine to `left` times what they were.
    """
    rates = (critic, critic if generator is None else generator)
    of_critic, of_generator = (Adam(cosine(rate, left * rate), beta1, beta2) for rate in rates)
    return of_critic, of_generator
