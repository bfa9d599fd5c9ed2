"""The features that published Frechet Inception distances are measured in, by weights that are verified."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F

from gansmith.errors import UsageError, option
from gansmith.features.extractors import CHUNK, checked_range, pictures, unit_range
from gansmith.features.inception_network import SIDE, InceptionNetwork
from gansmith.features.rows import Floats
from gansmith.storage.atomic import atomic_file

FILE = "pt_inception-2015-12-05-6726825d.pth"
URL = f"https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/{FILE}"
SHA256 = "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2"

_BLOCK, _TIMEOUT = 1 << 20, 60  # bytes, seconds


@dataclass(frozen=True)
class InceptionFeatures:
    """The 2,048 features of the Inception network of 2015-12-05, of pictures with values from low to high, float64.

    As pytorch-fid: pictures are resized to 299 x 299 bilinearly without smoothing, grey ones are repeated to three
    channels. Numbers of the original TensorFlow program differ in the third digit, those of other networks altogether.
    """

    low: float
    high: float
    network: InceptionNetwork

    name = "inception"  # there is only one: its weights are pinned

    @classmethod
    def open(cls, path: str | Path, low: float, high: float) -> "InceptionFeatures":
        """Return the extractor with the weights of a file; raises UsageError unless it is the published one."""
        checked_range(low, high)
        file = verified(path)
        with torch.device("meta"):
            network = InceptionNetwork()
        # nothing but tensors is read, of a file whose every byte is known
        network.load_state_dict(torch.load(file, map_location="cpu", weights_only=True), assign=True)
        return cls(low, high, network.requires_grad_(False).eval())

    def __call__(self, samples: npt.ArrayLike) -> Floats:
        """Return the features (N, 2048); raises UsageError for what is no picture of 1 or 3 channels."""
        images = pictures(samples)
        if images.shape[1] not in (1, 3):
            raise UsageError(f"Inception takes pictures of 1 or 3 channels, and these have {images.shape[1]}.")
        scaled = unit_range(images, self.low, self.high)
        parts = [self._passed(scaled[at : at + CHUNK // 8]) for at in range(0, len(scaled), CHUNK // 8)]
        return np.concatenate(parts).astype(np.float64)

    def _passed(self, images: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        with torch.inference_mode():
            resized = F.interpolate(torch.from_numpy(images), (SIDE, SIDE), mode="bilinear", align_corners=False)
            return np.asarray(self.network(resized.expand(-1, 3, -1, -1)).numpy(), np.float32)


def verified(path: str | Path) -> Path:
    """Return the path of a file that is the published one; raises UsageError where it is missing or another."""
    file = Path(path)
    if not file.is_file():
        raise UsageError(f"{file} is not a file. Download {URL} and name the file, or let it be fetched.")
    with file.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != SHA256:
        raise UsageError(
            f"{file} has the SHA-256 {found}, and the Inception weights have {SHA256}: figures would not compare with "
            f"anybody's. Download {URL}, or name another network as a TorchScript or ONNX file."
        )
    return file


def fetched(folder: str | Path) -> Path:
    """Return the weights' path in a folder, downloaded if they are not there (91 MB), verified either way.

    The one place of the package that opens a connection, on being asked to. Raises UsageError where there is none, or
    what came is not the published file; then nothing is kept.
    """
    target = Path(folder) / FILE
    if target.exists():
        return verified(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with atomic_file(target) as temporary:
        try:
            with urlopen(URL, timeout=_TIMEOUT) as answer, temporary.open("wb") as file:
                while block := answer.read(_BLOCK):
                    file.write(block)
        except (URLError, TimeoutError, ConnectionError) as trouble:
            raise UsageError(
                f"{URL} could not be fetched: {trouble}. Download it elsewhere and name the file with "
                f"{option('inception_weights', 'FILE')}."
            ) from trouble
        verified(temporary)
    return target
