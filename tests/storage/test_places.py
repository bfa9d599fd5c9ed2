"""Devices, folders and links stay what they are, and a place without a folder is refused by name."""

from pathlib import Path

import pytest

from gansmith.errors import GansmithError, UsageError
from gansmith.storage.atomic import atomic_directory, atomic_file, read_json, require_parent, write_json


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_devices_are_never_replaced() -> None:
    with pytest.raises(GansmithError, match="/dev/full exists and is not a regular file"), atomic_file("/dev/full"):
        pass
    assert Path("/dev/full").is_char_device()


def test_a_file_is_not_replaced_by_a_directory_nor_the_other_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    with pytest.raises(GansmithError, match="not a directory"), atomic_directory(tmp_path / "file"):
        pass
    with pytest.raises(GansmithError, match="not a regular file"), atomic_file(tmp_path / "folder"):
        pass
    assert (tmp_path / "file").read_text() == "mine"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(GansmithError, match=r"could not be written: No such file.*Check that .*nowhere exists"):
        write_json(tmp_path / "nowhere" / "x.json", 1)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text("1")
    (tmp_path / "link.json").symlink_to("real.json")
    write_json(tmp_path / "link.json", 2)
    assert (tmp_path / "link.json").is_symlink()
    assert read_json(tmp_path / "real.json") == 2


def test_a_place_without_a_folder_is_refused_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    for fine in (Path("x"), tmp_path / "x.png", Path("file"), Path("../x")):
        require_parent(fine)
    for place in (Path("no/x"), tmp_path / "no" / "x", Path("file/x")):
        with pytest.raises(UsageError, match=rf"{place}: there is no folder .*{place.parent.name}. Make it first"):
            require_parent(place)
