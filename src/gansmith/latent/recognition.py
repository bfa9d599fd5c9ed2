"""How well InfoGAN's Q recovers the codes that samples were made from (Chen et al. 2016, section 5)."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from gansmith.core.batch import Condition
from gansmith.core.randomness import undisturbed
from gansmith.errors import GansmithError
from gansmith.latent.latents import encoded
from gansmith.latent.stream import latents_of
from gansmith.methods.modify import modified
from gansmith.methods.registry import find_recipe
from gansmith.models.directory import read_networks
from gansmith.models.load import require_fit
from gansmith.models.model import Model
from gansmith.networks.wrappers.conditioning import Heads
from gansmith.records.directory import run_around
from gansmith.records.model_card import Card
from gansmith.storage.atomic import read_object
from gansmith.training.checkpoint import newest_state

SAMPLES = 1024
CRITIC = "critic"


@dataclass(frozen=True)
class Recovery:
    """How well a code is read off samples.

    Attributes
    ----------
    value : float
        For categories the share that Q names right, for continuous codes the correlation of its mean with the code.
    error : float
        Standard error of the value.
    chance : float
        The value of a Q that knows nothing.
    """

    value: float
    error: float
    chance: float

    @property
    def is_chance(self) -> bool:
        """Whether the value is no more than chance, but for three standard errors."""
        return self.value <= self.chance + 3 * self.error


def read_critic(path: Path, card: Card) -> nn.Module | None:
    """Return the critic of a run or checkpoint in evaluation mode; None for a model alone, and one without Q.

    None too where the critic that is kept is of another step than the model, as the best model of a run may be. Its
    name is that of the recipes of gansmith's own. Whatever does not fit is treated as absent.
    """
    run = run_around(path)
    place = path if run is None or (path / "state.safetensors").is_file() else run
    try:
        weights = read_networks(place)
        config = {} if run is None else read_object(run / "config.json")
    except GansmithError:
        return None
    newest = None if place != run else newest_state(place / "checkpoints")
    if CRITIC not in weights or (newest is not None and newest.step != card.steps):
        return None
    pack, augment = config.get("pack", 1), config.get("augment", "none")
    try:
        method = modified(lambda data: find_recipe(card.method)(data, **card.hyper), card.spec, pack, augment)
        with undisturbed():
            critic = method.networks[CRITIC]()
        require_fit(critic, weights[CRITIC])
    except Exception:  # a recipe raises nearly anything on what it was not made for
        return None
    critic.load_state_dict(dict(weights[CRITIC]))
    has_codes = any(isinstance(module, Heads) and module.tell is not None for module in critic.modules())
    return critic.requires_grad_(False).eval() if has_codes else None


def recoveries(model: Model, critic: nn.Module, seed: int) -> list[Recovery]:
    """Return how well each code is recovered from 1,024 samples, the categories first; other codes are random."""
    latents = latents_of(model, range(SAMPLES), seed)
    assert latents.code is not None  # noqa: S101
    samples, parts = encoded(model.network, latents), list[torch.Tensor]()
    together = SAMPLES // 4
    with torch.inference_mode():
        for first in range(0, SAMPLES, together):
            output = critic(samples[first : first + together].to(next(critic.parameters())), Condition())
            parts.append(output.code_params.float())
    read = torch.cat(parts).numpy()
    found, place = list[Recovery](), 0
    for options in model.prior.code.categories:
        block = slice(place, place + options)
        right = float((read[:, block].argmax(1) == latents.code[:, block].argmax(1)).mean())
        found.append(Recovery(right, (max(right * (1 - right), 1e-6) / SAMPLES) ** 0.5, 1 / options))
        place += options
    for column in range(place, model.prior.code.size):
        found.append(_correlation(read[:, column], latents.code[:, column]))
    return found


def _correlation(read: np.ndarray, code: np.ndarray) -> Recovery:
    if read.std() == 0 or code.std() == 0:
        return Recovery(0.0, SAMPLES**-0.5, 0.0)
    return Recovery(abs(float(np.corrcoef(read, code)[0, 1])), SAMPLES**-0.5, 0.0)
