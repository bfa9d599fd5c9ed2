"""Small games for tests: every listed method on tiny data, as it is, in float64, or without batch statistics."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from gansmith.config.hyper_parameters import hyper_parameters
from gansmith.core.batch import Batch, Condition, DataSpec
from gansmith.core.game import Game
from gansmith.core.match import Match
from gansmith.core.method import Method
from gansmith.core.randomness import Draws
from gansmith.core.replicas import Replicas
from gansmith.errors import UsageError
from gansmith.methods.modify import modified
from gansmith.methods.registry import METHODS, find_recipe
from gansmith.training.stream import Rows, ShuffledStream, Sources

torch.set_num_threads(
    1
)  # tensors here are tiny: threads cost ten times what they bring, and the golden losses need one

PLAIN = {"vector": DataSpec((6,)), "picture": DataSpec((1, 8, 8)), "colour": DataSpec((3, 13, 15))}
LABELLED = {"labelled-vector": DataSpec((6,), classes=3), "labelled-picture": DataSpec((1, 8, 8), classes=3)}
KNOWN = {"told-picture": LABELLED["labelled-picture"], "untold-picture": LABELLED["labelled-picture"]}
TRANSLATED = {
    "paired": DataSpec((3, 16, 18), source=(1, 16, 18), paired=True),
    "unpaired": DataSpec((2, 17, 16), source=(2, 17, 16)),
}
CONDITIONED = {
    "conditioned-vector": DataSpec((6,), conditions=2),
    "conditioned-picture": DataSpec((1, 8, 8), classes=3, conditions=1),
}
SPECS = PLAIN | LABELLED | KNOWN | TRANSLATED | CONDITIONED
SMALL = {
    "width": 6,
    "noise": 5,
    "batch_size": 8,
    "critic_steps": 2,
    "warm_up": 1,
    "warm_up_critic_steps": 3,
    "blocks": 1,
    "remembered": 6,
}
COUNT = 20  # samples in the synthetic data: not a multiple of the batch, so batches straddle epochs


def tiny(method: str) -> dict[str, Any]:
    """Return the hyper-parameters that make a method quick."""
    return {name: value for name, value in SMALL.items() if name in hyper_parameters(method)}


def small_method(name: str, spec: str) -> Method:
    """Return a listed method, small, for one of the SPECS; name may go on with options: "gan,network=dcgan,pack=2"."""
    method, *options = name.split(",")
    asked = dict(option.split("=") for option in options)
    pack, augment = int(asked.pop("pack", "1")), asked.pop("augment", "none")
    hyper = {option: hyper_parameters(method)[option].check(value) for option, value in asked.items()}
    recipe = partial(find_recipe(method), **tiny(method) | hyper)
    return modified(recipe, SPECS[spec], pack, augment)  # type: ignore[arg-type]


def accepts(name: str, spec: str) -> bool:
    """Tell whether a method takes data of this kind."""
    try:
        small_method(name, spec)
    except UsageError:
        return False
    return True


def suited(name: str) -> dict[str, DataSpec]:
    """Return the specs with just what a method learns from."""
    return next(kind for kind in (PLAIN, LABELLED, TRANSLATED) if any(accepts(name, spec) for spec in kind))


Cases = list[tuple[str, str]]


def each(cases: Cases) -> pytest.MarkDecorator:
    """Return the parametrisation of a test over cases."""
    return pytest.mark.parametrize(("name", "spec"), [pytest.param(*case, id="-".join(case)) for case in cases])


CASES = [(name, spec) for name in METHODS for spec in suited(name) if accepts(name, spec)]
CASES += [("cgan", spec) for spec in CONDITIONED]
each_method = pytest.mark.parametrize("name", METHODS)
each_case = each(CASES)
each_from_noise = each([case for case in CASES if case[1] not in TRANSLATED])
each_translator = each([case for case in CASES if case[1] in TRANSLATED])


def in_double(method: Method) -> Method:
    """Return the method with networks born in float64, whose initial weights are the same on every kind of CPU."""
    return _rebuilt(method, _double)


def without_batch_norm(method: Method) -> Method:
    """Return the method with networks in which no sample sees another."""
    return _rebuilt(method, partial(_without, nn.modules.batchnorm._BatchNorm))


def without_dropout(method: Method) -> Method:
    """Return the method with networks that make the same of the same samples twice."""
    return _rebuilt(method, partial(_without, nn.Dropout))


def _rebuilt(method: Method, change: Callable[[Callable[[], nn.Module]], nn.Module]) -> Method:
    def changed(build: Callable[[], nn.Module]) -> Callable[[], nn.Module]:
        return lambda: change(build)

    return replace(method, networks={name: changed(build) for name, build in method.networks.items()})


def _double(build: Callable[[], nn.Module]) -> nn.Module:
    former = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        return build()
    finally:
        torch.set_default_dtype(former)


def _without(kind: type[nn.Module], build: Callable[[], nn.Module]) -> nn.Module:
    network = build()
    for module in list(network.modules()):
        for name, child in module.named_children():
            if isinstance(child, kind):
                setattr(module, name, nn.Identity())
    return network


def has_batch_norm(game: Game) -> bool:
    """Tell whether any network of a game mixes the samples of a batch."""
    modules = (module for network in game.networks.values() for module in network.modules())
    return any(isinstance(module, nn.modules.batchnorm._BatchNorm) for module in modules)


def data(spec: str, dtype: torch.dtype = torch.float32, count: int = COUNT) -> Tensor:
    """Return synthetic samples (count, *shape) in [-1, 1], a closed formula without randomness."""
    return _waves(SPECS[spec].shape, dtype, count, 0.37)


def sources(spec: str, dtype: torch.dtype = torch.float32, count: int = COUNT) -> Tensor | None:
    """Return synthetic sources (count, *shape) of the samples; None where the data has none."""
    shape = SPECS[spec].source
    return _waves(shape, dtype, count, 0.23) if shape else None


def _waves(shape: tuple[int, ...], dtype: torch.dtype, count: int, pace: float) -> Tensor:
    angle = torch.arange(count * math.prod(shape), dtype=torch.float64).view(count, *shape)
    return torch.sin(pace * angle + torch.cos(1.7 * angle)).to(dtype)


def labels(spec: str, count: int = COUNT) -> Tensor | None:
    """Return labels (count,) of the synthetic samples, every fifth unknown, or none or all; None without classes."""
    classes = SPECS[spec].classes
    if not classes:
        return None
    places = torch.arange(count)
    unknown = {"told-picture": places < 0, "untold-picture": places >= 0}.get(spec, places % 5 == 4)
    return torch.where(unknown, -1, places % classes)


def conditions(spec: str, dtype: torch.dtype = torch.float32, count: int = COUNT) -> Tensor | None:
    """Return the conditions (count, K) of the synthetic samples; None where there are none."""
    size = SPECS[spec].conditions
    return _waves((size,), dtype, count, 0.51) if size else None


def batch_of(spec: str, dtype: torch.dtype = torch.float32, count: int = COUNT) -> Batch:
    """Return the synthetic samples as one batch."""
    told = Condition(labels(spec, count), sources(spec, dtype, count), conditions(spec, dtype, count))
    return Batch(data(spec, dtype, count), told)


def stream(
    method: Method, spec: str, dtype: torch.dtype = torch.float32, replicas: Replicas | None = None
) -> ShuffledStream:
    """Return batches of the synthetic samples, of the method's size."""
    known, leaving, told = labels(spec), sources(spec, dtype), conditions(spec, dtype)

    def rows_of(samples: Tensor) -> Rows:
        return lambda chosen: samples[torch.from_numpy(chosen)]

    numbers = None if known is None else known.numpy()
    return ShuffledStream(
        rows_of(data(spec, dtype)),
        COUNT,
        method.batch_size,
        seed=3,
        labels=numbers,
        numbers=None if told is None else told.numpy(),
        labelled_share=method.supervision.share,
        sources=None if leaving is None else Sources(rows_of(leaving), COUNT, paired=method.sources == "paired"),
        replicas=replicas,
    )


def match_of(game: Game, player: str, batch: Batch) -> Match:
    """Return a match as that player's turn sees it, with only the player's parameters requiring gradients."""
    pairing, method = game.method.pairings[0], game.method
    for network in game.networks.values():
        network.requires_grad_(False)
    for parameter in game.parameters(method.players[player]).values():
        parameter.requires_grad_(True)
    draws = Draws(game.seed, ("match",), dtype=batch.real.dtype)
    generator, critic = game.networks[pairing.generator], game.networks[pairing.critic]
    back = game.networks[pairing.back] if pairing.back else None
    return Match(generator, critic, pairing.prior, batch, draws, method.players[player].loss.slopes, back=back)


def bits(tensor: Tensor) -> bytes:
    """Return a tensor's bytes: equal means equal bit for bit, minus zero and NaN included."""
    return tensor.detach().cpu().contiguous().numpy().tobytes()


def snapshot(game: Game) -> dict[str, bytes]:
    """Return the bytes of all of a game's tensors by name."""
    return {name: bits(tensor) for name, tensor in game.state()[0].items()}


def played_and_resumed(method: Method, spec: str, steps: int) -> list[dict[str, Tensor]]:
    """Play steps, hold the last to what a game resumed before it makes, bit for bit, and return every report."""
    whole, batches, reports = Game(method, seed=5, horizon=steps), stream(method, spec), []
    for _ in range(steps):
        kept = {key: tensor.clone() for key, tensor in whole.state()[0].items()}
        counters = whole.state()[1]
        reports.append(whole.advance(batches))
        assert all(torch.isfinite(value) for value in reports[-1].values())
    resumed = Game(method, seed=99, horizon=1)
    resumed.restore(kept, counters)
    resumed.advance(batches)
    assert snapshot(resumed) == snapshot(whole)
    return reports
