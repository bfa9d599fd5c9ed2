"""A history of generated pictures, so that a critic does not forget what it was shown (Shrivastava et al. 2017)."""

import torch
from torch import Tensor, nn

from gansmith.core.randomness import Draws

REMEMBERED = 50  # pictures (Zhu et al. 2017, section 4)


class History(nn.Module):
    """The last pictures of a generator, kept in buffers, which are saved like any weight.

    Until it is full every picture is kept and handed on. Then each goes on as it is or, half of the time, trades places
    with a random older one. All processes keep the same pictures, those of the global batch.
    """

    pictures: Tensor
    kept: Tensor

    def __init__(self, shape: tuple[int, ...], remembered: int = REMEMBERED) -> None:
        super().__init__()
        self.register_buffer("pictures", torch.zeros(remembered, *shape))
        self.register_buffer("kept", torch.zeros((), dtype=torch.int64))

    @torch.no_grad()
    def forward(self, fakes: Tensor, draws: Draws) -> Tensor:
        """Return as many pictures (N, C, H, W), new or older, and remember the new ones."""
        count = len(fakes)
        arriving = draws.replicas.gather(fakes)
        coins = draws.replicas.gather(draws.uniform("history", count, 2)).tolist()
        leaving, room = arriving.clone(), len(self.pictures)
        for place, (coin, which) in enumerate(coins):
            kept = int(self.kept.item())
            if kept < room:
                self.pictures[kept] = arriving[place]
                self.kept += 1
            elif coin < 0.5:
                older = min(int(which * room), room - 1)
                leaving[place] = self.pictures[older]
                self.pictures[older] = arriving[place]
        return draws.replicas.share(leaving)
