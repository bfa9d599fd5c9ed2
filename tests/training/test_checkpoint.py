"""A checkpoint is exactly what was saved, or it is not loaded; old or new remains, never neither."""

import errno
import os
import random
import shutil
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch
from faults import ERRNOS, Killed, dying, exiting, failing, faults
from torch import Tensor

from gansmith.errors import DataError, GansmithError
from gansmith.storage.atomic import json_bytes
from gansmith.storage.manifest import verify_manifest, write_manifest
from gansmith.training import checkpoint
from gansmith.training.checkpoint import Checkpoint, newest_checkpoint, save_checkpoint

# Forking is safe here: the child uses no thread.
pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")


def tensors_of(step: int) -> dict[str, Tensor]:
    return {"weights": torch.full((4, 5), float(step)), "count": torch.tensor(step)}


def state_of(step: int) -> dict[str, Any]:
    return {"step": step, "lr": 0.1 + step, "nested": {"list": [1, 2.5, None, True, "é"]}}


def save(directory: Path, *steps: int, keep: int = 2) -> None:
    for step in steps:
        save_checkpoint(directory, step, tensors_of(step), state_of(step), keep)


def assert_is(found: Checkpoint, step: int) -> None:
    assert found.step == step
    assert found.state == state_of(step)
    assert_equal(found.tensors, tensors_of(step))


def assert_equal(found: Mapping[str, Tensor], expected: Mapping[str, Tensor]) -> None:
    assert found.keys() == expected.keys()
    for name, tensor in expected.items():
        assert found[name].dtype == tensor.dtype
        assert found[name].shape == tensor.shape
        assert bits(found[name]) == bits(tensor)


def bits(tensor: Tensor) -> bytes:
    return tensor.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes() if tensor.numel() else b""


def silent(message: str) -> None:
    raise AssertionError(f"nothing was to be said, but: {message}")


def names(directory: Path) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir())


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


# ---- kills and failing calls


def count_calls(directory: Path) -> int:
    save(directory, 1, 2)
    with faults(0, dying) as shim:
        save(directory, 3)
    assert {"file.open", "file.write", "fsync", "rename", "mkdir", "rmdir"} <= set(shim.calls)
    return len(shim.calls)


@pytest.mark.parametrize("step", [2, 3])
def test_killed_in_any_call_old_or_new_remains(tmp_path: Path, step: int) -> None:
    """With step 2 the newest checkpoint itself is being replaced."""
    for nth in range(1, count_calls(tmp_path / "count") + 1):
        directory = tmp_path / str(nth)
        save(directory, 1, 2)
        with faults(nth, dying, lasting=True) as shim:
            try:
                save(directory, step)
            except Killed:
                assert len(shim.calls) >= nth
        found = newest_checkpoint(directory, silent)
        assert found.step in (2, step)
        assert_is(found, found.step)
        assert not [name for name in names(directory) if not name.startswith("step-")]


def test_really_killed(tmp_path: Path) -> None:
    calls = count_calls(tmp_path / "count")
    for nth in range(1, calls + 1, 3):
        directory = tmp_path / str(nth)
        save(directory, 1, 2)
        child = os.fork()
        if child == 0:
            with faults(nth, exiting):
                save(directory, 3)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 137
        found = newest_checkpoint(directory, silent)
        assert_is(found, found.step)
        assert found.step in (2, 3)
        assert not [name for name in names(directory) if not name.startswith("step-")]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES])
@pytest.mark.parametrize("lasting", [False, True])
def test_any_call_fails_old_or_new_remains(tmp_path: Path, number: int, lasting: bool) -> None:
    assert number in ERRNOS
    for nth in range(1, count_calls(tmp_path / "count") + 1):
        directory = tmp_path / str(nth)
        save(directory, 1, 2)
        said = None
        with faults(nth, failing(number), lasting=lasting):
            try:
                save(directory, 3)
            except GansmithError as error:
                said = error
        found = newest_checkpoint(directory, silent)
        assert_is(found, found.step)
        assert found.step in ((3,) if said is None else (2, 3))
        if said is not None:
            assert said.exit_code == 1
            assert str(directory) in str(said)
            assert ("disk is full" in str(said)) == (number == errno.ENOSPC)


def test_full_disk_names_the_bytes_needed(tmp_path: Path) -> None:
    save(tmp_path, 1)
    size = sum(file.stat().st_size for file in (tmp_path / "step-000001").glob("state.*"))
    with faults(3, failing(errno.ENOSPC), lasting=True), pytest.raises(GansmithError) as caught:
        save(tmp_path, 2)
    assert f"the disk is full and {size:,} bytes are needed" in str(caught.value)
    assert str(tmp_path / "step-000002") in str(caught.value)


def test_all_is_on_the_disk_before_the_name_is_and_the_name_before_anything_is_deleted(tmp_path: Path) -> None:
    save(tmp_path, 1, 2)
    with faults(0, dying) as shim:
        save(tmp_path, 3)
    into_place = shim.calls.index("rename")
    assert shim.calls[:into_place].count("fsync") == len(["tensors", "state", "manifest", "directory"])
    assert shim.calls[into_place - 1] == "fsync"
    assert shim.calls[into_place + 2] == "fsync"  # after the open of the parent
    assert "rmdir" not in shim.calls[: into_place + 2]


def test_state_that_is_not_json_touches_nothing(tmp_path: Path) -> None:
    save(tmp_path, 1)
    with pytest.raises(ValueError):
        save_checkpoint(tmp_path, 2, {}, {"loss": float("nan")})
    assert names(tmp_path) == ["step-000001"]


# ---- damage


def flip_bit(path: Path, bit: int) -> None:
    content = bytearray(path.read_bytes())
    bit %= 8 * len(content)
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)


def truncate(path: Path, bit: int) -> None:
    os.truncate(path, bit % path.stat().st_size)


def fill_with_zeros(path: Path, bit: int) -> None:
    content = path.read_bytes()
    start = bit % len(content)
    path.write_bytes(content[:start] + bytes(len(content) - start))


def remove(path: Path, bit: int) -> None:
    path.unlink()


def swap_with_neighbour(path: Path, bit: int) -> None:
    others = sorted(other for other in path.parent.iterdir() if other != path)
    other = others[bit % len(others)]
    first, second = path.read_bytes(), other.read_bytes()
    path.write_bytes(second)
    other.write_bytes(first)


def take_from_previous(path: Path, bit: int) -> None:
    shutil.copyfile(path.parents[1] / "step-000001" / path.name, path)


def grow(path: Path, bit: int) -> None:
    path.write_bytes(path.read_bytes() + bytes(1 + bit % 5))


DAMAGES = [(flip_bit, 250), (truncate, 40), (fill_with_zeros, 20), (swap_with_neighbour, 10)]
DAMAGES += [(remove, 3), (take_from_previous, 3), (grow, 20)]


@pytest.mark.parametrize(("damage", "trials"), DAMAGES, ids=lambda value: getattr(value, "__name__", None))
def test_no_damage_is_silent(tmp_path: Path, damage: Callable[[Path, int], None], trials: int) -> None:
    save(tmp_path, 1, 2)
    newest = tmp_path / "step-000002"
    kept = tmp_path / "kept"
    newest.rename(kept)
    draw = random.Random(damage.__name__)
    for trial in range(trials):
        shutil.copytree(kept, newest)
        path = newest / ("state.safetensors", "state.json", "manifest.json")[trial % 3]
        before = path.read_bytes()
        damage(path, draw.getrandbits(40))
        assert not path.exists() or path.read_bytes() != before
        said: list[str] = []
        assert_is(newest_checkpoint(tmp_path, said.append, owner=False), 1)
        assert len(said) == 1
        assert "step-000002" in said[0]
        assert "is damaged" in said[0]
        shutil.rmtree(newest)


def test_owner_sets_damaged_ones_aside_and_reader_does_not(tmp_path: Path) -> None:
    for expected in ("bad-step-000002", "bad-step-000002-2"):
        save(tmp_path, 1, 2, keep=9)
        flip_bit(tmp_path / "step-000002" / "state.safetensors", 5000)
        said: list[str] = []
        before = names(tmp_path)
        assert_is(newest_checkpoint(tmp_path, said.append, owner=False), 1)
        assert names(tmp_path) == before
        assert_is(newest_checkpoint(tmp_path, said.append), 1)
        assert expected in names(tmp_path)
        assert "step-000002" not in names(tmp_path)
        assert len(said) == 2
        assert_is(newest_checkpoint(tmp_path, silent), 1)


def test_none_left_is_an_error_with_the_list_not_a_new_start(tmp_path: Path) -> None:
    save(tmp_path, 1, 2)
    for step in (1, 2):
        truncate(tmp_path / f"step-{step:06d}" / "state.json", 3)
    for _ in range(2):
        with pytest.raises(DataError, match="damaged are bad-step-000001, bad-step-000002") as caught:
            newest_checkpoint(tmp_path, [].append)
        assert caught.value.exit_code == 3


@pytest.mark.parametrize("owner", [True, False])
def test_no_checkpoint_at_all_is_said(tmp_path: Path, owner: bool) -> None:
    for directory in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(DataError, match=r"holds no checkpoint: the run stopped before its first\."):
            newest_checkpoint(directory, silent, owner=owner)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable_is_damaged(tmp_path: Path) -> None:
    save(tmp_path, 1, 2)
    (tmp_path / "step-000002" / "state.json").chmod(stat.S_IWUSR)
    assert_is(newest_checkpoint(tmp_path, [].append), 1)


def test_a_renamed_checkpoint_is_not_taken_for_another_step(tmp_path: Path) -> None:
    save(tmp_path, 1, 2)
    (tmp_path / "step-000002").rename(tmp_path / "step-000009")
    said: list[str] = []
    assert_is(newest_checkpoint(tmp_path, said.append), 1)
    assert "it holds step 2" in said[0]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"state.json": b"[]"},
        {"state.json": json_bytes({"step": 2, "state": {}})},
        {"state.json": json_bytes({"step": 2, "state": {}}), "state.safetensors": b"\x80\x04pickle"},
        {"state.json": json_bytes({"step": 2}), "state.safetensors": safetensors.torch.save({})},
    ],
)
def test_a_sealed_directory_that_is_no_checkpoint_is_damaged(tmp_path: Path, files: dict[str, bytes]) -> None:
    save(tmp_path, 1)
    folder = tmp_path / "step-000002"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    write_manifest(folder)
    said: list[str] = []
    assert_is(newest_checkpoint(tmp_path, said.append), 1)
    assert "was not written as a checkpoint" in said[0]


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


def test_a_reader_beside_a_writer_sees_whole_checkpoints_only(tmp_path: Path) -> None:
    save(tmp_path, 1)
    child = os.fork()
    if child == 0:
        save(tmp_path, *range(2, 60), keep=2)
        os._exit(0)
    seen = []
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        seen.append(newest_checkpoint(tmp_path, silent, owner=False).step)
    assert seen == sorted(seen)
    assert_is(newest_checkpoint(tmp_path, silent), 59)
