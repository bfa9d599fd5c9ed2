"""Sampling by ONNX Runtime: the same samples of the same seed, where that is faster than torch."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from gansmith.core.batch import Condition, GeneratorInput
from gansmith.core.randomness import Draws, key
from gansmith.core.sampling import labels_of
from gansmith.data.codec.codec import Codec
from gansmith.errors import DivergedError, UsageError, option
from gansmith.export.agreement import Run, compared
from gansmith.export.decoder import Decoder, Exact
from gansmith.export.decoding import decoder_of, spread_of
from gansmith.export.onnx_file import require_onnx, runner, save_onnx
from gansmith.export.program import traced
from gansmith.models.calibration import calibrated
from gansmith.models.model import Model
from gansmith.storage.leftovers import scratch

_TRACED = 3  # samples of the batch that is traced


@dataclass(frozen=True)
class OnnxModel(Model):
    """A model whose samples ONNX Runtime computes, the codec included.

    Samples without the calibration of tables come from torch.

    Attributes
    ----------
    engine : torch.nn.Module or None
        Generator and codec in ONNX Runtime.
    """

    engine: nn.Module | None = None

    def _decoded(self, encoded: Callable[[nn.Module], Tensor], *, calibrate: bool) -> np.ndarray:
        if self.engine is None or not (calibrate or self.card.codec.table is None):
            return super()._decoded(encoded, calibrate=calibrate)
        made = encoded(self.engine).numpy()
        if made.dtype.kind == "f" and self.card.codec.missing != "model" and np.isnan(made).any():
            raise DivergedError("A generated sample holds NaN: the model has diverged. Use an earlier checkpoint.")
        samples: np.ndarray = made.astype(self.card.codec.dtype, copy=False)
        return samples


def by_onnx(model: Model) -> OnnxModel:
    """Return a model that samples by ONNX Runtime, which takes some seconds to prepare.

    Parameters
    ----------
    model : Model
        The model.

    Returns
    -------
    OnnxModel
        The same model, with the same samples to 1e-5 of the spread of the data, or to what 1e-5 in the output of the
        network becomes in columns with far values.

    Raises
    ------
    UsageError
        The model translates images, or the libraries are absent.
    GansmithError
        Samples of ONNX Runtime would differ from those of torch by more.
    """
    if model.card.source is not None:
        asked = option("engine", "onnx")
        raise UsageError(f"{asked} is for samples of noise, and this model translates images. Leave it out.")
    require_onnx()
    fed = _Fed(model, calibrated(model.card, model.prior, model.network))
    names = list(fed.drawn(1, 0))
    with scratch("engine") as place:
        path = place / "model.onnx"
        save_onnx(path, traced(fed.module, tuple(fed.drawn(_TRACED, 0).values())), names, {})
        run = runner(path, torch.get_num_threads())
    compared(fed, run, "ONNX Runtime")
    return OnnxModel(model.card, model.network, model.prior, model.back, _Engine(model.network, run))


class _Engine(nn.Module):
    """Generator inputs -> decoded samples, computed by ONNX Runtime.

    The torch network is kept as a part, by whose layers and parameters chunks and types of inputs are chosen.
    """

    def __init__(self, network: nn.Module, run: Run) -> None:
        super().__init__()
        self.network, self.run = network, run

    def forward(self, given: GeneratorInput) -> Tensor:
        """Return samples in the type of the data."""
        return torch.from_numpy(self.run({name: part.numpy() for name, part in _parts(given).items()}))


class _Fed:
    """A model as it is fed by `sample`: standardised conditions, and codes as generators take them."""

    def __init__(self, model: Model, codec: Codec) -> None:
        self.model, self.codec, self.spread = model, codec, spread_of(codec)
        self.module = _Module(model.network, decoder_of(codec), tuple(self.drawn(1, 0)))

    def drawn(self, count: int, seed: int) -> dict[str, Tensor]:
        """Return inputs (count, ...) by name; classes come in turn, conditions are standard normal numbers."""
        prior, draws = self.model.prior, Draws(key(seed, "engine"), ("sample", 0))
        numbers = draws.normal("numbers", count, prior.conditions) if prior.conditions else None
        return _parts(prior.draw(draws, count, Condition(labels_of(prior, count), numbers=numbers)))

    def exact(self, *given: Tensor) -> Exact:
        """Return samples before they are rounded."""
        return self.module.decoder.exact(self.module.encoded(*given))


class _Module(nn.Module):
    """Parts of generator inputs by position -> decoded samples."""

    def __init__(self, network: nn.Module, decoder: Decoder, names: tuple[str, ...]) -> None:
        super().__init__()
        self.network, self.names = network, names
        self.decoder: Decoder = decoder
        self.eval()

    def forward(self, *given: Tensor) -> Tensor:
        """Return samples in the type of the data."""
        samples: Tensor = self.decoder(self.encoded(*given))
        return samples

    def encoded(self, *given: Tensor) -> Tensor:
        """Return samples as the generator makes them."""
        part = dict(zip(self.names, given, strict=True))
        told = Condition(part.get("label"), None, part.get("numbers"))
        made: Tensor = self.network(GeneratorInput(part["noise"], part.get("code"), told, part.get("chance")))
        return made


def _parts(given: GeneratorInput) -> dict[str, Tensor]:
    told = given.condition
    named = {"noise": given.noise, "label": told.label, "numbers": told.numbers, "code": given.code}
    return {name: part for name, part in (named | {"chance": given.chance}).items() if part is not None}
