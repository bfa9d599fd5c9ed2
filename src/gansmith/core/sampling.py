"""Samples as a function of (weights, seed): the same whether asked for one at a time or all at once."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.modules.conv import _ConvNd

from gansmith.core.batch import Condition, GeneratorInput
from gansmith.core.prior import Prior
from gansmith.core.randomness import Draws

CONVOLVED, DENSE = 64, 256  # samples per forward pass: maps of more leave the cache, weights want many rows


def sample(
    network: nn.Module,
    prior: Prior,
    count: int,
    seed: int,
    *,
    label: int | Tensor | None = None,
    code: Sequence[float] | None = None,
    truncation: float = 1.0,
    numbers: Tensor | None = None,
    first: int = 0,
) -> Tensor:
    """Return (count, *shape) samples on the CPU, from sample `first` on, which is a multiple of `chunk_of`.

    label, one of all or int64 (count,), and code, in the words of `Code.spell`, one of all, are those of the samples;
    left out, classes and the first category of a code come in turn. truncation in (0, 1] scales the noise towards its
    mean (Karras et al. 2019, in z). numbers (count, K), standardised, are what each is conditioned on beside its class;
    left out, they are 0, which is their mean.

    Every chunk is drawn and computed whole, keyed by (seed, chunk), so sample i does not depend on `count`.
    """
    parameter = next(network.parameters())
    training = network.training
    network.eval()
    size, chunks = chunk_of(network), []
    before = first // size
    with torch.inference_mode():
        for index in range(before, before - (-count // size)):
            labels = labels_of(prior, size, label, first=(index - before * isinstance(label, Tensor)) * size)
            told = _numbers(prior, numbers, parameter, size, (index - before) * size)
            given = chunk_inputs(network, prior, seed, index, labels=labels, code=code, numbers=told)
            chunks.append(network(given._replace(noise=truncation * given.noise)).cpu())
    network.train(training)
    return torch.cat(chunks)[:count] if chunks else torch.empty(0)


def chunk_inputs(
    network: nn.Module,
    prior: Prior,
    seed: int,
    index: int,
    *,
    labels: Tensor | None = None,
    code: Sequence[float] | None = None,
    numbers: Tensor | None = None,
) -> GeneratorInput:
    """Return what the samples of chunk `index` are computed from, on the network's device; see `sample`.

    labels (S,), None where there are no classes, and numbers (S, K) are those of the chunk's S samples.
    """
    parameter, size = next(network.parameters()), chunk_of(network)
    spelt = None if code is None else prior.code.spell(code).to(parameter)
    draws = Draws(seed, ("sample", index), device=parameter.device, dtype=parameter.dtype)
    told = Condition(None if labels is None else labels.to(parameter.device), numbers=numbers)
    given = prior.draw(draws, size, told)
    return given._replace(code=_code(prior, given, spelt, index * size))


def chunk_of(network: nn.Module) -> int:
    """Return how many samples are drawn and computed together."""
    return CONVOLVED if any(isinstance(module, _ConvNd) for module in network.modules()) else DENSE


def labels_of(prior: Prior, count: int, label: int | Tensor | None = None, first: int = 0) -> Tensor | None:
    """Return the int64 labels (count,) of samples from `first` on: those asked for, or all in turn; None without."""
    if not prior.classes:
        return None
    if isinstance(label, Tensor):  # a chunk is computed whole: what it lacks at the end is of the first class
        asked = label[first : first + count]
        return torch.cat([asked, asked.new_zeros(count - len(asked))])
    return torch.arange(first, first + count) % prior.classes if label is None else torch.full((count,), label)


def kinds(prior: Prior) -> int:
    """Return how many classes, or categories of the first code, samples take in turn; 0 where there are none."""
    return prior.classes or next(iter(prior.code.categories), 0)


def _numbers(prior: Prior, numbers: Tensor | None, like: Tensor, count: int, first: int) -> Tensor | None:
    """Return conditions (count, K) of samples from `first` on, 0 where there are none; None where none are told."""
    if not prior.conditions:
        return None
    found = like.new_zeros(count, prior.conditions)
    if numbers is not None:
        asked = numbers[first : first + count]
        found[: len(asked)] = asked.to(like)
    return found


def _code(prior: Prior, given: GeneratorInput, spelt: Tensor | None, first: int) -> Tensor | None:
    if given.code is None:
        return None
    return prior.code.in_turn(given.code, first) if spelt is None else spelt.expand_as(given.code)
