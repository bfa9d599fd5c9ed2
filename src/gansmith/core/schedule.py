"""Who moves when: a schedule maps a step to its turns."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Turn:
    """One move: the player's name, and whether it sees a new batch and new fakes or those that the last turn saw."""

    player: str
    fresh_batch: bool = True
    fresh_fakes: bool = True


Schedule = Callable[[int], tuple[Turn, ...]]


def alternate(critic: int = 1, *, warm_up: int = 0, warm_up_critic: int = 100, warm_up_every: int = 0) -> Schedule:
    """Return the schedule of `critic` critic turns on fresh batches, then one generator turn on the last of them.

    In the first `warm_up` steps, and in every `warm_up_every`-th step, the critic moves `warm_up_critic` times (the
    reference code of WGAN: 100 in the first 25 steps and in each 500th).
    """

    def turns(step: int) -> tuple[Turn, ...]:
        warm = step < warm_up or (warm_up_every > 0 and step % warm_up_every == 0)
        count = warm_up_critic if warm else critic
        return (Turn("critic"),) * count + (Turn("generator", fresh_batch=False),)

    return turns


def simultaneous() -> Schedule:
    """Return the schedule of one turn each on one batch and the same fakes, as if both moved at once.

    The generator moves first and against the critic as it was; the critic then judges the fakes made before that move
    (simultaneous gradient descent: Mescheder et al. 2017). One forward pass of the generator serves both.
    """
    return lambda step: (Turn("generator"), Turn("critic", fresh_batch=False, fresh_fakes=False))
