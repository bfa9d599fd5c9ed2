"""Recordings: .wav files, each one sample, read through scipy with the sampling rate."""

from pathlib import Path

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset, Origin
from gansmith.data.formats.axes import from_array, restore
from gansmith.data.formats.variables import Choices
from gansmith.data.reader.library_errors import reading
from gansmith.errors import DataError, UsageError


def read_wav(path: str, _: Choices) -> Dataset:
    """Read a recording as one sample, (1, length), or (1, 1, length, channels) of several. Raises DataError."""
    import scipy.io.wavfile

    with reading(path, "a .wav file"):
        rate, samples = scipy.io.wavfile.read(path)
    if samples.size == 0:
        raise DataError(f"{path} is a recording without samples. Record or export it again.")
    stored = np.ascontiguousarray(samples)[np.newaxis]
    return from_array(stored, format="wav", path=path, axes="NLC"[: stored.ndim], details={"rate": int(rate)})


def write_wav(path: Path, values: Array, origin: Origin, labels: Array | None, class_names: tuple[str, ...]) -> None:
    """Write one recording; raises UsageError for several samples, or where the data had no sampling rate."""
    require_one(len(values), labelled=labels is not None)
    write_recording(path, restore(values, origin)[0], origin)


def require_one(count: int, *, labelled: bool) -> None:
    """Raise UsageError for other than one sample, or a label, which a .wav file does not hold."""
    if count != 1 or labelled:
        raise UsageError(
            f"A .wav file holds one recording and no label, and here are {count:,} samples. Name a folder, without an "
            "ending, for a file of each."
        )


def write_recording(path: Path, samples: Array, origin: Origin) -> None:
    """Write (length,) or (length, channels) at the sampling rate of the data; raises UsageError where it had none."""
    import scipy.io.wavfile

    rate = int(origin.details.get("rate", 0))
    if not 0 < rate < 1 << 31:
        raise UsageError("The data has no sampling rate, which a .wav file needs. Write .npy instead.")
    if samples.dtype.name not in ("uint8", "int16", "int32", "float32", "float64") or samples.ndim > 2:
        raise UsageError(f"A .wav file holds no {samples.dtype} of shape {samples.shape}. Write .npy instead.")
    scipy.io.wavfile.write(path, rate, samples)
