"""A detector as a directory: safetensors, JSON and a manifest, of which nothing is run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from torch import Tensor

from gansmith import __version__
from gansmith.core.randomness import undisturbed
from gansmith.core.shapes import shapes_only
from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Origin
from gansmith.data.options import data_settings
from gansmith.detection.calibration import Calibration
from gansmith.detection.detector import NAME, REMEMBERED, Detector, Unseen
from gansmith.detection.gate import Gate
from gansmith.detection.measures import Measured
from gansmith.detection.preparing import Preparation
from gansmith.errors import DataError, GansmithError, MemoryShortage, UsageError
from gansmith.features.classifier import HIDDEN, Network
from gansmith.models.load import require_fit
from gansmith.storage.atomic import atomic_directory, json_bytes, read_json
from gansmith.storage.manifest import DamagedError, verify_manifest, write_manifest
from gansmith.storage.natures import nature_of
from gansmith.storage.places import possible
from gansmith.storage.plain import require_plain
from gansmith.storage.tensor_file import as_tensors, file_bytes, read_tensors, write_tensors

FORMAT = 1
CARD_FILE, TENSORS_FILE = "detector.json", "detector.safetensors"
_LARGEST = 1 << 28  # numbers of a sample

Text = Annotated[str, Field(max_length=100_000)]
Side = Annotated[int, Field(ge=1, le=_LARGEST)]


class _Document(BaseModel):
    """detector.json: every field with its type, and no other field."""

    model_config = ConfigDict(extra="forbid", strict=True)

    format: Literal[1]
    gansmith: Text
    shape: Annotated[list[Side], Field(min_length=1, max_length=3)]
    codec: dict[str, Any]
    origin: dict[str, Any]
    preparation: dict[str, Any]
    calibration: Literal["platt", "isotonic"]
    generators: Annotated[list[Text], Field(min_length=1, max_length=10_000)]
    measured: dict[str, Any]
    table: Annotated[list[dict[str, Any]], Field(max_length=10_000)]
    notes: list[Text]
    options: dict[str, Any]
    is_labelled: bool


def write_detector(path: Path, detector: Detector) -> Path:
    """Write a detector's directory, whole or not at all; raises StorageError naming the path."""
    codec, arrays = detector.codec.to_state()
    tensors = {f"network/{name}": tensor for name, tensor in detector.network.state_dict().items()}
    tensors |= _prefixed("codec", arrays) | _prefixed("gate", detector.gate.arrays())
    tensors |= _prefixed("calibration", {"knots": detector.calibration.knots})
    document = {
        "format": FORMAT,
        "gansmith": __version__,
        "shape": list(detector.shape),
        "codec": codec,
        "origin": detector.origin.to_json(),
        "preparation": detector.preparation.to_json(),
        **detector.to_json(),
        "options": {name: _plain(value) for name, value in detector.options.items()},
        "is_labelled": detector.is_labelled,
    }
    described = json_bytes(document)
    with atomic_directory(path, len(described) + file_bytes(tensors)) as directory:
        (directory / CARD_FILE).write_bytes(described)
        write_tensors(directory / TENSORS_FILE, tensors)
        write_manifest(directory)
    return path


def _prefixed(kind: str, arrays: Mapping[str, np.ndarray]) -> dict[str, Tensor]:
    return {f"{kind}/{name}": tensor for name, tensor in as_tensors(arrays).items()}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def read_detector(path: str | Path) -> Detector:
    """Return the detector of a directory; raises DataError where it is none, damaged, or not what gansmith writes."""
    directory = possible(Path(path))
    if not (directory / CARD_FILE).is_file():
        nature = nature_of(directory)
        other = "is no detector" if nature is None else f"is {nature}, and no detector"
        what = other if directory.exists() else "does not exist"
        raise DataError(f"{directory} {what}. Name the directory that `gansmith detect train` made.")
    require_plain(directory, "detector")
    verify_manifest(directory, of=(CARD_FILE, TENSORS_FILE))
    tensors, place = read_tensors(directory / TENSORS_FILE), directory / CARD_FILE
    document = read_json(place)
    try:
        return _built(_Document.model_validate(document), tensors)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))[:100] or "its content"
        reason = f"{field} is not what gansmith writes: {first['msg']}"
        if isinstance(document, Mapping) and isinstance(document.get("format"), int) and document["format"] > FORMAT:
            reason = f"a later gansmith, {str(document.get('gansmith'))[:20]}, wrote it: upgrade this one"
    except GansmithError as error:
        reason = str(error)
    except (AttributeError, IndexError, KeyError, OverflowError, RuntimeError, TypeError, ValueError) as error:
        if MemoryShortage.is_one(error):
            raise
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
    raise DamagedError(f"{place} is damaged: {reason.rstrip('.')}. Use another copy of the detector.")


def _built(stored: _Document, tensors: Mapping[str, Tensor]) -> Detector:
    shape = tuple(stored.shape)
    weights = _of_kind("network", tensors)
    with undisturbed(), shapes_only():
        require_fit(Network(shape, 2), weights)
    if not all(tensor.isfinite().all() for tensor in weights.values()):
        raise ValueError("its weights are not finite")
    with undisturbed():
        network = Network(shape, 2)
    network.load_state_dict(weights)
    if not (network.scale > 0).all():
        raise ValueError("its scale is not positive")
    codec = Codec.from_state(stored.codec, _arrays("codec", tensors))
    origin, form = Origin.from_json(stored.origin), Preparation.from_json(stored.preparation)
    length = int(np.prod(shape))
    made = Detector(
        network.requires_grad_(False).eval(),
        codec,
        origin,
        form,
        Calibration(stored.calibration, _arrays("calibration", tensors)["knots"].astype(np.float64)),
        Gate.of(_arrays("gate", tensors), HIDDEN, length),
        tuple(stored.generators),
        Measured.from_json(stored.measured),
        tuple(_row(row) for row in stored.table),
        tuple(stored.notes),
        dict(stored.options),
        stored.is_labelled,
    )
    _require_consistent(made, shape)
    return made


def _require_consistent(made: Detector, shape: tuple[int, ...]) -> None:
    """Raise an error where the parts do not take each other's samples, or the options are none."""
    low, form = made.codec.scale.low, made.preparation
    if made.shape != shape:
        raise ValueError("its network takes samples of another shape than its codec gives")
    if len(form.grids) not in (1, *low.shape[:1]):
        raise ValueError("its grids are not those of its columns")
    sides = form.size or (form.sizes[0] if len(form.sizes) == 1 else None)
    if form.is_of_images and sides != low.shape[:2]:
        raise ValueError("its images are not of the size that it was trained on")
    if form.is_of_images and form.channels is None:
        raise ValueError("its images have no channels")
    if form.is_of_images and np.dtype(form.dtype) != low.dtype:
        raise ValueError("its images are of another type than it was trained on")
    table, origin = made.codec.table, made.origin
    if (low.ndim == 1 or form.is_of_images) and len(origin.columns) not in (0, len(low) if low.ndim == 1 else 0):
        raise ValueError("its columns are not as many as its values")
    if table is not None and origin.schema and table.columns != origin.schema:
        raise ValueError("its columns are not those of its codec")
    if len(made.table) != len(made.generators) or set(made.options) - set(REMEMBERED):
        raise ValueError("its rows or options are none that gansmith writes")
    try:
        data_settings(NAME, made.options)
    except UsageError as error:
        raise ValueError(f"its options are none: {error}") from None


def _row(stored: Mapping[str, Any]) -> Unseen:
    unseen = stored["unseen"]
    seen = Measured.from_json(stored["seen"])
    return Unseen(str(stored["name"]), seen, None if unseen is None else Measured.from_json(unseen))


def _of_kind(kind: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {n.removeprefix(f"{kind}/"): tensor for n, tensor in tensors.items() if n.startswith(f"{kind}/")}


def _arrays(kind: str, tensors: Mapping[str, Tensor]) -> dict[str, np.ndarray]:
    return {name: tensor.numpy() for name, tensor in _of_kind(kind, tensors).items()}
