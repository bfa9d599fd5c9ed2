"""Perceptrons for tables: a head for each column, numbers as they are, categories drawn by Gumbel softmax."""

from dataclasses import replace

import torch
from torch import Tensor, nn

from gansmith.core.batch import GeneratorInput
from gansmith.networks.family import Family, Option, Plan
from gansmith.networks.layers.style import Style
from gansmith.networks.mlp import MLPCritic, MLPGenerator

TEMPERATURE = 0.2  # of Gumbel softmax, as of CTGAN (Xu et al. 2019)
_LEAST = 1e-6  # of a chance, so that its logarithm is finite


class Categories(nn.Module):
    """Logits (N, E) in blocks -> rows (N, E) in which each block of categories sums to 1; numbers stay as they are.

    Each category's logit gets the noise of its chance, so that the greatest is drawn by softmax of the logits; softmax
    over the temperature stands for the draw, so that gradients pass (Jang et al. 2017, Maddison et al. 2017).
    """

    chosen: Tensor
    padded: Tensor

    def __init__(self, blocks: tuple[int, ...], temperature: float = TEMPERATURE) -> None:
        super().__init__()
        self.temperature = temperature
        starts = [sum(blocks[:place]) for place in range(len(blocks))]
        hot = [(start, width) for start, width in zip(starts, blocks, strict=True) if width > 1]
        self.shape = (len(hot), max(width for _, width in hot))
        chosen = [start + at for start, width in hot for at in range(width)]
        padded = [row * self.shape[1] + at for row, (_, width) in enumerate(hot) for at in range(width)]
        self.register_buffer("chosen", torch.tensor(chosen), persistent=False)
        self.register_buffer("padded", torch.tensor(padded), persistent=False)

    def forward(self, values: Tensor, chance: Tensor | None) -> Tensor:
        """Return (N, E) of values (N, E) and the chances (N, categories) in (0, 1); without these nothing is drawn."""
        logits = values[:, self.chosen]
        if chance is not None:
            logits = logits - torch.log(-torch.log(chance.clamp(_LEAST, 1 - _LEAST)))
        rows, longest = self.shape
        filled = values.new_full((values.shape[0], rows * longest), -torch.inf)
        filled = filled.index_copy(1, self.padded, logits / self.temperature)
        shares = torch.softmax(filled.view(-1, rows, longest), -1).view(-1, rows * longest)
        return values.index_copy(1, self.chosen, shares[:, self.padded])


class TableGenerator(nn.Module):
    """Noise (N, noise) -> `depth` hidden layers of `width` -> rows (N, E): numbers, and shares of categories.

    Numbers are never squashed: the scores of a column go beyond [-1, 1].
    """

    def __init__(self, blocks: tuple[int, ...], noise: int, width: int, depth: int, style: Style) -> None:
        super().__init__()
        self.body = MLPGenerator((sum(blocks),), noise, width, depth, replace(style, squash=False))
        self.categories = Categories(blocks) if max(blocks) > 1 else None

    def forward(self, given: GeneratorInput) -> Tensor:
        """Return rows (N, E)."""
        values: Tensor = self.body(given)
        return values if self.categories is None else self.categories(values, given.chance)


def _blocks(plan: Plan) -> tuple[int, ...]:
    return plan.blocks or (1,) * plan.shape[0]


FAMILY = Family(
    "table",
    lambda plan: TableGenerator(_blocks(plan), plan.noise, plan.width, plan.options["depth"], plan.style),
    lambda plan: MLPCritic(plan.shape, plan.width, plan.options["depth"], plan.style),
    width=256,
    takes_images=False,
    takes_vectors=True,
    options={"depth": Option(2, "counts the hidden layers")},
)
