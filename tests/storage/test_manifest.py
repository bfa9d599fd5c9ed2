"""A manifest finds every change to what it lists."""

import json
import random
from pathlib import Path

import pytest

from gansmith.errors import DataError
from gansmith.storage.manifest import DamagedError, verify_manifest, write_manifest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.bin").write_bytes(random.Random(0).randbytes(2000))
    (tmp_path / "b.bin").write_bytes(random.Random(1).randbytes(2000))
    (tmp_path / "sub" / "empty").write_bytes(b"")
    write_manifest(tmp_path)
    return tmp_path


def test_what_was_written_is_whole(folder: Path) -> None:
    verify_manifest(folder)
    listed = json.loads((folder / "manifest.json").read_text())["files"]
    assert sorted(listed) == ["a.bin", "b.bin", "sub/empty"]
    (folder / "notes.txt").write_text("a file of the user's own is no damage")
    verify_manifest(folder)


def test_every_bit_of_the_manifest_itself_counts(folder: Path) -> None:
    path = folder / "manifest.json"
    content = path.read_bytes()
    for bit in range(0, 8 * len(content), 3):
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        path.write_bytes(flipped)
        with pytest.raises(DamagedError, match=r"manifest\.json is damaged"):
            verify_manifest(folder)


def test_damage_names_file_and_reason(folder: Path) -> None:
    a, b = (folder / "a.bin").read_bytes(), (folder / "b.bin").read_bytes()
    (folder / "a.bin").write_bytes(b)
    (folder / "b.bin").write_bytes(a)
    with pytest.raises(DamagedError, match=r"a\.bin is damaged: its content is not what was written"):
        verify_manifest(folder)
    (folder / "a.bin").write_bytes(a[:-1])
    with pytest.raises(DamagedError, match=r"a\.bin is damaged: it has 1,999 bytes where 2,000 were written"):
        verify_manifest(folder)
    (folder / "a.bin").unlink()
    with pytest.raises(DamagedError, match=r"a\.bin is damaged: it is missing"):
        verify_manifest(folder)
    (folder / "manifest.json").unlink()
    with pytest.raises(DataError, match=r"manifest\.json is damaged: it cannot be read \(No such file"):
        verify_manifest(folder)


def test_a_manifest_cannot_point_outside(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    content = (folder / "a.bin").read_bytes()
    (outside / "a.bin").write_bytes(content)
    (folder / "a.bin").unlink()
    (folder / "a.bin").symlink_to(outside / "a.bin")
    with pytest.raises(DamagedError, match="does not lie in the directory itself"):
        verify_manifest(folder)


@pytest.mark.parametrize("files", [[], "x", {"a.bin": 3}, {"a.bin": {"bytes": "x", "sha256": ""}}, None])
def test_a_manifest_of_another_form_is_refused(folder: Path, files: object) -> None:
    (folder / "manifest.json").write_text(json.dumps({"files": files, "sha256": ""}))
    with pytest.raises(DamagedError):
        verify_manifest(folder)
