"""Files and directories appear whole or not at all, at every point where something can go wrong."""

import errno
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from faults import ERRNOS, Killed, dying, failing, faults

from gansmith.errors import GansmithError
from gansmith.storage.atomic import atomic_directory, atomic_file, read_json, remove_directory, write_json
from gansmith.storage.leftovers import sweep, temporary_name

OLD, NEW = {"version": "old"}, {"version": "new", "list": [1, 2, 3]}


def write_old_directory(path: Path) -> None:
    path.mkdir()
    (path / "a.json").write_text(json.dumps(OLD))
    (path / "b.json").write_text(json.dumps(OLD))


def write_new_directory(path: Path) -> None:
    with atomic_directory(path) as folder:
        (folder / "sub").mkdir()
        (folder / "a.json").write_text(json.dumps(NEW))
        (folder / "sub" / "c.json").write_text(json.dumps(NEW))


def read_directory(path: Path) -> object:
    return {str(file.relative_to(path)): json.loads(file.read_text()) for file in path.rglob("*.json")}


def write_old_file(path: Path) -> None:
    path.write_text(json.dumps(OLD))


def write_new_file(path: Path) -> None:
    write_json(path, NEW)


CASES = [
    pytest.param(write_old_file, write_new_file, read_json, id="file"),
    pytest.param(write_old_directory, write_new_directory, read_directory, id="directory"),
]

Write, Read = Callable[[Path], None], Callable[[Path], object]


@pytest.mark.parametrize("exists", [True, False])
@pytest.mark.parametrize(("write_old", "write_new", "read"), CASES)
class TestOldOrNew:
    def run(self, place: Path, write_old: Write, write_new: Write, read: Read, exists: bool) -> tuple[object, int]:
        """Return what the undisturbed write leaves, and how many calls it takes."""
        place.mkdir()
        if exists:
            write_old(place / "target")
        with faults(0, dying) as shim:
            write_new(place / "target")
        assert [entry.name for entry in place.iterdir()] == ["target"]
        return read(place / "target"), len(shim.calls)

    def test_killed_in_any_call(
        self, tmp_path: Path, write_old: Write, write_new: Write, read: Read, exists: bool
    ) -> None:
        new, calls = self.run(tmp_path / "0", write_old, write_new, read, exists)
        assert calls >= 5
        for nth in range(1, calls + 1):
            target = tmp_path / str(nth) / "target"
            target.parent.mkdir()
            old = None
            if exists:
                write_old(target)
                old = read(target)
            with faults(nth, dying, lasting=True), pytest.raises(Killed):
                write_new(target)
            sweep(target.parent)
            found = read(target) if target.exists() else None
            assert found in (old, new)
            assert {entry.name for entry in target.parent.iterdir()} <= {"target"}

    def test_any_call_fails(self, tmp_path: Path, write_old: Write, write_new: Write, read: Read, exists: bool) -> None:
        new, calls = self.run(tmp_path / "0", write_old, write_new, read, exists)
        for nth in range(1, calls + 1):
            for number in ERRNOS:
                target = tmp_path / f"{nth}-{number}" / "target"
                target.parent.mkdir()
                old = None
                if exists:
                    write_old(target)
                    old = read(target)
                said = None
                with faults(nth, failing(number)):
                    try:
                        write_new(target)
                    except GansmithError as error:
                        said = error
                sweep(target.parent)
                found = read(target) if target.exists() else None
                assert found in ((new,) if said is None else (old, new))
                assert {entry.name for entry in target.parent.iterdir()} <= {"target"}
                if said is not None:
                    assert said.exit_code == 1
                    assert str(target) in str(said)


def test_error_of_the_block_leaves_nothing_and_is_not_changed(tmp_path: Path) -> None:
    def write_half(atomic: Callable[[Path], AbstractContextManager[Path]]) -> None:
        with atomic(tmp_path / "x") as temporary:
            (temporary / "part" if temporary.is_dir() else temporary).write_text("half")
            raise KeyboardInterrupt

    for atomic in (atomic_file, atomic_directory):
        with pytest.raises(KeyboardInterrupt):
            write_half(atomic)
        assert list(tmp_path.iterdir()) == []


def test_temporary_file_keeps_all_suffixes_and_the_file_system(tmp_path: Path) -> None:
    with atomic_file(tmp_path / "t10k-images.idx3-ubyte.gz") as temporary:
        assert temporary.parent == tmp_path
        assert temporary.suffixes == [".idx3-ubyte", ".gz"]
        temporary.write_bytes(b"x")


def test_full_disk_is_told_with_the_bytes_needed(tmp_path: Path) -> None:
    with (
        pytest.raises(GansmithError, match=r"the disk is full and 1,234,567 bytes are needed\. Free some space"),
        faults(1, failing(errno.ENOSPC), lasting=True),
        atomic_file(tmp_path / "x", needs=1_234_567) as temporary,
    ):
        temporary.write_bytes(b"x")


def test_remove_directory_killed_in_any_call_shows_all_or_nothing(tmp_path: Path) -> None:
    for nth in range(1, 20):
        target = tmp_path / str(nth) / "target"
        target.parent.mkdir()
        write_old_directory(target)
        with faults(nth, dying, lasting=True) as shim:
            try:
                remove_directory(target)
            except Killed:
                assert not target.exists() or len(read_directory(target)) == 2  # type: ignore[arg-type]
        sweep(target.parent)
        assert {entry.name for entry in target.parent.iterdir()} <= {"target"}
        if len(shim.calls) < nth:
            return
    raise AssertionError("it never came to an end")


def test_a_new_name_is_safe_on_the_disk_when_the_block_has_ended(tmp_path: Path) -> None:
    for write in (write_new_file, write_new_directory):
        with faults(0, dying) as shim:
            write(tmp_path / write.__name__)
        renamed = max(place for place, call in enumerate(shim.calls) if call in ("replace", "rename"))
        assert "fsync" in shim.calls[:renamed]
        assert shim.calls[renamed + 1 : renamed + 3] == ["open", "fsync"]


def test_what_a_dead_process_of_the_same_number_left_is_no_obstacle(tmp_path: Path) -> None:
    """In a container every process may have the same number."""
    write_old_directory(tmp_path / "target")
    for kind in ("tmp", "old", "del"):
        write_old_directory(tmp_path / temporary_name("target", kind))
    write_new_directory(tmp_path / "target")
    assert read_directory(tmp_path / "target") == {"a.json": NEW, "sub/c.json": NEW}
    remove_directory(tmp_path / "target")
    assert list(tmp_path.iterdir()) == []


def test_a_directory_that_cannot_be_replaced_is_put_back_at_once(tmp_path: Path) -> None:
    write_old_directory(tmp_path / "target")
    old = read_directory(tmp_path / "target")
    with faults(0, dying) as shim:
        write_new_directory(tmp_path / "other")
    into_place = shim.calls.index("rename") + 1
    with faults(into_place + 2, failing(errno.EIO)) as shim, pytest.raises(GansmithError):
        write_new_directory(tmp_path / "target")
    assert shim.calls.count("rename") == 3  # aside, into place (failed), back
    assert read_directory(tmp_path / "target") == old
