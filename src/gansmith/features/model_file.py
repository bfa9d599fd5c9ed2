"""Features by a network of the user's own: any TorchScript or ONNX file."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gansmith.errors import UsageError
from gansmith.features.extractors import CHUNK, digest
from gansmith.features.rows import Floats, rows

Pass = Callable[[npt.NDArray[np.float32]], npt.NDArray[np.float32]]


def is_data(path: Path) -> bool:
    """Whether a network's file is data, as ONNX is, and no program of its own, as TorchScript is."""
    return path.suffix.lower() == ".onnx"


@dataclass(frozen=True)
class ModelFile:
    """The first output of a network in a file, flattened to (N, D), float64.

    The network takes float32 (N, ...) in the data's units, any N, and does its own scaling. The name is the file's
    with a digest of its content.
    """

    name: str
    forward: Pass

    @classmethod
    def open(cls, path: str | Path) -> "ModelFile":
        """Return the extractor of a file: .onnx by onnxruntime, any other as TorchScript, which is a program.

        Raises UsageError where the file is missing or of another kind, or onnxruntime is not installed.
        """
        file = Path(path)
        if not file.is_file():
            raise UsageError(f"{file} is not a file. Give a TorchScript or ONNX file.")
        forward = _onnx(file) if is_data(file) else _script(file)
        return cls(f"{file.stem}-{digest(file.read_bytes())}", forward)

    def __call__(self, samples: npt.ArrayLike) -> Floats:
        """Return the features; raises UsageError where the network refuses the samples or gives no row for each."""
        rows(samples)
        values = np.asarray(samples, np.float32)
        parts = [self._passed(values[at : at + CHUNK]) for at in range(0, len(values), CHUNK)]
        return rows(np.concatenate(parts), f"the features of {self.name}")

    def _passed(self, values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        try:
            features = self.forward(values)
        except Exception as trouble:  # whatever another's network raises
            reason = str(trouble).strip().splitlines() or [type(trouble).__name__]
            raise UsageError(
                f"{self.name} does not take samples of shape {values.shape[1:]}: {reason[-1]}"
            ) from trouble
        if features.ndim < 1 or len(features) != len(values):
            raise UsageError(f"{self.name} gives shape {features.shape} for {len(values)} samples, not a row for each.")
        return features.reshape(len(values), -1)


def _script(file: Path) -> Pass:
    import warnings

    import torch

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # old, and still what users have
            network = torch.jit.load(file, map_location="cpu").eval()  # type: ignore[no-untyped-call]
    except RuntimeError as trouble:
        raise UsageError(f"{file} is not a TorchScript file. Write one with torch.jit.save, or give ONNX.") from trouble

    def forward(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        with torch.inference_mode():
            output = network(torch.from_numpy(values))
            first = output[0] if isinstance(output, tuple | list) else output
            return np.asarray(first.float().numpy(), np.float32)

    return forward


def _onnx(file: Path) -> Pass:
    if find_spec("onnxruntime") is None:
        raise UsageError(f"{file} needs onnxruntime, which is not installed. Run: pip install onnxruntime")
    import onnxruntime

    try:
        session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    except Exception as trouble:  # onnxruntime's errors have no base of their own
        raise UsageError(f"{file} is not an ONNX model that onnxruntime reads: {trouble}") from trouble
    name = session.get_inputs()[0].name
    return lambda values: np.asarray(session.run(None, {name: values})[0], np.float32)
