"""The discriminator of a run: it lies in the run's checkpoints, and a model directory has none."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from gansmith import __version__
from gansmith.config.hyper_parameters import resolve
from gansmith.core.batch import Condition
from gansmith.core.method import Method
from gansmith.core.randomness import undisturbed
from gansmith.core.shapes import shapes_only
from gansmith.errors import DataError, MemoryShortage, UsageError, option, remark
from gansmith.methods.common import MOST
from gansmith.methods.modify import AUGMENTATIONS, modified
from gansmith.methods.registry import find_recipe, find_stored, given_name
from gansmith.models.directory import CARD_FILE, Weights, read_checkpoint
from gansmith.models.load import Recipe, require_fit
from gansmith.networks.wrappers.augmentation import Augmented
from gansmith.records.checkpoint_state import State
from gansmith.records.model_card import Card
from gansmith.records.run_record import require_of_run
from gansmith.storage.manifest import DamagedError
from gansmith.storage.places import possible

_ROWS = 256  # samples at once


@dataclass(frozen=True)
class Critic:
    """The discriminator of a run at a step, in evaluation mode on the CPU, with the card of the model it was against.

    Numbers of vectors are computed in float64, so that those of a sample do not depend on the samples beside it.
    """

    card: Card
    network: nn.Module
    step: int

    def encoded(self, samples: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """Return samples (N, ...) in the units of the data as networks see them; raises DataError for missing values.

        Values beyond the range of the training data keep beyond [-1, 1].
        """
        if not self.card.codec.complete_rows(samples).all():
            raise DataError("Some samples miss values, and such were left out of training. Fill or leave them out.")
        return self.card.codec.encode(as_fitted(samples, self.card.codec.dtype), clip=False)

    def scores(self, samples: npt.NDArray[Any], labels: npt.NDArray[np.int64] | None = None) -> npt.NDArray[np.float64]:
        """Return the critic's value (N,) of samples in the units of the data: higher for what it takes for real.

        labels: class of each (N,), -1 unknown, for a critic that is told it.
        """
        encoded = self.encoded(samples)
        kind = next(self.network.parameters()).dtype
        found = np.empty(len(encoded))
        for start in range(0, len(encoded), _ROWS):
            part = slice(start, start + _ROWS)
            told = None if labels is None else torch.from_numpy(labels[part])
            with torch.no_grad():
                said: Tensor = self.network(torch.from_numpy(encoded[part]).to(kind), Condition(told)).score
            found[part] = said.double().flatten(1).mean(1).numpy() if said.ndim > 1 else said.double().numpy()
        return found


def as_fitted(samples: npt.NDArray[Any], dtype: "np.dtype[Any]") -> npt.NDArray[Any]:
    """Return samples in the type of the training data where they lose nothing by it but digits of floats."""
    if np.can_cast(samples.dtype, dtype) or samples.dtype.kind not in "biuf":
        return samples
    with np.errstate(invalid="ignore", over="ignore"):
        found = samples.astype(dtype)
    return found if dtype.kind == "f" or np.array_equal(found, samples) else samples


def load_critic(path: str | Path, *, recipe: Recipe | None = None) -> Critic:
    """Return the discriminator of a run as its newest checkpoint has it, or of a checkpoint.

    recipe: for a method of one's own, its function, or where it is, as "file.py:function". Raises UsageError for a
    model directory, which has a generator alone, and for a discriminator that judges no single samples.
    """
    place = possible(path)
    if (place / CARD_FILE).is_file() or ((place / "final" / CARD_FILE).is_file() and not _has_checkpoints(place)):
        raise UsageError(
            f"{path} holds a generator alone, and its discriminator lies in the checkpoints of the run. Name the run "
            "that it was trained in, or one of its checkpoints."
        )
    card, networks, state = read_checkpoint(place)
    require_of_run(card, place)
    given = None if recipe is None else given_name(recipe)
    name, changed = find_stored(card.method, card.recipe, given, str(path))
    if changed:
        remark(f"{path}: {changed}.")
    if card.source is not None:
        raise UsageError(
            f"{path} translates images, and its discriminator judges patches of them, or pairs. Name a run that makes "
            "samples of noise."
        )
    return Critic(card, _built(name, card, networks, state, str(path)), state.step)


def _has_checkpoints(place: Path) -> bool:
    return (place / "checkpoints").is_dir() or (place / "state.safetensors").is_file()


def _built(name: str, card: Card, networks: dict[str, Weights], state: State, where: str) -> nn.Module:
    """Return the critic with its weights, checked by type and shape before any memory is taken."""
    pack, augment = _around(state, where)
    if pack > 1:
        raise UsageError(
            f"{where} was trained with {option('pack', pack)}: its discriminator judges {pack} samples together, and "
            "has nothing to say of one. Name a run without."
        )
    try:
        hyper = resolve(name, card.hyper)
        method: Method = modified(partial(find_recipe(name), **hyper), card.spec, pack, augment)
        critic = method.pairings[0].critic
        weights = networks[critic]
        with undisturbed(), shapes_only():
            require_fit(method.networks[critic](), weights)
    except Exception as error:  # a recipe raises nearly anything on a shape or a number that it was not made for
        if MemoryShortage.is_one(error):
            raise
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise DataError(f"This gansmith {__version__} cannot build the discriminator: {lines[-1]}") from error
    with undisturbed():
        network = method.networks[critic]()
    network.load_state_dict(dict(weights))
    network = network.critic if isinstance(network, Augmented) else network
    network = network.requires_grad_(False).eval()
    return network if card.spec.is_image else network.double()


def _around(state: State, where: str) -> tuple[int, Any]:
    """Return what a checkpoint says of packs and augmentation; raises DamagedError for what gansmith never writes."""
    settings = state.run.settings or {}
    pack, augment = settings.get("pack", 1), settings.get("augment", "none")
    if type(pack) is not int or not 1 <= pack <= MOST or augment not in [*AUGMENTATIONS]:
        raise DamagedError(f"{where} is damaged: its settings are not what gansmith writes. Use another copy.")
    return pack, augment
