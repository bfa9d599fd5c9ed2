"""The one place that writes models and reads them: from a model's directory, a checkpoint, or a run."""

from collections.abc import Mapping
from pathlib import Path
from shutil import copyfile

import numpy as np
from torch import Tensor

from gansmith.errors import DataError, remark
from gansmith.records.checkpoint_state import State, state_of
from gansmith.records.model_card import CODEC, Card
from gansmith.storage.atomic import atomic_directory, json_bytes, read_json
from gansmith.storage.manifest import DamagedError, verify_manifest, write_manifest
from gansmith.storage.natures import nature_of
from gansmith.storage.places import possible
from gansmith.storage.plain import require_plain
from gansmith.storage.tensor_file import as_tensors, file_bytes, read_tensors, write_tensors
from gansmith.training.checkpoint import Checkpoint, load_checkpoint, newest_checkpoint

CARD_FILE, CODEC_FILE = "model.json", "codec.safetensors"
WEIGHTS_FILES = {"generator": "generator.safetensors", "back": "back.safetensors"}  # the second only of some
ONNX_FILE = "model.onnx"  # the same model for other programs, in exported folders; never read here
README = "README.md"  # a model card for people, which they may change
BESIDE = (README, ".gitattributes", ".cache")  # what people and hubs put into a model's folder, and is never read

Weights = Mapping[str, Tensor]


def write_model(
    path: Path, card: Card, weights: Mapping[str, Weights], *, onnx: Path | None = None, readme: str | None = None
) -> Path:
    """Write a model's directory, whole or not at all: its card, its codec, the weights of "generator" and "back".

    onnx: a file that is copied into it; readme: a text for people, which the manifest does not list, so that they may
    change it. Raises StorageError naming the path and the bytes needed.
    """
    document, arrays = card.to_state()
    files: dict[str, Weights] = {CODEC_FILE: as_tensors(arrays)}
    files |= {WEIGHTS_FILES[name]: tensors for name, tensors in weights.items()}
    described = json_bytes(document)
    size = len(described) + sum(map(file_bytes, files.values())) + (0 if onnx is None else onnx.stat().st_size)
    with atomic_directory(path, size) as directory:
        (directory / CARD_FILE).write_bytes(described)
        for file, tensors in files.items():
            write_tensors(directory / file, tensors)
        if onnx is not None:
            copyfile(onnx, directory / ONNX_FILE)
        write_manifest(directory)
        if readme is not None:
            (directory / README).write_text(readme, encoding="utf-8")
    return path


def read_model(path: Path) -> tuple[Card, dict[str, Weights]]:
    """Return the card and weights of a model directory, a checkpoint, or a run: its final model, else its newest state.

    Nothing that is read is looked up, imported or built. Raises DataError where nothing is there, or where what is
    there is damaged or not what gansmith writes.
    """
    possible(path)
    directory = next((place for place in (path, path / "final") if (place / CARD_FILE).is_file()), None)
    if directory is None:
        return _from_checkpoint(_checkpoint(path))
    require_plain(path, "model" if directory == path else "run")
    weights = _weights(directory)
    arrays = _arrays(read_tensors(directory / CODEC_FILE), str(directory / CODEC_FILE))
    card = Card.from_state(read_json(directory / CARD_FILE), arrays, str(directory / CARD_FILE))
    if "generator" not in weights:
        raise DamagedError(f"{directory} holds no {WEIGHTS_FILES['generator']}. Use another copy of the model.")
    return card, weights


def read_checkpoint(path: Path) -> tuple[Card, dict[str, Weights], State]:
    """Return the card, the weights of all networks and the state of a checkpoint, or of the newest one of a run.

    Nothing that is read is looked up, imported or built. Raises DataError as `read_model` does.
    """
    checkpoint = _checkpoint(possible(path))
    return _card_of(checkpoint), _networks(checkpoint), state_of(checkpoint)


def read_networks(path: Path) -> dict[str, Weights]:
    """Return the weights a place holds by network: all of a checkpoint's, the "generator" and "back" of a model."""
    possible(path)
    if (path / CARD_FILE).is_file():
        require_plain(path, "model")
        return _weights(path)
    return _networks(_checkpoint(path))


def _weights(directory: Path) -> dict[str, Weights]:
    verify_manifest(directory, of=(CARD_FILE, CODEC_FILE, *WEIGHTS_FILES.values(), ONNX_FILE), beside=BESIDE)
    return {
        name: read_tensors(directory / file) for name, file in WEIGHTS_FILES.items() if (directory / file).is_file()
    }


def _from_checkpoint(checkpoint: Checkpoint) -> tuple[Card, dict[str, Weights]]:
    state, card, networks = state_of(checkpoint), _card_of(checkpoint), _networks(checkpoint)
    wanted = {"generator": state.sampler, "back": state.back_sampler}
    try:
        return card, {name: networks[sampler] for name, sampler in wanted.items() if sampler is not None}
    except KeyError as error:
        raise DamagedError(f"{checkpoint.path} is damaged: it holds no network {error}. Use another copy.") from None


def _card_of(checkpoint: Checkpoint) -> Card:
    where = str(checkpoint.path)
    codec = {n.removeprefix(CODEC): t for n, t in checkpoint.tensors.items() if n.startswith(CODEC)}
    return Card.from_state(state_of(checkpoint).model, _arrays(codec, where), where)


def _arrays(tensors: Mapping[str, Tensor], where: str) -> dict[str, np.ndarray]:
    """Return a codec's tensors as arrays; raises DamagedError for numbers that NumPy has not, which no codec has."""
    try:
        return {name: tensor.numpy() for name, tensor in tensors.items()}
    except TypeError as error:
        raise DamagedError(f"{where} is damaged: it holds no such numbers as a codec does ({error}).") from None


def _checkpoint(place: Path) -> Checkpoint:
    if (place / "state.safetensors").is_file():
        require_plain(place, "checkpoint")
        return load_checkpoint(place)
    if (place / "checkpoints").is_dir():
        require_plain(place)
        return newest_checkpoint(place / "checkpoints", remark, owner=False)
    if not place.exists():
        raise DataError(f"There is no {place}. Name the directory that `gansmith train` made.")
    if (nature := nature_of(place)) is not None:
        raise DataError(f"{place} is {nature}, and holds no model. Name the directory that `gansmith train` made.")
    raise DataError(
        f"{place} holds no model: it is neither a run directory, a checkpoint nor a model directory. "
        "Name the directory that `gansmith train` made."
    )


def _networks(checkpoint: Checkpoint) -> dict[str, Weights]:
    found: dict[str, dict[str, Tensor]] = {}
    for name, tensor in checkpoint.tensors.items():
        kind, _, rest = name.partition("/")
        if kind == "network":
            network, _, parameter = rest.partition("/")
            found.setdefault(network, {})[parameter] = tensor
    return dict(found)
