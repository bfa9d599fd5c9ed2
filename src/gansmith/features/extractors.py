"""Feature extractors: what figures are measured in, each with a name that no other one shares."""

import hashlib
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from gansmith.errors import UsageError
from gansmith.features.rows import Floats, rows

CHUNK = 256  # samples that pass through a network at once


class Extractor(Protocol):
    """A fixed function of samples (N, ...) in the data's units, to features (N, D) in float64.

    Its name tells it from any other: where something was fitted, drawn or read from a file, a digest is part of it.
    """

    @property
    def name(self) -> str: ...

    def __call__(self, samples: npt.ArrayLike) -> Floats: ...


@dataclass(frozen=True)
class Components:
    """Coordinates (N, K) along the K principal components (K, D) of the samples it was fitted on, in their units."""

    name: str
    mean: Floats
    components: Floats

    @classmethod
    def fit(cls, real: npt.ArrayLike, count: int) -> "Components":
        """Return the extractor of the first `count` components of real samples (N, ...).

        Raises UsageError unless 1 <= count <= min(N - 1, D), beyond which there is no variance. Its name carries the
        count and a digest of the samples.
        """
        values = rows(real, "the real samples", least=2)
        most = min(len(values) - 1, values.shape[1])
        if not 1 <= count <= most:
            raise UsageError(f"{count} components cannot be fitted on {values.shape}: choose 1 to {most}.")
        mean = values.mean(axis=0)
        centred = values - mean
        triangle = np.linalg.qr(centred, mode="r") if len(centred) > centred.shape[1] else centred
        axes = np.linalg.svd(triangle, full_matrices=False)[2][:count]
        largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
        # of the samples and not of the axes, whose last bits depend on the number of threads
        name = f"pca{count}-{digest(values.tobytes())}"
        return cls(name, mean, axes * np.sign(largest))

    def __call__(self, samples: npt.ArrayLike) -> Floats:
        values = rows(samples)
        if values.shape[1] != len(self.mean):
            raise UsageError(f"The samples have {values.shape[1]} features, and {self.name} takes {len(self.mean)}.")
        return np.asarray((values - self.mean) @ self.components.T, np.float64)


def pictures(samples: npt.ArrayLike, channels: int | None = None) -> npt.NDArray[np.float32]:
    """Return pictures (N, C, H, W) in float32, checked as `rows` are; raises UsageError for any other shape."""
    shape = np.shape(samples)
    if len(shape) != 4 or channels not in (None, shape[1]):
        wanted = "(N, C, H, W)" if channels is None else f"(N, {channels}, H, W)"
        raise UsageError(f"These features are of pictures {wanted}; the samples have shape {shape}.")
    return rows(samples, "the pictures").reshape(shape).astype(np.float32)


def unit_range(values: npt.NDArray[np.float32], low: float, high: float) -> npt.NDArray[np.float32]:
    """Return values with low taken to -1 and high to 1, the range of networks; what lies outside is not clipped."""
    return np.asarray((values - low) * (2 / (high - low)) - 1, np.float32)


def checked_range(low: float, high: float) -> None:
    """Raise UsageError unless low < high, both finite."""
    if not (np.isfinite([low, high]).all() and low < high):
        raise UsageError(f"The range from {low} to {high} has no black below its white. Give 0 and 255 for 8 bits.")


def digest(*parts: bytes) -> str:
    """Return the first 12 hexadecimal digits of the SHA-256 of all parts."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part)
    return whole.hexdigest()[:12]
