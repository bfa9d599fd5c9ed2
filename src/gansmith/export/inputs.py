"""What an exported model is fed: the name, shape, type and distribution of each input, and a draw of all of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gansmith.core.batch import Condition
from gansmith.core.prior import Prior, Uniform
from gansmith.core.randomness import Draws, key
from gansmith.core.sampling import labels_of
from gansmith.data.quantities import names_of
from gansmith.models.conditions import asked_conditions
from gansmith.models.model import Model


@dataclass(frozen=True)
class Input:
    """An input: its name, the shape of one sample of it, its type in numpy's words, and what it holds, in words.

    names: of its numbers, where they have some. draw: "normal", "uniform -1 1", "uniform 0 1" or "" for what is no
    noise.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    text: str
    draw: str = ""
    names: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the input as JSON values, its batch dimension named."""
        document = {"name": self.name, "shape": ["batch", *self.shape], "dtype": self.dtype, "text": self.text}
        document |= {"draw": self.draw} if self.draw else {}
        return document | ({"names": list(self.names)} if self.names else {})


def inputs_of(model: Model, *, back: bool = False, unit_noise: bool = False) -> tuple[Input, ...]:
    """Return the inputs of a model in their order; unit_noise: noise from U(0, 1) where the model's is from U(-1, 1).

    Raises UsageError where a model does not lead `back`.
    """
    card, prior = model.card, model.prior
    if card.source is not None:
        start, _ = model.codecs(back)
        return (Input("image", start.scale.low.shape, str(start.dtype), "an image in the units of its data"),)
    noise = int(prior.draw(Draws(0, ("shape",)), 1, Condition()).noise.shape[1])
    draw = _noise_of(prior, unit_noise)
    text = "independent standard normal numbers" if draw == "normal" else f"independent numbers, {draw}"
    found = [Input("z", (noise,), "float32", text, draw)]
    if prior.classes:
        text = f"number of the class, 0 to {prior.classes - 1}"
        found.append(Input("label", (), "int64", text, names=card.class_names[: prior.classes]))
    if prior.conditions:
        told = names_of(card.origin.conditions)
        found.append(Input("condition", (len(told),), "float64", "values in the units of the data", names=told))
    if prior.code.size:
        categories = [f"a category from 0 to {count - 1}" for count in prior.code.categories]
        rest = [f"{prior.code.continuous} numbers from -1 to 1"] * bool(prior.code.continuous)
        width = len(prior.code.categories) + prior.code.continuous
        found.append(Input("code", (width,), "float32", ", then ".join(categories + rest)))
    if chances := _chances(prior):
        text = "independent uniform numbers, by which the categories of columns are drawn"
        found.append(Input("chance", (chances,), "float32", text, "uniform 0 1"))
    return tuple(found)


def drawn_inputs(model: Model, count: int, seed: int, *, back: bool = False) -> dict[str, Tensor]:
    """Return inputs (count, ...) as the model's own samples have them, by name; images as they vary in the data.

    Noise is that of the model's prior. Classes come in turn, and conditions as in the training data.
    """
    card, prior = model.card, model.prior
    if card.source is not None:
        return {"image": _images(model, count, seed, back)}
    labels = labels_of(prior, count)
    given = prior.draw(Draws(key(seed, "export"), ("sample", 0)), count, Condition(labels))
    found = {"z": given.noise}
    if labels is not None:
        found["label"] = labels
    if prior.conditions:
        told = asked_conditions(card, prior, count, seed, None if labels is None else labels.numpy(), None)
        found["condition"] = torch.from_numpy(np.asarray(told, np.float64))
    if given.code is not None:
        parts = torch.split(given.code, prior.code.blocks, 1)
        found["code"] = torch.cat([*(part.argmax(1, True).float() for part in parts[:-1]), parts[-1]], 1)
    if given.chance is not None:
        found["chance"] = given.chance
    return found


def _noise_of(prior: Prior, unit_noise: bool) -> str:
    if not isinstance(prior, Uniform):
        return "normal"
    return "uniform 0 1" if unit_noise else "uniform -1 1"


def _chances(prior: Prior) -> int:
    return int(getattr(prior, "chances", 0))


def _images(model: Model, count: int, seed: int, back: bool) -> Tensor:
    """Return images (count, ...) of independent pixels, uniform within the range of the data."""
    start, _ = model.codecs(back)
    rng = np.random.Generator(np.random.Philox(key(seed, "export")))
    shares = rng.random((count, *start.scale.low.shape))
    low, high = (end.astype(np.float64) for end in (start.scale.low, start.scale.high))
    values = low + shares * (high - low)
    whole = np.rint(values) if start.dtype.kind in "iu" else values
    return torch.from_numpy(whole.astype(start.dtype))
