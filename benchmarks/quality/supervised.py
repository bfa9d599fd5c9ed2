"""A discriminator's network as a plain classifier of few labelled digits: what labels alone teach it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from benchmarks.quality.digits import mnist
from gansmith import networks
from gansmith.core.randomness import undisturbed
from gansmith.networks.layers.score_head import Critic

RATES = (1e-3, 3e-4)  # of Adam
EPOCHS, EVERY = 40, 5  # epochs at most, and between looks at the validation digits
_BATCH, _AT_ONCE = 100, 1_000
FIRST_HELD = 50_000  # row of the training digits from which on they validate

Rows = npt.NDArray[Any]


class Named(nn.Module):
    """The body of a critic with a linear layer of its own for ten classes in place of the score."""

    def __init__(self, critic: Critic) -> None:
        super().__init__()
        self.critic = critic
        self.classes = nn.Linear(critic.score.in_features, 10)

    def forward(self, images: Tensor) -> Tensor:
        """Return logits (N, 10) of images (N, 1, 28, 28)."""
        logits: Tensor = self.classes(self.critic.features(images))
        return logits


def taught_errors(draws: Sequence[Rows], seed: int, *, network: str, width: int) -> list[float]:
    """Return the test error in per cent for each draw of labelled rows, at the rate and epoch that validate best."""
    return [_taught(rows, seed, network, width) for rows in draws]


def _taught(rows: Rows, seed: int, kind: str, width: int) -> float:
    train, test = mnist("train"), mnist("t10k")
    held = _encoded(train.pictures[FIRST_HELD:]), train.labels[FIRST_HELD:]
    best, error = np.inf, np.nan
    for rate in RATES:
        with undisturbed():
            torch.manual_seed(seed)
            critic = networks.critic(kind, shape=(1, 28, 28), width=width, batch_norm=True).network
            assert isinstance(critic, Critic)  # noqa: S101 - those of the table are
            network = Named(critic)
            optimizer = torch.optim.Adam(network.parameters(), lr=rate)
            images, labels = _encoded(train.pictures[rows]), torch.from_numpy(train.labels[rows])
            for epoch in range(1, EPOCHS + 1):
                _epoch(network, optimizer, images, labels)
                if epoch % EVERY and epoch < EPOCHS:
                    continue
                found = _wrong(network, *held)
                if found < best:
                    best, error = found, _wrong(network, _encoded(test.pictures), test.labels)
    return error


def _epoch(network: Named, optimizer: torch.optim.Optimizer, images: Tensor, labels: Tensor) -> None:
    network.train()
    for batch in torch.randperm(len(images)).split(_BATCH):
        optimizer.zero_grad()
        F.cross_entropy(network(images[batch]), labels[batch]).backward()
        optimizer.step()


def _wrong(network: Named, images: Tensor, labels: Rows) -> float:
    network.eval()
    with torch.inference_mode():
        said = torch.cat([network(part).argmax(1) for part in images.split(_AT_ONCE)]).numpy()
    return float(100 * np.mean(said != labels))


def _encoded(digits: Rows) -> Tensor:
    return torch.from_numpy(digits[:, None] / np.float32(127.5) - 1).float()
