"""The optimizers equal torch's own, step for step, and take their ramps from progress alone."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from gansmith.core.optimizers import Adam, Optimizer, RMSprop
from gansmith.core.ramp import cosine

STEPS = 50
Reference = Callable[[list[nn.Parameter]], torch.optim.Optimizer]
PAIRS: list[tuple[Optimizer, Reference]] = [
    (Adam(1e-3), lambda p: torch.optim.Adam(p, 1e-3)),
    (Adam(2e-4, 0.5, 0.999), lambda p: torch.optim.Adam(p, 2e-4, betas=(0.5, 0.999))),
    (Adam(1e-2, 0.0, 0.9, 1e-6), lambda p: torch.optim.Adam(p, 1e-2, betas=(0.0, 0.9), eps=1e-6)),
    (RMSprop(5e-5), lambda p: torch.optim.RMSprop(p, 5e-5)),
    (RMSprop(1e-2, 0.9, 1e-6), lambda p: torch.optim.RMSprop(p, 1e-2, alpha=0.9, eps=1e-6)),
]


def parameters(dtype: torch.dtype) -> dict[str, nn.Parameter]:
    draw = torch.Generator().manual_seed(0)
    shapes = {"weight": (4, 5), "bias": (5,), "scale": ()}
    return {name: nn.Parameter(torch.randn(shape, generator=draw, dtype=dtype)) for name, shape in shapes.items()}


def pull(moving: dict[str, nn.Parameter], step: int) -> None:
    """Give every parameter a gradient that depends on where it is and on the step."""
    for index, parameter in enumerate(moving.values()):
        parameter.grad = torch.sin(3 * parameter.detach() + step) * 10.0 ** (-4 * index)


@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float32, 1e-6), (torch.float64, 1e-12)])
@pytest.mark.parametrize(("ours", "reference"), PAIRS, ids=[str(ours) for ours, _ in PAIRS])
def test_they_equal_torch(ours: Optimizer, reference: Reference, dtype: torch.dtype, tolerance: float) -> None:
    mine, theirs = parameters(dtype), parameters(dtype)
    state, other = ours.start(mine), reference(list(theirs.values()))
    for step in range(STEPS):
        pull(mine, step)
        pull(theirs, step)
        with torch.no_grad():
            ours.step(mine, state, progress=step / STEPS)
        other.step()
    for name in mine:
        torch.testing.assert_close(mine[name], theirs[name], rtol=0, atol=tolerance)


@pytest.mark.parametrize("optimizer", [Adam(1e-2), RMSprop(1e-2)])
def test_a_parameter_without_gradient_stays(optimizer: Optimizer) -> None:
    moving = parameters(torch.float32)
    before, state = {name: p.detach().clone() for name, p in moving.items()}, optimizer.start(moving)
    pull(moving, 0)
    moving["bias"].grad = None
    with torch.no_grad():
        optimizer.step(moving, state, 0.0)
    assert {name for name in moving if not torch.equal(moving[name], before[name])} == {"weight", "scale"}


@pytest.mark.parametrize("make", [Adam, RMSprop])
def test_a_ramp_is_read_at_progress(make: Callable[..., Optimizer]) -> None:
    """The first step is proportional to the learning rate, so a ramp from 1 to 0 moves half as far at the middle."""

    def moved(optimizer: Optimizer, progress: float) -> Tensor:
        moving = parameters(torch.float64)
        before, state = moving["weight"].detach().clone(), optimizer.start(moving)
        pull(moving, 0)
        with torch.no_grad():
            optimizer.step(moving, state, progress)
        return moving["weight"].detach() - before

    ramp, constant = make(cosine(1e-2, 0.0)), make(1e-2)
    assert torch.equal(moved(ramp, 0.0), moved(constant, 0.0))
    torch.testing.assert_close(moved(ramp, 0.5), 0.5 * moved(constant, 0.5), rtol=1e-9, atol=1e-12)
    assert not moved(ramp, 1.0).any()


def test_adams_betas_may_be_ramps() -> None:
    mine, theirs = parameters(torch.float64), parameters(torch.float64)
    ramped, last = Adam(1e-2, cosine(0.0, 0.9), cosine(0.5, 0.99)), Adam(1e-2, 0.9, 0.99)
    states = ramped.start(mine), last.start(theirs)
    for step in range(3):
        pull(mine, step)
        pull(theirs, step)
        with torch.no_grad():
            ramped.step(mine, states[0], 1.0)
            last.step(theirs, states[1], 0.0)
    assert all(torch.equal(mine[name], theirs[name]) for name in mine)
