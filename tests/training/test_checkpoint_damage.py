"""A damaged checkpoint is never loaded: it is named and set aside, and the one before it is taken, or none."""

import os
import random
import shutil
import stat
from pathlib import Path

import pytest
import safetensors.torch
from damages import COUNTED, Damage, truncate
from numbered_checkpoints import assert_is, flip_bit, names, save, silent

from gansmith.errors import DataError
from gansmith.storage.atomic import json_bytes
from gansmith.storage.manifest import write_manifest
from gansmith.training.checkpoint import newest_checkpoint


@pytest.mark.parametrize(("damage", "trials"), COUNTED, ids=lambda value: getattr(value, "__name__", None))
def test_no_damage_is_silent(tmp_path: Path, damage: Damage, trials: int) -> None:
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
        assert not path.is_file() or path.read_bytes() != before
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
    assert "is damaged" in said[0]
