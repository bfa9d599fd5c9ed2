"""Tensors into a safetensors file one by one, as the library's own writer holds all in memory again; and back."""

import json
from collections.abc import Mapping
from itertools import accumulate, pairwise
from pathlib import Path

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
    return len(_header(tensors)) + sum(map(_bytes, tensors.values()))


def write_tensors(path: Path, tensors: Mapping[str, Tensor]) -> None:
    """Write a file that safetensors reads; tensors may lie on any device in any layout, and may share memory."""
    with path.open("wb") as file:
        file.write(_header(tensors))
        for tensor in tensors.values():
            plain = tensor.detach().cpu().contiguous().reshape(-1)
            file.write(plain.view(torch.uint8).numpy().data)


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Return the tensors of a file; raises DamagedError where it is not one, whatever the library makes of it."""
    from safetensors.torch import load_file

    try:
        return load_file(path)
    except Exception as error:  # SafetensorError, and what its reader raises on an unknown type or a wrong header
        if MemoryShortage.is_one(error):  # which is no fault of the file's
            raise
        raise DamagedError(f"{path} is damaged: it holds no tensors ({error}). Use another copy.") from error


def _header(tensors: Mapping[str, Tensor]) -> bytes:
    places = pairwise(accumulate(map(_bytes, tensors.values()), initial=0))
    entries = {
        name: {"dtype": _KINDS[tensor.dtype], "shape": list(tensor.shape), "data_offsets": place}
        for (name, tensor), place in zip(tensors.items(), places, strict=True)
    }
    text = json.dumps(entries).encode()
    text += b" " * (-len(text) % 8)  # the format asks for data that begins at a multiple of eight bytes
    return len(text).to_bytes(8, "little") + text


def _bytes(tensor: Tensor) -> int:
    return tensor.numel() * tensor.element_size()
