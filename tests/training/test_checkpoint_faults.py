"""Whatever call fails or kills while a checkpoint is saved, old or new remains, never neither."""

import errno
from pathlib import Path

import pytest
from faults import ERRNOS, Killed, dying, exiting, failing, faults
from numbered_checkpoints import assert_is, names, save, silent
from tiny_runs import exit_code, in_child

from gansmith.errors import GansmithError
from gansmith.training.checkpoint import newest_checkpoint

# Forking is safe here: the child uses no thread.
pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")


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

        def die(nth: int = nth, directory: Path = directory) -> int:
            with faults(nth, exiting):
                save(directory, 3)
            return 0

        assert exit_code(in_child(die, tmp_path / "said.txt")) == 137
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
