"""Checkpoints whose content follows from their step: saved, compared bit for bit, and spoilt by a bit."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from gansmith.training.checkpoint import Checkpoint, save_checkpoint


def tensors_of(step: int) -> dict[str, Tensor]:
    return {"weights": torch.full((4, 5), float(step)), "count": torch.tensor(step)}


def state_of(step: int) -> dict[str, Any]:
    return {"step": step, "lr": 0.1 + step, "nested": {"list": [1, 2.5, None, True, "é"]}}


def save(directory: Path, *steps: int, keep: int = 2) -> None:
    """Save the checkpoints of these steps, one after the other."""
    for step in steps:
        save_checkpoint(directory, step, tensors_of(step), state_of(step), keep)


def assert_is(found: Checkpoint, step: int) -> None:
    """Assert that this is the checkpoint of the step, all of it."""
    assert found.step == step
    assert found.state == state_of(step)
    assert_equal(found.tensors, tensors_of(step))


def assert_equal(found: Mapping[str, Tensor], expected: Mapping[str, Tensor]) -> None:
    """Assert that names, types, shapes and bits are equal."""
    assert found.keys() == expected.keys()
    for name, tensor in expected.items():
        assert found[name].dtype == tensor.dtype
        assert found[name].shape == tensor.shape
        assert bits(found[name]) == bits(tensor)


def bits(tensor: Tensor) -> bytes:
    """Return a tensor's bytes, whatever its type, bfloat16 included."""
    return tensor.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes() if tensor.numel() else b""


def silent(message: str) -> None:
    """Hear of a damaged checkpoint where there is none."""
    raise AssertionError(f"nothing was to be said, but: {message}")


def names(directory: Path) -> list[str]:
    """Return what lies in a directory."""
    return sorted(entry.name for entry in directory.iterdir())


def flip_bit(path: Path, bit: int) -> None:
    """Turn one bit of a file over; the count of bits starts anew after the last."""
    content = bytearray(path.read_bytes())
    bit %= 8 * len(content)
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)
