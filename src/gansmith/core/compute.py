"""How networks are computed, where that may change the speed and the rounding but not what is computed."""

import warnings
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal

import torch

from gansmith.core.method import Method, Networks
from gansmith.errors import option

_LEAVE = f"leave {option('precision', 'bfloat16')} out, or train on a machine that has them"
_UNITS = ("avx512_bf16", "amx_bf16", "avx_ne_convert")  # of x86, as torch calls them

Precision = Literal["float32", "bfloat16"]


@dataclass(frozen=True)
class Compute:
    """precision of products ("bfloat16": torch's autocast; weights stay float32), and whether networks are compiled.

    Made for GPUs and unmeasured there. On a CPU with bfloat16 units (AVX512-BF16), steps of perceptrons of 1,000 units
    were 1.5 times as fast as in float32, of small convolutions 1.2 times; without such units, nine times slower, and
    convolutions of MNIST 22 times.
    """

    precision: Precision = "float32"
    compiled: bool = False

    def context(self, device: torch.device) -> AbstractContextManager[object]:
        """Return the context in which losses are computed."""
        return torch.autocast(device.type, torch.bfloat16, enabled=self.precision == "bfloat16")

    def notes(self, device: torch.device) -> tuple[str, ...]:
        """Return what a person should know of computing so on a device, sentences without a full stop."""
        if self.precision == "float32" or device.type != "cpu" or _has_bfloat16():
            return ()
        return (
            f"this processor has no units for bfloat16, so that is slower than float32, often many times: {_LEAVE}",
        )

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


def _has_bfloat16() -> bool:
    """Whether the processor has units for bfloat16; taken as given for others than x86, and where torch cannot say."""
    found = torch.cpu.get_capabilities() if hasattr(torch.cpu, "get_capabilities") else {}
    return "avx2" not in found or any(found.get(unit) for unit in _UNITS)
