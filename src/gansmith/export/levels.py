"""Samples as torch-fidelity reads them: colour images of 8 bits, channels first."""

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from gansmith.data.codec.codec import Codec
from gansmith.data.formats.grey_levels import Range, checked_range
from gansmith.errors import UsageError, option
from gansmith.export.decoder import Decoder, Exact, Spread

if TYPE_CHECKING:
    from gansmith.export.inputs import Input

WHITE = 255.0
_FED = ("z", "label")  # all that torch-fidelity feeds a generator


class ImageLevels(Decoder):
    """Decoded images (N, H, W) or (N, H, W, C) -> uint8 (N, 3, H, W), grey ones repeated."""

    def __init__(self, decoder: Decoder, codec: Codec, range: Range | None) -> None:
        super().__init__()
        self.decoder, self.axes = decoder, codec.scale.low.ndim
        self.low, self.high = (0.0, WHITE) if range is None else checked_range(range)

    def forward(self, encoded: Tensor) -> Tensor:
        """Return the levels."""
        return self._levels(self.decoder(encoded)).round().clamp(0, WHITE).to(torch.uint8)

    def exact(self, encoded: Tensor) -> Exact:
        """Return the levels before they are rounded; values that the data rounds are rounded before."""
        found = self.decoder.exact(encoded)
        values = self._levels(found.values).clamp(0, WHITE)
        step = torch.tensor(1.0, dtype=torch.float64)
        slack = float(found.step.max()) * WHITE / (self.high - self.low)  # of the data's own rounding
        scaled = (self.low, self.high) != (0.0, WHITE)
        return Exact(values, step + slack * scaled, torch.ones_like(values, dtype=torch.bool))

    @staticmethod
    def spread() -> Spread:
        """Return the spread of levels."""
        return Spread(np.array(WHITE), np.array(WHITE))

    def _levels(self, values: Tensor) -> Tensor:
        levels = (values.double() - self.low) / (self.high - self.low) * WHITE
        planes = levels.unsqueeze(1) if self.axes == 2 else levels.movedim(-1, 1)
        return planes.expand(-1, 3, -1, -1) if planes.shape[1] == 1 else planes


def require_images(codec: Codec, inputs: "tuple[Input, ...]", layout: str, range: Range | None) -> None:
    """Raise UsageError where torch-fidelity cannot feed a model, or its samples are no images of 8 bits."""
    asked: Any = option("layout", "torch-fidelity")
    if layout != "torch-fidelity":
        raise UsageError(f"{option('range')} makes images of numbers, for {asked} alone. Leave it out.")
    if more := [one.name for one in inputs if one.name not in _FED]:
        raise UsageError(f"{asked}: it feeds noise and classes, and this model is fed {more[0]} too. Leave it out.")
    shape = codec.scale.low.shape
    if len(shape) < 2 or (shape[2:] not in ((), (1,), (3,))):
        raise UsageError(
            f"{asked}: it reads images of 1 or 3 channels, and samples of this model have shape {shape}. Leave it out."
        )
    if range is None and codec.dtype != np.uint8:
        ends = f"{codec.scale.low.min():.6g} {codec.scale.high.max():.6g}"
        raise UsageError(
            f"{asked}: the samples are {codec.dtype} and it reads levels from 0 to 255. Say which values become black "
            f"and white, such as {option('range', ends)}."
        )
    if range is not None:
        checked_range(range)
