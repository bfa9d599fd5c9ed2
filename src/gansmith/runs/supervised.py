"""The supervised baseline of a classifier: the same network, trained on the labelled samples alone, as many steps."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from torch import nn

from gansmith.core.game import Game
from gansmith.core.method import Method, Report
from gansmith.core.replicas import Replicas
from gansmith.core.schedule import Turn
from gansmith.errors import StorageError, remark
from gansmith.losses.labels import CLASSES_OF_REAL
from gansmith.runs.classifier import alone, loaded_critic
from gansmith.runs.setup import Assembly
from gansmith.storage.atomic import atomic_directory, json_bytes, read_object
from gansmith.storage.manifest import DamagedError, verify_manifest, write_manifest
from gansmith.storage.tensor_file import file_bytes, read_tensors, write_tensors
from gansmith.training.loop import train
from gansmith.training.stream import ShuffledStream

Tell = Callable[[int, int], None]
FOLDER = "baseline"  # of a run, where its baseline is kept
_WEIGHTS, _ABOUT = "critic.safetensors", "baseline.json"


def baseline_of(run: Path, assembly: Assembly, steps: int, identity: str, tell: Tell | None = None) -> nn.Module:
    """Return the baseline of a run after as many critic turns as `steps` of the run have, kept in the run.

    It is trained where none of this run and length is kept. A run that cannot be written to keeps none, with a remark.
    """
    about = {"identity": identity, "steps": steps}
    if (kept := _kept(run / FOLDER, about, assembly.method)) is not None:
        return kept
    network = _trained(assembly, steps, tell)
    try:
        _keep(run / FOLDER, network, about)
    except StorageError as error:
        remark(f"The supervised baseline is not kept, and is trained again next time: {error}")
    return alone(network)


def _trained(assembly: Assembly, steps: int, tell: Tell | None) -> nn.Module:
    method, stream = assembly.method, assembly.stream
    assert stream.labels is not None  # noqa: S101 - a classifier has learnt from some
    labels = stream.labels.numpy()
    known = np.flatnonzero(labels >= 0)
    turns = sum(turn.player == "critic" for turn in method.schedule(0))
    critic = replace(method.players["critic"], loss=CLASSES_OF_REAL, gauges={}, rules=())
    taught = replace(
        method,
        players={**method.players, "critic": critic},
        schedule=lambda step: (Turn("critic"),) * max(turns, 1),
    )
    rows = ShuffledStream(
        lambda chosen: stream.rows(known[chosen]),
        len(known),
        method.batch_size,
        seed=assembly.settings.seed,
        labels=labels[known],
        replicas=Replicas(),
    )
    game = replace(assembly, method=taught).game(steps)

    def watch(at: Game, report: Report) -> None:
        if tell is not None:
            tell(at.step, steps)

    train(game, rows, steps, watchers=(watch,))
    return game.networks["critic"].cpu()


def _keep(place: Path, network: nn.Module, about: dict[str, object]) -> None:
    weights = network.state_dict()
    with atomic_directory(place, file_bytes(weights)) as folder:
        write_tensors(folder / _WEIGHTS, weights)
        (folder / _ABOUT).write_bytes(json_bytes(about))
        write_manifest(folder)


def _kept(place: Path, about: dict[str, object], method: Method) -> nn.Module | None:
    """Return the baseline that is kept; None where there is none, or it is damaged or of another length."""
    if not place.is_dir():
        return None
    try:
        verify_manifest(place, of=(_WEIGHTS, _ABOUT))
        if read_object(place / _ABOUT) != about:
            return None
        return loaded_critic(method, read_tensors(place / _WEIGHTS), place)
    except DamagedError as error:
        remark(f"{error} The supervised baseline is trained again.")
        return None
