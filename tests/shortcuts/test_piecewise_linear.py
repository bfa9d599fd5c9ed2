"""The closed form of a perceptron's scores and slopes equals autograd's, and so do its gradients."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from gansmith.core.batch import Condition
from gansmith.core.points import slope
from gansmith.networks.layers.style import Style
from gansmith.networks.mlp import MLPCritic

ROWS, WIDE = 12, 9


def judged(critic: MLPCritic, samples: Tensor, first: int, explicit: bool) -> tuple[Tensor, Tensor, Tensor]:
    if explicit:
        return critic.scores_and_slopes(samples, Condition(), first)
    leaf = samples.clone().requires_grad_()
    score = critic(leaf, Condition()).score
    return score[:first], score[first:], slope(score, leaf)[first:]


def objective(head: Tensor, tail: Tensor, slopes: Tensor, reads_tail: bool) -> Tensor:
    penalty = (torch.linalg.vector_norm(slopes, dim=1) - 1).square().mean() + slopes.tanh().sum()
    return head.tanh().sum() + penalty + (tail.sin().sum() if reads_tail else 0.0)


@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float64, 1e-12), (torch.float32, 1e-5)])
@settings(max_examples=30)
@given(
    depth=st.integers(1, 4), first=st.integers(0, ROWS - 1), reads_tail=st.booleans(), seed=st.integers(0, 2**32 - 1)
)
def test_values_and_gradients_are_autograds(
    dtype: torch.dtype, tolerance: float, depth: int, first: int, reads_tail: bool, seed: int
) -> None:
    torch.manual_seed(seed)
    critic = MLPCritic((WIDE,), 7, depth, Style()).to(dtype)
    for parameter in critic.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    samples = torch.randn(ROWS, WIDE, dtype=dtype)
    results = []
    for explicit in (True, False):
        outputs = judged(critic, samples, first, explicit)
        gradients = torch.autograd.grad(objective(*outputs, reads_tail), list(critic.parameters()), allow_unused=True)
        results.append(
            [
                *outputs,
                *(torch.zeros_like(p) if g is None else g for g, p in zip(gradients, critic.parameters(), strict=True)),
            ]
        )
    for own, autograds in zip(*results, strict=True):
        torch.testing.assert_close(own, autograds, rtol=tolerance, atol=20 * tolerance)


def test_pictures_are_vectors_to_it() -> None:
    critic = MLPCritic((2, 3, 3), 7, 2, Style())
    samples = torch.randn(4, 2, 3, 3)
    head, tail, slopes = critic.scores_and_slopes(samples, Condition(), 1)
    assert (head.shape, tail.shape, slopes.shape) == ((1,), (3,), (3, 18))
