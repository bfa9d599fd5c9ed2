"""The digest of a model: it says of which weights and which codec samples are, and nothing of what they hold."""

import hashlib
from collections.abc import Iterator

import numpy as np
import torch

from gansmith.models.model import Model

_CHARACTERS = 16  # of SHA-256 that are kept: 64 bits tell models apart


def model_digest(model: Model) -> str:
    """Return 16 hexadecimal digits of the SHA-256 of a model's weights and of the numbers of its codecs.

    Parameters
    ----------
    model : Model
        The model.

    Returns
    -------
    str
        The digest. It does not depend on where the model lies, nor on the version that wrote it.
    """
    total = hashlib.sha256()
    for name, array in _numbers(model):
        total.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()[:_CHARACTERS]


def _numbers(model: Model) -> Iterator[tuple[str, np.ndarray]]:
    for kind, network in (("generator", model.network), ("back", model.back)):
        for name, tensor in sorted({} if network is None else network.state_dict().items()):
            yield (
                f"{kind}/{name}",
                tensor.detach().cpu().contiguous().view(torch.uint8).numpy()
                if (tensor.dtype == torch.bfloat16)
                else tensor.detach().cpu().numpy(),
            )
    yield from sorted(model.card.to_state()[1].items())
