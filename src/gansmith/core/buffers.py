"""A network's buffer by its own name, however deep the network is wrapped."""

from torch import Tensor, nn


def buffer_named(network: nn.Module, name: str) -> Tensor:
    """Return the buffer of that name of the network or of any of its parts; raises LookupError where none has one."""
    for path, buffer in network.named_buffers():
        if path.rpartition(".")[2] == name:
            return buffer
    raise LookupError(f"{type(network).__name__} has no buffer named {name!r}")
