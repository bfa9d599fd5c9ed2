"""A trained generator on its own: weights, codec and how to build it, in one directory that needs nothing else."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from gansmith import __version__
from gansmith.api.card import CODEC, Card
from gansmith.core.prior import Prior
from gansmith.core.randomness import key
from gansmith.core.sampling import labels_of, sample
from gansmith.core.translation import translate
from gansmith.data.codec import Codec
from gansmith.errors import DataError, UsageError
from gansmith.methods.table import find_recipe
from gansmith.methods.translators import SMALLEST
from gansmith.storage.atomic import atomic_directory, json_bytes, read_json
from gansmith.storage.manifest import verify_manifest, write_manifest
from gansmith.storage.tensor_file import as_tensors, file_bytes, write_tensors

if TYPE_CHECKING:
    from gansmith.training.checkpoint import Checkpoint

CARD_FILE, CODEC_FILE = "model.json", "codec.safetensors"
WEIGHTS_FILES = {"generator": "generator.safetensors", "back": "back.safetensors"}  # the second only of some


@dataclass(frozen=True)
class Model:
    """A generator and the way back to the user's units; back, where there is one, makes sources of samples."""

    card: Card
    network: nn.Module
    prior: Prior
    back: nn.Module | None = None

    def sample(
        self,
        count: int,
        *,
        seed: int = 0,
        label: str | int | None = None,
        code: Sequence[float] | None = None,
        truncation: float = 1.0,
    ) -> np.ndarray:
        """Return `count` samples, samples first, in the units, dtype, shape and range of the data trained on.

        label is the class of all, by name or else by index; code a value per code of the model's: a category's number,
        or a number in [-1, 1]. Left out, classes and categories come in turn. truncation in (0, 1] scales the noise:
        less of it gives samples that are more typical and more alike.

        A function of (weights, seed, what is asked for): sample i is the same whatever the count. Raises UsageError for
        a class or code that the model does not know.
        """
        if self.card.source is not None:
            raise UsageError(
                f"This model ({self.card.method}) makes pictures of pictures, not of noise. "
                "Use: gansmith translate RUN INPUT -o OUT."
            )
        if count < 1:
            raise UsageError(f"-n {count}: ask for at least one sample.")
        if not 0.0 < truncation <= 1.0:
            raise UsageError(f"--truncation {truncation:g}: give a factor of the noise above 0, and 1 at most.")
        number = None if label is None else self.label_index(label)
        where = key(seed, "model")
        encoded = sample(self.network, self.prior, count, where, label=number, code=code, truncation=truncation)
        samples: np.ndarray = self.card.codec.decode(encoded.numpy())
        return samples

    def translate(self, pictures: np.ndarray, *, back: bool = False) -> np.ndarray:
        """Return what becomes of pictures (N, H, W) or (N, H, W, C): as many of their size, in the targets' units.

        back translates targets to sources. A function of (weights, picture). Raises UsageError for a model that draws
        from noise, has no way back, or has not seen such pictures; DataError for other channels or types.
        """
        (start, end), network = self.codecs(back), self.back if back else self.network
        assert network is not None  # noqa: S101
        if pictures.ndim not in (3, 4) or min(pictures.shape[1:3]) < SMALLEST:
            raise UsageError(
                f"Samples of shape {pictures.shape[1:]} cannot be translated; pictures of {SMALLEST} x {SMALLEST} or "
                "more can."
            )
        height, width = pictures.shape[1:3]
        start, end = start.of_size(height, width), end.of_size(height, width)
        if not start.complete_rows(pictures).all():
            raise DataError(
                "Some pictures miss values, and such were left out of training. Fill or leave them out first."
            )
        made = translate(network, torch.from_numpy(start.encode(pictures).astype(np.float32)))
        samples: np.ndarray = end.decode(made.numpy().reshape(len(pictures), *end.shape))
        return samples

    def codecs(self, back: bool = False) -> tuple[Codec, Codec]:
        """Return the codecs of what is translated and of what it becomes; raises UsageError as `translate` does."""
        if self.card.source is None:
            raise UsageError(
                f"This model ({self.card.method}) makes samples of noise, not of pictures. Use: gansmith generate RUN "
                "-n COUNT -o OUT."
            )
        if not back:
            return self.card.source, self.card.codec
        if self.back is None:
            raise UsageError(f"--back: a model of --method {self.card.method} leads one way only. Leave it out.")
        return self.card.codec, self.card.source

    def labels(self, count: int, *, label: str | int | None = None) -> np.ndarray | None:
        """Return class indices (count,) of what `sample` returns; None where the generator is told no class."""
        told = labels_of(self.prior, count, None if label is None else self.label_index(label))
        return None if told is None else told.numpy()

    def label_index(self, label: str | int) -> int:
        """Return the index of a class by its name, or else by its index; raises UsageError naming those there are."""
        names, asked = self.card.class_names[: self.prior.classes], str(label)
        if not names:
            raise UsageError(
                f"--label {asked}: this model draws no class on demand, as --method {self.card.method} tells its "
                "generator none. Train with --method cgan or acgan on labelled data."
            )
        if asked in names:
            return names.index(asked)
        if asked.isdecimal() and int(asked) < len(names):
            return int(asked)
        shown = ", ".join(names[:20]) + (f" and {len(names) - 20:,} more" if len(names) > 20 else "")
        raise UsageError(f"--label {asked}: there is no such class. The classes are: {shown}.")

    def save(self, path: Path) -> Path:
        """Write the model directory, whole or not at all. Raises StorageError naming the path and the bytes needed."""
        card, arrays = self.card.to_state()
        files = {CODEC_FILE: as_tensors(arrays)}
        for name, network in (("generator", self.network), ("back", self.back)):
            if network is not None:
                files[WEIGHTS_FILES[name]] = network.state_dict()
        described = json_bytes(card)
        with atomic_directory(path, len(described) + sum(map(file_bytes, files.values()))) as directory:
            (directory / CARD_FILE).write_bytes(described)
            for file, tensors in files.items():
                write_tensors(directory / file, tensors)
            write_manifest(directory)
        return path


def build(card: Card, weights: Mapping[str, Mapping[str, Tensor]]) -> Model:
    """Return the model of a card and the weights of its "generator" and, where it has one, its "back".

    Raises DataError where they do not belong together.
    """
    try:
        method = find_recipe(card.method)(card.spec, **card.hyper)
        networks = {name: method.networks[name]() for name in weights}
        for name, network in networks.items():
            network.load_state_dict(dict(weights[name]))
            network.requires_grad_(False).eval()
    except (KeyError, RuntimeError, TypeError, UsageError) as error:
        reason = str(error).splitlines()[-1].strip()
        raise DataError(f"This gansmith {__version__} cannot build the model that was saved: {reason}") from error
    return Model(card, networks["generator"], method.prior, networks.get("back"))


def load(path: str | Path) -> Model:
    """Return the model of a model directory, a checkpoint, or a run: its final model, else its newest checkpoint.

    Raises DataError where nothing is there, or where what is there is damaged.
    """
    directory = _model_directory(Path(path))
    card, weights = _from_checkpoint(Path(path)) if directory is None else _from_model(directory)
    _require_no_code_inside(card, Path(path))
    return build(card, weights)


def _from_model(directory: Path) -> tuple[Card, dict[str, dict[str, Tensor]]]:
    from safetensors.numpy import load_file

    weights = read_networks(directory)
    return Card.from_state(read_json(directory / CARD_FILE), load_file(directory / CODEC_FILE)), weights


def _from_checkpoint(path: Path) -> tuple[Card, dict[str, dict[str, Tensor]]]:
    checkpoint = _checkpoint(path)
    arrays = {n.removeprefix(CODEC): t.numpy() for n, t in checkpoint.tensors.items() if n.startswith(CODEC)}
    card = Card.from_state(checkpoint.state["model"], arrays)
    networks, state = _networks(checkpoint), checkpoint.state
    samplers = {"generator": state["sampler"], "back": state.get("back_sampler")}
    return card, {name: networks[sampler] for name, sampler in samplers.items() if sampler is not None}


def _require_no_code_inside(card: Card, path: Path) -> None:
    """Refuse a recipe that came with the model: code is run only from where the user has put it themselves."""
    place = Path(card.method.rpartition(":")[0])
    if place.suffix == ".py" and (not place.is_absolute() or place.resolve().is_relative_to(path.resolve())):
        raise DataError(
            f"{path} asks for the recipe {card.method}, which lies inside it or has no absolute path. A model runs no "
            "code of its own: put the file elsewhere, and train or correct the name with that path."
        )


def read_networks(path: Path) -> dict[str, dict[str, Tensor]]:
    """Return the weights a place holds by network: all of a checkpoint's, the "generator" and "back" of a model."""
    directory = path if (path / CARD_FILE).is_file() else None
    if directory is None:
        return _networks(_checkpoint(path))
    from safetensors.torch import load_file

    verify_manifest(directory)
    return {name: load_file(directory / file) for name, file in WEIGHTS_FILES.items() if (directory / file).is_file()}


def _model_directory(place: Path) -> Path | None:
    return next((candidate for candidate in (place, place / "final") if (candidate / CARD_FILE).is_file()), None)


def _checkpoint(place: Path) -> "Checkpoint":
    from gansmith.training.checkpoint import load_checkpoint, newest_checkpoint

    if (place / "state.safetensors").is_file():
        return load_checkpoint(place)
    if (place / "checkpoints").is_dir():
        return newest_checkpoint(place / "checkpoints", lambda text: print(text, file=sys.stderr), owner=False)  # noqa: T201
    if not place.exists():
        raise DataError(f"There is no {place}. Name the directory that `gansmith train` made.")
    raise DataError(
        f"{place} holds no model: it is neither a run directory, a checkpoint nor a model directory. "
        "Name the directory that `gansmith train` made."
    )


def _networks(checkpoint: "Checkpoint") -> dict[str, dict[str, Tensor]]:
    found: dict[str, dict[str, Tensor]] = {}
    for name, tensor in checkpoint.tensors.items():
        kind, _, rest = name.partition("/")
        if kind == "network":
            network, _, parameter = rest.partition("/")
            found.setdefault(network, {})[parameter] = tensor
    return found
