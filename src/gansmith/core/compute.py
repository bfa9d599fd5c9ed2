"""How networks are computed, where that may change the speed and the rounding but not what is computed."""

import warnings
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal

import torch

from gansmith.core.method import Method, Networks

Precision = Literal["float32", "bfloat16"]


@dataclass(frozen=True)
class Compute:
    """precision of products ("bfloat16": torch's autocast; weights stay float32), and whether networks are compiled.

    Made for GPUs and unmeasured there. On a CPU with bfloat16 units (AVX512-BF16), steps of perceptrons of 1,000 units
    were 1.5 times as fast as in float32, of small convolutions 1.2 times; without such units, nine times slower.
    """

    precision: Precision = "float32"
    compiled: bool = False

    def context(self, device: torch.device) -> AbstractContextManager[object]:
        """Return the context in which losses are computed."""
        return torch.autocast(device.type, torch.bfloat16, enabled=self.precision == "bfloat16")

    def prepare(self, networks: Networks, method: Method) -> None:
        """Compile in place what may be compiled: no critic whose slope is differentiated (torch refuses that)."""
        if not self.compiled:
            return
        sloped = any(player.loss.slopes for player in method.players.values())
        kept_plain = {pairing.critic for pairing in method.pairings} if sloped else set()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # torch's own, while it imports its compiler
            for name, network in networks.items():
                if name not in kept_plain:
                    network.compile()
