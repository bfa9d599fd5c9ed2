"""Optimizers as values: a frozen description, and the state it keeps for one player's parameters.

torch.optim is not used: constructing any of its optimizers imports torch._dynamo, 1.7 s before the first step, and a
ramp would have to be written into its parameter groups. The updates are the same, and tests hold them to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from gansmith.core.ramp import Number, at

Parameters = Mapping[str, Tensor]
State = dict[str, dict[str, Tensor]]  # slot -> parameter name -> tensor


class Optimizer(Protocol):
    """A rule that moves parameters along their gradients."""

    @property
    def learning_rate(self) -> Number:
        """The length of a step, or how it changes over the run."""
        ...

    def start(self, parameters: Parameters) -> State:
        """Return the state before the first step."""
        ...

    def step(self, parameters: Parameters, state: State, progress: float) -> None:
        """Move the parameters in place; hyper-parameters are taken at `progress` in [0, 1]."""
        ...


@dataclass(frozen=True)
class Adam:
    """Adam (Kingma and Ba 2015, algorithm 1), every hyper-parameter a number or a ramp."""

    learning_rate: Number
    beta1: Number = 0.9
    beta2: Number = 0.999
    epsilon: float = 1e-8

    def start(self, parameters: Parameters) -> State:
        """Return zero moments and step counts."""
        return {
            "first_moment": {name: torch.zeros_like(p) for name, p in parameters.items()},
            "second_moment": {name: torch.zeros_like(p) for name, p in parameters.items()},
            "steps": {name: torch.zeros((), dtype=torch.float32, device=p.device) for name, p in parameters.items()},
        }

    def step(self, parameters: Parameters, state: State, progress: float) -> None:
        """Take one step; what has no gradient stays."""
        names, moving, gradients = _moving(parameters)
        if not names:
            return
        steps = [state["steps"][name] for name in names]
        torch._foreach_add_(steps, 1)
        torch._fused_adam_(
            moving,
            gradients,
            [state["first_moment"][name] for name in names],
            [state["second_moment"][name] for name in names],
            [],
            steps,
            lr=at(self.learning_rate, progress),
            beta1=at(self.beta1, progress),
            beta2=at(self.beta2, progress),
            weight_decay=0.0,
            eps=self.epsilon,
            amsgrad=False,
            maximize=False,
        )


@dataclass(frozen=True)
class RMSprop:
    """RMSprop (Tieleman and Hinton 2012) as WGAN uses it: without momentum, not centred."""

    learning_rate: Number
    decay: float = 0.99
    epsilon: float = 1e-8

    def start(self, parameters: Parameters) -> State:
        """Return zero second moments."""
        return {"second_moment": {name: torch.zeros_like(p) for name, p in parameters.items()}}

    def step(self, parameters: Parameters, state: State, progress: float) -> None:
        """Take one step; what has no gradient stays."""
        names, moving, gradients = _moving(parameters)
        if not names:
            return
        squares = [state["second_moment"][name] for name in names]
        torch._foreach_mul_(squares, self.decay)
        torch._foreach_addcmul_(squares, gradients, gradients, 1.0 - self.decay)
        scale = torch._foreach_sqrt(squares)
        torch._foreach_add_(scale, self.epsilon)
        torch._foreach_addcdiv_(moving, gradients, scale, -at(self.learning_rate, progress))


def _moving(parameters: Parameters) -> tuple[list[str], list[Tensor], list[Tensor]]:
    """Return names, parameters and gradients of those that have one."""
    found = [(name, p, p.grad) for name, p in parameters.items() if p.grad is not None]
    return [name for name, _, _ in found], [p for _, p, _ in found], [gradient for _, _, gradient in found]
