"""What is written tensor by tensor is what safetensors reads."""

from pathlib import Path

import safetensors.torch
import torch
from hypothesis import given
from hypothesis import strategies as st

from gansmith.storage.tensor_file import _KINDS, file_bytes, write_tensors


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
