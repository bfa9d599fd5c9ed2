"""What the recipes share: ranges of hyper-parameters, optimizers, parts of losses, and the averaged generator."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Annotated

from pydantic import Field
from torch import Tensor, nn

from gansmith.core.batch import CriticOutput, DataSpec
from gansmith.core.loss import Loss
from gansmith.core.method import Method, Pairing, Player, Rule
from gansmith.core.optimizers import Adam, Optimizer
from gansmith.core.prior import Prior
from gansmith.core.ramp import cosine
from gansmith.core.schedule import Schedule, alternate
from gansmith.declaration import Searched
from gansmith.errors import UsageError, option
from gansmith.losses.adversarial import RELATIVISTIC, Adversarial
from gansmith.losses.invariance import invariance
from gansmith.losses.penalties import R1, R2
from gansmith.networks import registry
from gansmith.rules import Average

MOST = 1_000_000  # of anything that is counted: units, maps, samples of a batch
Count = Annotated[int, Field(ge=1, le=MOST)]
Depth = Annotated[int, Field(ge=1, le=1000), Searched(1, 4)]
Whole = Annotated[int, Field(ge=0, le=MOST)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Fraction = Annotated[float, Field(ge=0, lt=1)]
Network = registry.Network

# hyper-parameters that many recipes share, each with the range in which `tune` searches it
CriticSteps = Annotated[Count, Searched(1, 5)]
Penalty = Annotated[NonNegative, Searched(1.0, 30.0, log=True)]
Gamma = Annotated[NonNegative, Searched(0.05, 10.0, log=True)]
FinalGamma = Annotated[NonNegative, Searched(0.01, 1.0, log=True)]
ClassWeight = Annotated[NonNegative, Searched(0.1, 5.0, log=True)]
Invariance = Annotated[NonNegative, Searched(choices=(0.0, 0.3, 1.0))]
Width = Annotated[Count, Searched(choices=(16, 32, 64, 128, 256))]
Patch = Annotated[Count, Searched(why_not="it must divide the sides of the image")]
Noise = Annotated[Count, Searched(16, 256, log=True)]
BatchSize = Annotated[Count, Searched(choices=(16, 32, 64, 128, 256))]
Rate = Annotated[Positive, Searched(5e-5, 5e-3, log=True)]
FinalRate = Annotated[Positive, Searched(1e-5, 1e-3, log=True)]
FinalFactor = Annotated[Positive, Searched(0.01, 1.0, log=True)]
Beta1 = Annotated[Fraction, Searched(choices=(0.0, 0.5, 0.9))]
Beta2 = Annotated[Fraction, Searched(choices=(0.9, 0.95, 0.99, 0.999))]
Decay = Annotated[Fraction, Searched(choices=(0.99, 0.995, 0.999, 0.9995))]


_NAMES = ", ".join(f'"{name}"' + ("" if row.takes_images else " (1-D)") for name, row in registry.NETWORKS.items())
_WIDTHS = ", ".join(f"{row.width} in {name}" for name, row in registry.NETWORKS.items())

SHARED = {
    "critic_steps": "critic steps per generator step.",
    "penalty": "weight of the gradient penalty, the paper's lambda.",
    "network": f'{_NAMES}, or "auto" for what suits the data.',
    "width": f"channels of the finest maps, or units of a hidden layer; left out, {_WIDTHS}.",
    "patch": "side of the pixel blocks that convolutions work on; left out, the smallest that keeps maps at 40 x 40 or "
    "less.",
    "depth": "hidden layers of mlp; left out, 2.",
    "noise": "length of z.",
    "batch_size": "real samples per turn, over all processes.",
    "learning_rate": "Adam's, for D.",
    "generator_learning_rate": "Adam's, for G; left out, the same. 4 to 5 times D's speeds up training of small "
    "networks.",
    "final_lr_factor": "final learning rate as a fraction of the initial one, along a half cosine; 1 keeps it "
    "constant.",
    "beta1": "Adam's decay of the first moment.",
    "beta2": "Adam's decay of the second moment.",
    "ema_decay": "decay of the EMA of G's weights that samples are drawn with; 0 takes the last weights.",
}
"""The lines of hyper-parameters that many recipes share, for those whose docstring has no line of its own."""


def two_players(
    networks: Mapping[str, Callable[[], nn.Module]],
    game: Adversarial,
    optimizers: tuple[Optimizer, Optimizer],
    *,
    prior: Prior,
    batch_size: int,
    ema_decay: float,
    schedule: Schedule | None = None,
    critic_rules: tuple[Rule, ...] = (),
) -> Method:
    """Return the usual method: one generator, one critic, an optimizer each, samples from averaged weights.

    game is what both descend and what is watched; critic_rules are applied after each step of the critic. Without a
    schedule, they move in turn.
    """
    of_critic, of_generator = optimizers
    method = Method(
        networks=networks,
        pairings=(Pairing(prior),),
        players={
            "critic": Player(("critic",), game.critic, of_critic, critic_rules, game.gauges),
            "generator": Player(("generator",), game.generator, of_generator),
        },
        schedule=schedule or alternate(),
        batch_size=batch_size,
    )
    return averaged(method, ema_decay)


def averaged(method: Method, decay: float) -> Method:
    """Return the method with samples from an average of its generator's weights; decay 0 keeps none."""
    if decay == 0:
        return method
    rule, generator = Average("generator", decay), method.players["generator"]
    players = {**method.players, "generator": replace(generator, rules=(*generator.rules, rule))}
    return replace(method, players=players, sampler=rule.name)


def relativistic(gamma: float, gamma_end: float) -> Adversarial:
    """Return R3GAN's game, pairs compared under gamma / 2 (R1 + R2); gamma falls along a half cosine."""
    return RELATIVISTIC.with_terms(critic=cosine(gamma / 2, gamma_end / 2) * (R1 + R2))


def invariant(weight: float, read: Callable[[CriticOutput], Iterable[Tensor]], data: DataSpec) -> Loss:
    """Return the weighted `invariance` of what is read, nothing at 0; raises UsageError for vectors."""
    if weight == 0:
        return Loss()
    images_only(f"{option('invariance', weight)} turns and moves images", data)
    return weight * invariance(read)


def images_only(deed: str, data: DataSpec) -> None:
    """Raise UsageError, which says what is done with images, where the data has none."""
    if not data.is_image:
        raise UsageError(
            f"{deed}, but each sample is a vector of {data.shape[0]} numbers. "
            f"Leave it out, or fold the vector into an image with {option('fold', 'square')} or "
            f"{option('fold', 'HEIGHTxWIDTH')}."
        )


def adams(
    critic: float, generator: float | None, beta1: float, beta2: float, *, final_lr_factor: float = 1.0
) -> tuple[Adam, Adam]:
    """Return D's optimizer and G's, of a learning rate each (Heusel et al. 2017); G's is D's where it is None.

    Both fall along a half cosine to `final_lr_factor` times what they were.
    """
    rates = (critic, critic if generator is None else generator)
    of_critic, of_generator = (Adam(cosine(rate, final_lr_factor * rate), beta1, beta2) for rate in rates)
    return of_critic, of_generator
