"""The codec as modules of torch, so that it becomes a part of an exported graph: code to data units, and back."""

import numpy as np
import torch
from torch import Tensor, nn

from gansmith.data.codec.codec import Codec
from gansmith.data.codec.scale import Arithmetic
from gansmith.errors import UsageError
from gansmith.export.decoder import Decoder, Exact, Spread
from gansmith.export.tables import TableDecoder

_BEYOND = 2**63  # the integers that torch and ONNX Runtime compute with end here


def spread_of(codec: Codec) -> Spread:
    """Return the spread of a codec's data: of each feature where it has a range of its own, else of all together."""
    low, high = (np.asarray(end, np.float64) for end in (codec.scale.low, codec.scale.high))
    if not (codec.scale.per_feature or codec.table is not None):
        low, high = np.full_like(low, low.min()), np.full_like(high, high.max())
    return Spread(high - low, np.maximum(np.abs(low), np.abs(high)))


def decoder_of(codec: Codec) -> Decoder:
    """Return the module that decodes as a codec does; raises UsageError for integers that exported graphs lack."""
    torch_type(codec)
    if codec.table is not None:
        return TableDecoder(codec.table, torch_type(codec))
    return ScaleDecoder(codec)


def torch_type(codec: Codec) -> torch.dtype:
    """Return the type of the values; integers without sign of 64 bits become signed ones, where these hold them."""
    dtype = codec.dtype.newbyteorder("=")
    if dtype == np.uint64:
        if int(codec.scale.high.max()) >= _BEYOND:
            raise UsageError(
                f"The data holds integers up to {int(codec.scale.high.max()):,}, and exported models hold none of "
                "2**63 or more. Train on the values less 2**63, or generate with gansmith."
            )
        return torch.int64
    return torch.from_numpy(np.zeros(1, dtype)).dtype


class ScaleDecoder(Decoder):
    """Encoded samples (N, D) or (N, C, H, W) -> samples (N, ...) in the units, layout and type of the data.

    The arithmetic is that of `Scale.decode`, in float64, in the same order.
    """

    def __init__(self, codec: Codec) -> None:
        super().__init__()
        self.numbers = _Numbers(codec.scale.arithmetic)
        self.fold, self.axes, self.dtype = codec.fold, codec.scale.low.ndim, torch_type(codec)
        self.rounds = codec.dtype.kind in "iu"
        constant = codec.scale.constant
        self.constant: Tensor | None
        self.fixed: Tensor
        self.register_buffer("constant", torch.from_numpy(constant.copy()) if constant.any() else None)
        self.register_buffer("fixed", _tensor(codec.scale.low))

    def forward(self, encoded: Tensor) -> Tensor:
        """Return samples in the type of the data."""
        values = self._scaled(encoded)
        if self.rounds:
            values = torch.round(values)
        if self.numbers.from_low:
            decoded = values.to(torch.int64) + self.numbers.low
        else:
            decoded = _between(values, self.numbers.low, self.numbers.high).to(self.dtype)
        if self.constant is not None:
            decoded = torch.where(self.constant, self.fixed.to(decoded.dtype), decoded)
        return decoded

    def exact(self, encoded: Tensor) -> Exact:
        """Return samples before they are rounded."""
        values = self._scaled(encoded)
        if self.numbers.from_low:
            values = values + self.numbers.low
        if self.constant is not None:
            values = torch.where(self.constant, self.fixed.double(), values)
        step = torch.tensor(1.0 if self.rounds else 0.0, dtype=torch.float64)
        return Exact(values, step, torch.ones_like(values, dtype=torch.bool))

    def _scaled(self, encoded: Tensor) -> Tensor:
        unit = self._laid_out(encoded).clamp(-1, 1).double()
        values = (unit + 1) * self.numbers.width + self.numbers.start
        return _between(values, self.numbers.start, self.numbers.end) / self.numbers.factor

    def _laid_out(self, encoded: Tensor) -> Tensor:
        if self.fold is not None:
            return encoded.flatten(1)[:, self.fold.before : self.fold.before + self.fold.length]
        if self.axes == 2:
            return encoded[:, 0]
        return encoded.movedim(1, -1) if self.axes == 3 else encoded


class ScaleEncoder(nn.Module):
    """Images (N, H, W) or (N, H, W, C) in the units of the data -> float32 (N, C, H, W) in [-1, 1]."""

    def __init__(self, codec: Codec) -> None:
        super().__init__()
        self.numbers, self.axes = _Numbers(codec.scale.arithmetic), codec.scale.low.ndim
        constant = codec.scale.constant & codec.scale.per_feature
        self.constant: Tensor | None
        self.means: Tensor | None
        self.register_buffer("constant", torch.from_numpy(constant) if constant.any() else None)
        means = codec.means
        self.register_buffer("means", None if means is None else _tensor(means))

    def forward(self, images: Tensor) -> Tensor:
        """Return images as networks see them."""
        if self.means is not None:
            images = torch.where(torch.isfinite(images), images, self.means.to(images.dtype))
        if self.numbers.from_low:
            low = self.numbers.low
            shifted = (_between(images.to(torch.int64), low, self.numbers.high) - low).double()
        else:
            shifted = _between(images.double(), self.numbers.low, self.numbers.high)
        unit = (shifted * self.numbers.factor - self.numbers.start) / self.numbers.width - 1
        if self.constant is not None:
            unit = unit.masked_fill(self.constant, 0.0)
        unit = unit.clamp(-1, 1).float()
        return unit.movedim(-1, 1) if self.axes == 3 else unit.unsqueeze(1)


class _Numbers(nn.Module):
    """The numbers of a scale as buffers, one instead of many where all are equal."""

    def __init__(self, arithmetic: Arithmetic) -> None:
        super().__init__()
        self.from_low = arithmetic.from_low
        self.start: Tensor
        self.end: Tensor
        self.width: Tensor
        self.factor: Tensor
        self.low: Tensor
        self.high: Tensor
        for name in ("start", "end", "factor"):
            self.register_buffer(name, _tensor(getattr(arithmetic, name)).double())
        self.register_buffer("width", _tensor(arithmetic.half).double())  # every module has a method `half`
        for name in ("low", "high"):
            bound = _tensor(getattr(arithmetic, name))
            self.register_buffer(name, bound.to(torch.int64) if self.from_low else bound.double())


def _tensor(array: np.ndarray) -> Tensor:
    native = array.astype(np.int64) if array.dtype.kind == "u" and array.dtype.itemsize > 1 else array
    first = native.flat[0]
    found = np.asarray(first) if bool((native == first).all()) else np.ascontiguousarray(native)
    return torch.from_numpy(found.astype(found.dtype.newbyteorder("=")))


def _between(values: Tensor, low: Tensor, high: Tensor) -> Tensor:
    return torch.minimum(torch.maximum(values, low), high)
