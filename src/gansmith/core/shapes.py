"""Networks without their weights: names, types and shapes alone, which take no memory."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch.overrides import TorchFunctionMode


class _Unfilled(TorchFunctionMode):
    """Leave out draws of N(0, 1): without memory to fill, torch imports its compiler for them, which takes a second."""

    def __torch_function__(self, func: Any, types: Any, args: Sequence[Any] = (), kwargs: Any = None) -> Any:
        """Return what is to be filled as it is."""
        given = kwargs or {}
        if getattr(func, "__name__", "") == "normal_":
            return args[0] if args else given["tensor"]
        return func(*args, **given)


@contextmanager
def shapes_only() -> Iterator[None]:
    """Let networks that are built in the block have no memory behind their parameters and buffers."""
    with torch.device("meta"), _Unfilled():
        yield
