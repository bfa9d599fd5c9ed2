"""Whether a network treats every sample by itself, so that batches may be joined without changing a result."""

from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.dropout import _DropoutNd

_MIXES = (_BatchNorm, _DropoutNd)


def is_separable(network: nn.Module) -> bool:
    """Tell whether each output depends on its own sample alone, by a rule that is the same at every call.

    Batch statistics, dropout and anything that keeps a buffer (spectral normalisation's vectors) say no; so does a
    module that sets `mixes_samples = True` (a minibatch statistic, noise of its own).
    """
    return not any(
        isinstance(module, _MIXES) or getattr(module, "mixes_samples", False) or _changes(module)
        for module in network.modules()
    )


def _changes(module: nn.Module) -> bool:
    return any(True for _ in module.buffers(recurse=False))
