"""A model as one module of torch: what it is fed to samples in the units of the data, traced for any batch size."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor, nn

from gansmith.core.batch import Condition, GeneratorInput
from gansmith.core.prior import Code, one_hot
from gansmith.data.codec.codec import Codec
from gansmith.data.codec.conditions import ConditionCodec
from gansmith.data.formats.grey_levels import Range
from gansmith.errors import GansmithError, MemoryShortage, UsageError, option
from gansmith.export.decoder import Decoder, Exact, Spread
from gansmith.export.decoding import ScaleEncoder, decoder_of, spread_of
from gansmith.export.inputs import Input, drawn_inputs, inputs_of
from gansmith.export.levels import ImageLevels, require_images
from gansmith.models.calibration import calibrated
from gansmith.models.model import Model

Layout = Literal["data", "torch-fidelity"]
LAYOUTS: tuple[Layout, ...] = ("data", "torch-fidelity")
OUTPUT = "samples"
_TRACED = 3  # samples in the batch that is traced: torch takes sizes of 0 and 1 for fixed ones


@dataclass(frozen=True)
class Program:
    """A model as it is exported: the module, its inputs, its codec, and how far apart values of the data lie."""

    model: Model
    module: "Exported"
    inputs: tuple[Input, ...]
    codec: Codec
    spread: Spread
    layout: Layout
    back: bool

    def drawn(self, count: int, seed: int) -> dict[str, Tensor]:
        """Return inputs (count, ...) by name, as this program is fed them."""
        found = drawn_inputs(self.model, count, seed, back=self.back)
        if self.module.unit_noise:
            found["z"] = (found["z"] + 1) / 2
        return found

    def exact(self, *given: Tensor) -> Exact:
        """Return samples before they are rounded."""
        return self.module.exact(*given)

    def traced(self) -> Any:
        """Return the graph of torch.export, for any batch size; raises UsageError where the model has none."""
        return traced(self.module, tuple(self.drawn(_TRACED, 0).values()))


class Exported(nn.Module):
    """Inputs (N, ...) by position -> samples (N, ...) in the units of the data.

    Categories of a code, standardised conditions and encoded images are made of what is given in the units of the data.
    """

    def __init__(
        self,
        network: nn.Module,
        names: tuple[str, ...],
        decoder: Decoder,
        *,
        code: Code,
        conditions: ConditionCodec | None,
        source: Codec | None,
        unit_noise: bool = False,
    ) -> None:
        super().__init__()
        self.network, self.names, self.decoder = network, names, decoder
        self.code, self.unit_noise = code, unit_noise
        self.encoder = None if source is None else ScaleEncoder(source)
        self.standard = None if conditions is None else _Standard(conditions)
        self.eval()

    def forward(self, *given: Tensor) -> Tensor:
        """Return samples in the type of the data."""
        samples: Tensor = self.decoder(self.encoded(*given))
        return samples

    def exact(self, *given: Tensor) -> Exact:
        """Return samples before they are rounded."""
        return self.decoder.exact(self.encoded(*given))

    def encoded(self, *given: Tensor) -> Tensor:
        """Return samples as the generator makes them."""
        by_name = dict(zip(self.names, given, strict=True))
        made: Tensor = self.network(self._as_fed(by_name))
        return made

    def _as_fed(self, given: dict[str, Tensor]) -> GeneratorInput:
        if self.encoder is not None:
            image = self.encoder(given["image"])
            return GeneratorInput(image.new_empty(image.shape[0], 0), condition=Condition(image=image))
        numbers = None if self.standard is None else self.standard(given["condition"])
        noise = 2 * given["z"] - 1 if self.unit_noise else given["z"]
        code = self._spelt(given["code"]) if "code" in given else None
        return GeneratorInput(noise, code, Condition(given.get("label"), None, numbers), given.get("chance"))

    def _spelt(self, code: Tensor) -> Tensor:
        hot = len(self.code.categories)
        numbers = code[:, :hot].round().long()
        parts = [one_hot(numbers[:, at], count, code.dtype) for at, count in enumerate(self.code.categories)]
        return torch.cat([*parts, code[:, hot:]], 1)


class _Standard(nn.Module):
    """Conditions (N, K) in the units of the data -> standardised; a missing one, NaN, becomes 0, the mean."""

    mean: Tensor
    scale: Tensor

    def __init__(self, conditions: ConditionCodec) -> None:
        super().__init__()
        self.register_buffer("mean", torch.from_numpy(conditions.mean.copy()))
        self.register_buffer("scale", torch.from_numpy(conditions.scale.copy()))

    def forward(self, values: Tensor) -> Tensor:
        """Return what generators are told."""
        standard = (values - self.mean) / self.scale
        return torch.where(torch.isnan(standard), torch.zeros_like(standard), standard).float()


def program_of(model: Model, *, layout: Layout = "data", range: Range | None = None, back: bool = False) -> Program:
    """Return a model as it is exported.

    layout "torch-fidelity" makes samples uint8 (N, 3, H, W), of values of the data that are levels, or that `range`
    turns into them. Raises UsageError where a model cannot be exported so.
    """
    if layout not in LAYOUTS:
        raise UsageError(f"{layout!r} is no layout of samples. Choose one of {', '.join(LAYOUTS)}.")
    card = model.card
    source, codec = model.codecs(back) if card.source is not None else (None, _calibrated(model))
    network = model.back if back and card.source is not None else model.network
    if back and source is None:
        raise UsageError(f"{option('back')}: this model makes samples of noise, and leads nowhere back. Leave it out.")
    assert network is not None  # noqa: S101 - codecs has seen to it
    inputs = inputs_of(model, back=back, unit_noise=layout == "torch-fidelity")
    decoder = decoder_of(codec)
    spread = spread_of(codec)
    if layout == "torch-fidelity" or range is not None:
        require_images(codec, inputs, layout, range)
        decoder, spread = ImageLevels(decoder, codec, range), ImageLevels.spread()
    module = Exported(
        network,
        tuple(one.name for one in inputs),
        decoder,
        code=model.prior.code if source is None else Code(),
        conditions=card.conditions if source is None and model.prior.conditions else None,
        source=source,
        unit_noise=bool(inputs[0].draw == "uniform 0 1"),
    )
    return Program(model, module, inputs, codec, spread, layout, back)


def _calibrated(model: Model) -> Codec:
    return calibrated(model.card, model.prior, model.network, keeping=False)


def traced(module: nn.Module, example: tuple[Tensor, ...]) -> Any:
    """Return a module's graph for any batch size; raises UsageError, with torch's reason, where there is none."""
    batch = torch.export.Dim("batch")
    try:
        with quiet_torch(), torch.no_grad():
            return torch.export.export(module, example, dynamic_shapes=(tuple({0: batch} for _ in example),))
    except Exception as error:  # a network of one's own may do anything
        if isinstance(error, GansmithError) or MemoryShortage.is_one(error):
            raise
        raise UsageError(f"This model cannot be exported: torch.export says {_first_line(error)}") from error


@contextmanager
def quiet_torch() -> Iterator[None]:
    """Keep torch's own warnings and log lines, as on torchvision, from the person who exports."""
    log = logging.getLogger("torch.onnx")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return f"{lines[0][:200].rstrip('.')}."
