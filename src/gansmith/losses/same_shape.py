"""The check that two tensors are compared entry by entry, and are not broadcast by mistake."""

from torch import Tensor

from gansmith.errors import UsageError


def require_same_shape(**tensors: Tensor) -> None:
    """Raise UsageError, which names the tensors as they are given here, where their shapes differ.

    Scores (N,) and (N, 1) would otherwise be broadcast to (N, N), and every real would meet every fake.
    """
    shapes = {tuple(tensor.shape) for tensor in tensors.values()}
    if len(shapes) > 1:
        found = ", ".join(f"{name} {tuple(tensor.shape)}" for name, tensor in tensors.items())
        raise UsageError(f"These tensors differ in shape: {found}. Give tensors of one shape.")
