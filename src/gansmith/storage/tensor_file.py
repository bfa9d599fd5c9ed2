"""Tensors into a safetensors file one by one, as the library's own writer holds all in memory again; and back.

Where a disk is full, that one also raises an error of its own; here the system's comes through.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from gansmith.errors import MemoryShortage
from gansmith.storage.manifest import DamagedError

_KINDS = {
    torch.float64: "F64",
    torch.float32: "F32",
    torch.bfloat16: "BF16",
    torch.float16: "F16",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.int16: "I16",
    torch.int8: "I8",
    torch.uint64: "U64",
    torch.uint32: "U32",
    torch.uint16: "U16",
    torch.uint8: "U8",
    torch.bool: "BOOL",
}


def file_bytes(tensors: Mapping[str, Tensor]) -> int:
    """Return how many bytes `write_tensors` writes."""
    return len(_header(tensors, {})) + sum(map(_bytes, tensors.values()))


def write_tensors(path: Path, tensors: Mapping[str, Tensor], about: Mapping[str, str] | None = None) -> None:
    """Write a file that safetensors reads, with `about` as its metadata.

    Tensors may lie on any device in any layout, and may share memory. Raises OSError.
    """
    with path.open("wb") as file:
        file.write(_header(tensors, about or {}))
        for tensor in tensors.values():
            plain = tensor.detach().cpu().contiguous().reshape(-1)
            file.write(plain.view(torch.uint8).numpy().data if plain.numel() else b"")


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Return the tensors of a file; raises DamagedError where it is not one, whatever the library makes of it."""
    from safetensors.torch import load_file

    with suppress(Exception):  # it makes an error of its own of a signal that comes in it, so that one says nothing
        return load_file(path)
    try:
        return load_file(path)
    except Exception as error:  # SafetensorError, and what its reader raises on an unknown type or a wrong header
        if MemoryShortage.is_one(error):  # which is no fault of the file's
            raise
        raise DamagedError(f"{path} is damaged: it holds no tensors ({error}). Use another copy.") from error


def shapes_of(path: Path) -> dict[str, tuple[int, ...]]:
    """Return the shape of every tensor in a file, of which no more than the header is read; none for a damaged one."""
    from safetensors import safe_open

    try:
        with safe_open(path, "pt") as file:
            return {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118
    except Exception:  # whoever reads the tensors says what is wrong with them
        return {}


def as_tensors(arrays: Mapping[str, np.ndarray]) -> dict[str, Tensor]:
    """Return arrays of bool, integers or floats of at most 64 bits as tensors, in this machine's byte order."""
    return {name: torch.from_numpy(_native(array)) for name, array in arrays.items()}


def _native(array: np.ndarray) -> np.ndarray:
    native = np.array(array, dtype=array.dtype.newbyteorder("="), order="C")  # its own, so that it may be written to
    return native.reshape(array.shape)


def _header(tensors: Mapping[str, Tensor], about: Mapping[str, str]) -> bytes:
    places = pairwise(accumulate(map(_bytes, tensors.values()), initial=0))
    entries: dict[str, object] = {"__metadata__": dict(about)} if about else {}
    entries |= {
        name: {"dtype": _KINDS[tensor.dtype], "shape": list(tensor.shape), "data_offsets": place}
        for (name, tensor), place in zip(tensors.items(), places, strict=True)
    }
    text = json.dumps(entries).encode()
    text += b" " * (-len(text) % 8)  # the format asks for data that begins at a multiple of eight bytes
    return len(text).to_bytes(8, "little") + text


def _bytes(tensor: Tensor) -> int:
    return tensor.numel() * tensor.element_size()
