"""Recordings: .wav files, each one sample, with the sampling rate."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset, Detail, Origin
from gansmith.data.formats.axes import from_array
from gansmith.data.formats.contents import Contents, require_one
from gansmith.data.formats.riff import FASTEST, Recording, read_riff, write_riff
from gansmith.data.formats.variables import Choices
from gansmith.data.reader.library_errors import reading
from gansmith.data.storage.memory import expect
from gansmith.errors import UsageError

_BITS_OF_THREE = 24  # of samples of three bytes
_LARGEST = (1 << 23) - 1  # of these
_COPIES = 8  # bytes that one of a file becomes in all copies that are made of it


def read_wav(path: str, _: Choices) -> Dataset:
    """Read a recording as one sample, (1, length), or (1, 1, length, channels) of several. Raises DataError."""
    with reading(path, "a .wav file"):
        expect(_COPIES * Path(path).stat().st_size)
        found = read_riff(path)
    stored = np.ascontiguousarray(found.samples)[np.newaxis]
    details: dict[str, Detail] = {"rate": found.rate}
    if found.bits == _BITS_OF_THREE:
        details["bits"] = found.bits
    dataset = from_array(stored, format="wav", path=path, axes="NLC"[: stored.ndim], details=details)
    if not found.promised:
        return dataset
    cut = f"{path} is cut short: {found.promised:,} moments that its header promises are missing at its end"
    return replace(dataset, notes=(cut,))


def write_wav(path: Path, made: Contents) -> None:
    """Write one recording; raises UsageError for several samples, or where the data had no sampling rate."""
    require_one("wav", len(made.values), labelled=made.labels is not None)
    write_recording(path, made.restored[0], made.origin)


def write_recording(path: Path, samples: Array, origin: Origin) -> None:
    """Write (length,) or (length, channels) at the sampling rate of the data; raises UsageError where it had none."""
    rate, bits = int(origin.details.get("rate", 0)), int(origin.details.get("bits", 0))
    if not 0 < rate < FASTEST:
        raise UsageError("The data has no sampling rate, which a .wav file needs. Write .npy instead.")
    if samples.dtype.name not in ("uint8", "int16", "int32", "float32", "float64") or samples.ndim > 2:
        raise UsageError(f"A .wav file holds no {samples.dtype} of shape {samples.shape}. Write .npy instead.")
    is_three = bits == _BITS_OF_THREE and samples.dtype == np.int32 and _fits(samples)
    write_riff(path, Recording(samples, rate, bits if is_three else 8 * samples.dtype.itemsize))


def _fits(samples: Array) -> bool:
    """Whether numbers fit into 24 bits."""
    return bool(samples.size == 0 or (samples.min() >= -_LARGEST - 1 and samples.max() <= _LARGEST))
