"""Scores and slopes of a piecewise linear perceptron in closed form: a critic step without double backward.

Between its kinks such a network is linear, so the slope at a sample is a product of weights and constant masks,

    g = M_1 W_1 ... M_L W_L w,   s = w a_L + b,   a_l = m_l * (W_l a_(l-1) + b_l),

and both are differentiated by the weights with two products a layer: of the sensitivities e_l = ds / dz_l with the
activations where the score is wanted, and with the incoming gradient of g carried forward through the masks where the
slope is. Both products go into one. Autograd finds the same numbers with more work (ablation in benchmarks/RESULTS.md).
"""

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.autograd.function import once_differentiable


def scores_and_slopes(
    samples: Tensor, first: int, leak: float, weights: Sequence[Tensor], biases: Sequence[Tensor]
) -> tuple[Tensor, Tensor, Tensor]:
    """Return scores (first,) and (M - first,) of samples (M, D), and slopes (M - first, D) of the rows from `first` on.

    weights, (out, in) each, and biases of the hidden layers and of the last one, which has one output; leak is the
    slope of the rectifiers below zero. Differentiable once, by weights and biases and not by the samples.
    """
    outputs: tuple[Tensor, Tensor, Tensor] = _Perceptron.apply(samples, first, leak, *weights, *biases)  # type: ignore[no-untyped-call]
    return outputs


class _Perceptron(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, samples: Tensor, first: int, leak: float, *parameters: Tensor) -> tuple[Tensor, ...]:
        depth = len(parameters) // 2
        weights, biases = parameters[:depth], parameters[depth:]
        activations = [samples]
        for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
            activations.append(F.leaky_relu_(torch.addmm(bias, activations[-1], weight.T), leak))
        scores = torch.addmm(biases[-1], activations[-1], weights[-1].T).squeeze(1)
        sensitivities = [_masked(weights[-1].expand_as(activations[-1]), activations[-1], leak)]
        for weight, activation in zip(weights[-2:0:-1], activations[-2:0:-1], strict=True):
            sensitivities.insert(0, _masked(sensitivities[0] @ weight, activation, leak))
        slopes = sensitivities[0][first:] @ weights[0]
        ctx.first, ctx.leak, ctx.depth = first, leak, depth
        ctx.save_for_backward(*weights, *activations, *sensitivities)
        ctx.set_materialize_grads(False)
        return scores[:first], scores[first:], slopes

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor | None) -> tuple[Tensor | None, ...]:
        depth, first, saved = ctx.depth, ctx.first, ctx.saved_tensors
        weights, activations, sensitivities = saved[:depth], saved[depth : 2 * depth], saved[2 * depth :]
        head, tail, carried = gradients
        rows = slice(first if head is None else 0, first if tail is None else len(activations[0]))
        read = [gradient for gradient in (head, tail) if gradient is not None]
        by_score = torch.cat(read).unsqueeze(1) if read else weights[0].new_zeros(0, 1)
        by_weights, by_biases = [], []
        for weight, below, above, sensitivity in zip(
            weights, activations, activations[1:], sensitivities, strict=False
        ):
            weighted = by_score * sensitivity[rows]
            by_biases.append(weighted.sum(0))
            by_weights.append(_product(weighted, below[rows], sensitivity[first:], carried))
            if carried is not None:
                carried = _masked(carried @ weight.T, above[first:], ctx.leak)
        last = by_score.T @ activations[-1][rows]
        by_weights.append(last if carried is None else last + carried.sum(0))
        by_biases.append(by_score.sum(0))
        return (None, None, None, *by_weights, *by_biases)


def _masked(values: Tensor, activations: Tensor, leak: float) -> Tensor:
    """Return values times each rectifier's slope, which the sign of its output tells."""
    masked: Tensor = torch.ops.aten.leaky_relu_backward(values, activations, leak, False)
    return masked


def _product(weighted: Tensor, below: Tensor, sensitivity: Tensor, carried: Tensor | None) -> Tensor:
    if carried is None:
        return weighted.T @ below
    return torch.cat([weighted, sensitivity]).T @ torch.cat([below, carried])
