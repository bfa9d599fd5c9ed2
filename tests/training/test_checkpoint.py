"""A checkpoint is exactly what was saved; so many whole ones are kept, and the newest of them is found."""

import os
import shutil
from pathlib import Path

import pytest
import torch
from numbered_checkpoints import assert_equal, assert_is, flip_bit, names, save, silent
from tiny_runs import in_child

from gansmith.storage.manifest import verify_manifest
from gansmith.training import checkpoint
from gansmith.training.checkpoint import newest_checkpoint, save_checkpoint

# Forking is safe here: the child uses no thread.
pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")


def test_every_type_and_shape_comes_back_bit_for_bit(tmp_path: Path) -> None:
    draw = torch.Generator().manual_seed(0)
    normal = torch.randn(3, 4, 5, generator=draw)
    shared = normal[0]
    tensors = {
        "f32": normal,
        "f64": normal.double() / 3,
        "bf16": normal.bfloat16(),
        "f16": normal.half(),
        "i64": torch.tensor([2**63 - 1, -(2**63)]),
        "u8": torch.arange(256, dtype=torch.uint8),
        "bool": normal > 0,
        "scalar": torch.tensor(0.1, dtype=torch.float64),
        "scalar bool": torch.tensor(True),
        "empty": torch.empty(0, 3),
        "not finite": torch.tensor([float("nan"), float("inf"), -0.0]),
        "transposed": normal.mT,
        "channels last": torch.randn(2, 3, 4, 5, generator=draw).to(memory_format=torch.channels_last),
        "shared": shared,
        "shared too": shared.view(-1),
        "expanded": torch.ones(1).expand(7),
        "parameter": torch.nn.Parameter(normal),
    }
    save_checkpoint(tmp_path / "new", 7, tensors, {})
    assert_equal(newest_checkpoint(tmp_path / "new", silent).tensors, {n: t.detach() for n, t in tensors.items()})


def test_what_is_loaded_is_a_copy_that_can_be_written_to(tmp_path: Path) -> None:
    save(tmp_path, 1)
    newest_checkpoint(tmp_path, silent).tensors["weights"].add_(1)
    assert_is(newest_checkpoint(tmp_path, silent), 1)


def test_newest_by_number_not_by_name_and_not_by_time(tmp_path: Path) -> None:
    save(tmp_path, 2_000_000, 999_999, keep=5)
    assert names(tmp_path) == ["step-2000000", "step-999999"]
    assert_is(newest_checkpoint(tmp_path, silent), 2_000_000)


def test_saving_a_step_again_replaces_it(tmp_path: Path) -> None:
    save(tmp_path, 5)
    save_checkpoint(tmp_path, 5, {"other": torch.zeros(1)}, {})
    assert list(newest_checkpoint(tmp_path, silent).tensors) == ["other"]
    assert names(tmp_path) == ["step-000005"]


@pytest.mark.parametrize("keep", [1, 2, 3])
def test_retention_keeps_so_many_that_are_whole(tmp_path: Path, keep: int) -> None:
    save(tmp_path, *range(1, 6), keep=keep)
    assert names(tmp_path) == [f"step-{step:06d}" for step in range(6 - keep, 6)]
    flip_bit(tmp_path / "step-000005" / "state.safetensors", 999)
    save(tmp_path, 6, keep=keep)
    whole = [path for path in tmp_path.iterdir() if path.name != "step-000005"]
    assert len(whole) == keep
    for path in whole:
        verify_manifest(path)


def test_retention_needs_a_number(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="keep must be at least 1"):
        save(tmp_path, 1, keep=0)


def test_state_that_is_not_json_touches_nothing(tmp_path: Path) -> None:
    save(tmp_path, 1)
    with pytest.raises(ValueError):
        save_checkpoint(tmp_path, 2, {}, {"loss": float("nan")})
    assert names(tmp_path) == ["step-000001"]


def test_what_looks_alike_is_not_taken(tmp_path: Path) -> None:
    save(tmp_path, 3)
    shutil.copytree(tmp_path / "step-000003", tmp_path / "step-000004.backup")
    (tmp_path / "step-000005").write_text("a file")
    assert_is(newest_checkpoint(tmp_path, silent), 3)


def test_a_checkpoint_retired_while_it_is_read_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, 1)
    verify = checkpoint.verify_manifest

    def retire_then_verify(path: Path) -> None:
        monkeypatch.setattr(checkpoint, "verify_manifest", verify)
        save(tmp_path, 2, keep=1)
        verify(path)

    monkeypatch.setattr(checkpoint, "verify_manifest", retire_then_verify)
    assert_is(newest_checkpoint(tmp_path, silent, owner=False), 2)


def test_checkpoints_that_are_all_retired_once_they_are_listed_are_looked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, 1)
    glob = Path.glob

    def list_then_retire(directory: Path, pattern: str) -> list[Path]:
        listed = list(glob(directory, pattern))
        monkeypatch.setattr(Path, "glob", glob)
        save(tmp_path, 2, keep=1)
        return listed

    monkeypatch.setattr(Path, "glob", list_then_retire)
    assert_is(newest_checkpoint(tmp_path, silent, owner=False), 2)


def test_a_reader_beside_a_writer_sees_whole_checkpoints_only(tmp_path: Path) -> None:
    save(tmp_path, 1)

    def write() -> int:
        save(tmp_path, *range(2, 60), keep=2)
        return 0

    child, seen = in_child(write, tmp_path / "said.txt"), []
    while (ended := os.waitpid(child, os.WNOHANG)) == (0, 0):
        seen.append(newest_checkpoint(tmp_path, silent, owner=False).step)
    assert ended[1] == 0
    assert seen == sorted(seen)
    assert_is(newest_checkpoint(tmp_path, silent), 59)
