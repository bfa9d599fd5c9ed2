"""What a library makes of a signal that comes in it says nothing of the file."""

from pathlib import Path

import pytest
import safetensors.torch
import torch

from gansmith.storage.manifest import DamagedError
from gansmith.storage.tensor_file import read_tensors, write_tensors


def test_an_error_that_does_not_come_again_is_none_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tensors(tmp_path / "x.safetensors", {"a": torch.arange(3)})
    load, calls = safetensors.torch.load_file, []

    def once(path: Path) -> dict[str, torch.Tensor]:
        calls.append(path)
        if len(calls) == 1:
            raise RuntimeError("could not determine the shape of object type 'torch.storage.UntypedStorage'")
        return load(path)

    monkeypatch.setattr(safetensors.torch, "load_file", once)
    assert read_tensors(tmp_path / "x.safetensors")["a"].tolist() == [0, 1, 2]
    (tmp_path / "x.safetensors").write_bytes(b"no tensors")
    with pytest.raises(DamagedError, match="holds no tensors"):
        read_tensors(tmp_path / "x.safetensors")
