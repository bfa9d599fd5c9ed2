"""What does not fit the share of memory is mapped from a file: equal, nameless, and refused where the disk is short."""

from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from gansmith.data.chunks import row_chunks
from gansmith.data.formats.contents import Contents
from gansmith.data.formats.idx import read_idx, write_idx
from gansmith.data.formats.read import open_data
from gansmith.data.formats.variables import Choices
from gansmith.data.storage import memory
from gansmith.data.storage.store import is_mapped, store
from gansmith.errors import DataError, StorageError

VALUES = np.random.default_rng(0).integers(0, 200, (30, 4, 6), dtype=np.uint8)


@pytest.fixture
def no_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let nothing fit, and return the empty folder where files would go."""
    for module in ("storage.store", "formats.idx"):
        monkeypatch.setattr(f"gansmith.data.{module}.share", lambda: 0)
    monkeypatch.setenv("LOCAL_WORLD_SIZE", str(2**60))  # for the process that reads: a share of nothing
    place = tmp_path / "cache"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    return place


def test_in_memory_or_mapped_the_rows_are_equal(no_memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mapped = store(row_chunks(VALUES, 100), VALUES.shape, np.int16)
    monkeypatch.setattr("gansmith.data.storage.store.share", lambda: VALUES.nbytes * 2)
    resident = store(row_chunks(VALUES, 100), VALUES.shape, np.int16)
    assert (is_mapped(mapped), is_mapped(mapped[3:, np.newaxis]), is_mapped(resident)) == (True, True, False)
    assert mapped.dtype == resident.dtype == np.int16
    np.testing.assert_array_equal(mapped, VALUES)
    np.testing.assert_array_equal(resident, VALUES)
    assert not list(no_memory.iterdir())


def test_a_short_disk_is_refused_before_anything_is_made(no_memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "free")
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(5000))

    def blocks() -> Iterator[np.ndarray]:
        raise AssertionError("nothing should be read")
        yield

    with pytest.raises(StorageError, match=rf"takes 720 bytes.*{no_memory} has 5,000 bytes free.*set TMPDIR"):
        store(blocks(), (30, 24), np.uint8)


def test_a_missing_folder_is_named(no_memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(no_memory / "gone"))
    with pytest.raises(StorageError, match="gone"):
        store(row_chunks(VALUES), VALUES.shape, np.uint8)


def test_an_array_in_foreign_order_is_mapped_in_ours(no_memory: Path, tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", VALUES.reshape(30, -1).T.astype(">i2"))
    data = open_data(tmp_path / "a.npy", samples_axis=1)
    assert is_mapped(data.values)
    np.testing.assert_array_equal(data.values, VALUES.reshape(30, -1))


def test_idx_is_mapped_where_it_lies(no_memory: Path, tmp_path: Path) -> None:
    data = open_data(VALUES)
    path = tmp_path / "a-idx3-ubyte"
    write_idx(path, Contents(data.values, data.origin))
    again = read_idx(str(path), Choices())
    assert is_mapped(again.values)
    np.testing.assert_array_equal(again.values, VALUES)
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(DataError, match="721 bytes of data where it promises 720"):
        read_idx(str(path), Choices())


@pytest.mark.parametrize("name", ["a.h5", "a.mat"])
def test_hdf5_is_read_by_slices(no_memory: Path, tmp_path: Path, name: str) -> None:
    pytest.importorskip("h5py")
    from gansmith.data.formats.hdf5 import write_hdf5
    from gansmith.data.formats.mat73_writer import write_mat73

    if name == "a.h5":
        write_hdf5(tmp_path / name, Contents(VALUES, open_data(VALUES).origin))
    else:
        write_mat73(tmp_path / name, {"data": VALUES})
    data = open_data(tmp_path / name, samples_axis=0)
    assert is_mapped(data.values)
    np.testing.assert_array_equal(data.values, VALUES)


def test_pictures_are_decoded_into_the_file(no_memory: Path, tmp_path: Path) -> None:
    from gansmith.data.formats.image_writing import write_folder

    folder = tmp_path / "pictures"
    folder.mkdir()
    write_folder(folder, Contents(VALUES, open_data(VALUES).origin))
    data = open_data(folder)
    assert is_mapped(data.values)
    np.testing.assert_array_equal(data.values, VALUES)


def test_the_share_is_half_of_what_is_available_between_the_processes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    meminfo, limit = tmp_path / "meminfo", tmp_path / "memory.max"
    monkeypatch.setattr(memory, "_MEMINFO", meminfo)
    monkeypatch.setattr(memory, "_CGROUP", limit)
    meminfo.write_text("MemTotal:  9000 kB\nMemAvailable:  4000 kB\n")
    assert memory.available() == 4000 * 1024
    limit.write_text("max\n")
    assert memory.share() == 2000 * 1024
    limit.write_text("1000000\n")
    monkeypatch.setenv("LOCAL_WORLD_SIZE", "2")
    assert memory.share() == 250_000
    meminfo.unlink()
    assert 0 < memory.available() <= 1_000_000
