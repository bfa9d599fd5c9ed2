"""What is written tensor by tensor is what safetensors reads."""

from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
import safetensors.torch
import torch
from hypothesis import given
from hypothesis import strategies as st

from gansmith.storage.tensor_file import _KINDS, as_tensors, file_bytes, write_tensors


@given(
    kinds=st.lists(st.sampled_from(list(_KINDS)), max_size=6),
    shape=st.lists(st.integers(0, 4), max_size=4),
    seed=st.integers(0, 99),
)
def test_safetensors_reads_back_every_type_and_shape(
    tmp_path_factory: object, kinds: list[torch.dtype], shape: list[int], seed: int
) -> None:
    path = Path(tmp_path_factory.mktemp("file")) / "x.safetensors"  # type: ignore[attr-defined]
    generator = torch.Generator().manual_seed(seed)
    tensors = {f"{i}/{kind}": torch.randint(0, 2, shape, generator=generator).to(kind) for i, kind in enumerate(kinds)}
    write_tensors(path, tensors)
    read = safetensors.torch.load_file(path)
    assert read.keys() == tensors.keys()
    assert all(read[name].dtype == t.dtype and torch.equal(read[name], t) for name, t in tensors.items())
    assert path.stat().st_size == file_bytes(tensors)


def test_layout_and_shared_memory_do_not_matter(tmp_path: Path) -> None:
    maps = torch.arange(2 * 3 * 4 * 5.0).view(2, 3, 4, 5)
    tensors = {"last": maps.contiguous(memory_format=torch.channels_last), "view": maps[:, 1:, ::2], "same": maps}
    write_tensors(tmp_path / "x", tensors)
    read = safetensors.torch.load_file(tmp_path / "x")
    assert all(torch.equal(read[name], tensor) for name, tensor in tensors.items())


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("kind", ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"])
def test_arrays_of_every_type_and_byte_order_come_back(kind: str, order: str, tmp_path: Path) -> None:
    values = np.arange(24).reshape(2, 3, 4) % 2 if kind == "?" else np.arange(24).reshape(2, 3, 4)
    array = values.astype(np.dtype(kind).newbyteorder(order))
    arrays = {"whole": array, "turned": array.T, "part": array[:, ::2], "one": array[0, 0, 1], "none": array[:0]}
    for each in arrays.values():
        each.setflags(write=False) if isinstance(each, np.ndarray) else None
    write_tensors(tmp_path / "x", as_tensors(arrays), {"about": "this"})
    read = safetensors.numpy.load_file(tmp_path / "x")
    assert read.keys() == arrays.keys()
    for name, found in read.items():
        assert found.dtype == np.dtype(kind)
        assert found.shape == np.shape(arrays[name])
        assert np.array_equal(found, arrays[name])
    with safetensors.safe_open(tmp_path / "x", "np") as file:
        assert file.metadata() == {"about": "this"}
