"""R8 and R9: the batches and noise of any number of processes, and two processes against one, for every choice."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
from choices import ALL, pack_of
from safetensors.torch import load_file, save_file
from small_games import in_double, small_method, stream, without_batch_norm
from torch import Tensor

from benchmarks.reliability.draw import draw
from benchmarks.reliability.row import Row
from gansmith.core.game import Game
from gansmith.core.randomness import Draws
from gansmith.core.replicas import Replicas
from gansmith.training.stream import ShuffledStream

State = dict[str, Tensor]
SIZES = (1, 2, 4)
PLAYED = 50  # steps
NEAR = 1e-11  # of elements whose small slopes Adam makes whole steps of
UNSEEN = 1e-12  # slopes below are rounding


def shares(numbers: Sequence[int], place: Path) -> Iterator[str]:
    """R8: compare what each of 1, 2 and 4 processes is given of the data and of the noise."""
    for number in numbers:
        chance = draw("R8", number)
        pack, count = chance.choice((1, 2)), chance.randrange(9, 200)
        batch, seed = 4 * pack * chance.randrange(1, 6), chance.randrange(1 << 30)
        labels = np.array([chance.randrange(-1, 3) for _ in range(count)]) if chance.random() < 0.5 else None
        found = {size: _shared(size, pack, count, batch, seed, labels) for size in SIZES}
        yield next(filter(None, (_wrong(found[size], found[1], count, batch) for size in SIZES)), "")


def _shared(
    size: int, pack: int, count: int, batch: int, seed: int, labels: np.ndarray | None
) -> list[tuple[Tensor, Tensor]]:
    """Return the data's numbers and the noise of every process in batches that cover three epochs."""
    shared = []
    for rank in range(size):
        replicas = Replicas(rank, size, pack)
        batches = ShuffledStream(
            torch.from_numpy, count, batch, seed=seed, labels=labels, labelled_share=0.0, replicas=replicas
        )
        steps = range(-(-3 * count // batch))
        data = torch.stack([batches.at(step).real for step in steps])
        noise = [Draws(seed, (step, 0), replicas).normal("noise", batch // size, 3) for step in steps]
        shared.append((data, torch.stack(noise)))
    return shared


def _wrong(shared: list[tuple[Tensor, Tensor]], alone: list[tuple[Tensor, Tensor]], count: int, batch: int) -> str:
    size, (data, noise) = len(shared), alone[0]
    if sorted(data.flatten()[:count].tolist()) != list(range(count)):
        return f"an epoch of {count} is not each sample once"
    together = torch.cat([part for part, _ in shared], 1)
    if not torch.equal(together.sort(1).values, data.sort(1).values):
        return f"{size} processes have other batches of {batch} than one"
    drawn = torch.cat([part for _, part in shared], 1)
    if not torch.equal(drawn.flatten(1).sort(1).values, noise.flatten(1).sort(1).values):
        return f"{size} processes have other noise than one"
    same = [a for a in range(size) for b in range(a) if torch.equal(shared[a][1], shared[b][1])]
    return f"processes of {size} share their noise" if same else ""


def parity(numbers: Sequence[int], place: Path) -> Iterator[str]:
    """R9: play a case in two processes and in one, in float64 and without BatchNorm, and compare all of the state."""
    for number in numbers:
        name, spec = ALL[number % len(ALL)]
        folder = place / str(number)
        folder.mkdir()
        children = [_fork(rank, folder, name, spec) for rank in range(2)]
        alone, unseen = _played(name, spec, number)
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        if codes != [0, 0]:
            yield f"{name} on {spec}: codes {codes}"
            continue
        first, second = (load_file(folder / f"{rank}.safetensors") for rank in range(2))
        yield _apart(f"{name} on {spec}", first, second, alone, unseen)


def _fork(rank: int, folder: Path, name: str, spec: str) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        torch.set_num_threads(1)
        dist.init_process_group("gloo", init_method=f"file://{folder}/meeting", rank=rank, world_size=2)
        state, _ = _played(name, spec, int(folder.name), Replicas(rank, 2, pack_of(name)))
        save_file({key: tensor.contiguous().clone() for key, tensor in state.items()}, folder / f"{rank}.safetensors")
        code = 0
    finally:
        os._exit(code)


def _played(name: str, spec: str, seed: int, replicas: Replicas | None = None) -> tuple[dict[str, Tensor], set[str]]:
    """Return the state after some steps, and the parameters that no loss depends on: their slope is rounding."""
    method = in_double(without_batch_norm(small_method(name, spec)))
    game = Game(replace(method), seed=seed, horizon=PLAYED, replicas=replicas)
    slopes: dict[str, float] = {}
    for _ in range(PLAYED if "," not in name else 10):
        game.advance(stream(method, spec, torch.float64, replicas))
        for player in method.players.values():
            for key, parameter in game.parameters(player).items():
                size = 0.0 if parameter.grad is None else parameter.grad.abs().max().item()
                slopes[key] = max(slopes.get(key, 0.0), size)
    return game.state()[0], {key for key, size in slopes.items() if size < UNSEEN}


def _apart(
    case: str, first: dict[str, Tensor], second: dict[str, Tensor], alone: dict[str, Tensor], unseen: set[str]
) -> str:
    for key, tensor in alone.items():
        if not torch.equal(first[key], second[key]):
            return f"{case}: the processes differ in {key}"
        far = ((first[key] - tensor).abs().max() / tensor.abs().max().clamp(min=1.0)).item() if tensor.numel() else 0.0
        if far > NEAR and not any(key.endswith(name.partition("/")[2]) for name in unseen):
            return f"{case}: {key} is {far:.1e} from that of one process"
    return ""


PARITY: tuple[Row, ...] = (
    Row(
        "R8",
        "data and noise of 1, 2 and 4 processes",
        "each epoch each sample once; together the batches and noise of one",
        60,
        2000,
        shares,
        chunk=20,
    ),
    Row(
        "R9",
        "2 processes against one: every method and choice, float64, 50 steps (choices 10)",
        "all tensors within 1e-11, equal in both",
        len(ALL),
        4 * len(ALL),
        parity,
        chunk=20,
    ),
)
