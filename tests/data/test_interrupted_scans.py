"""A stop while scans are read or written leaves nothing under the name asked for, and earlier files as they were."""

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from test_scans import dcm, nii, volume

from gansmith.data.formats import sample_file
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data

pytest.importorskip("nibabel")
pytest.importorskip("pydicom")


class Third:
    """A function that is stopped by Ctrl-C the third time it is called."""

    def __init__(self, function: Any) -> None:
        self.function, self.calls = function, 0

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        self.calls += 1
        if self.calls == 3:
            raise KeyboardInterrupt
        return self.function(*arguments, **options)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five images in a folder."""
    (tmp_path / "in").mkdir()
    for number in range(5):
        dcm(tmp_path / "in" / f"{number}.dcm", volume((16, 12)) + number)
    return tmp_path / "in"


def test_a_folder_of_images_is_written_whole_or_not_at_all(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = open_data(folder)
    monkeypatch.setattr(sample_file, "write_image", Third(sample_file.write_image))
    with pytest.raises(KeyboardInterrupt):
        write_data(folder.parent / "out", data.values, data.origin)
    assert [entry.name for entry in folder.parent.iterdir()] == ["in"]


def test_a_packed_volume_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = open_data(nii(tmp_path / "in.nii.gz", volume()))
    out = write_data(tmp_path / "out.nii.gz", data.values[:2], data.origin)
    before = out.read_bytes()

    def stopped(*_: Any, **__: Any) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(gzip, "compress", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_data(out, data.values, data.origin)
    assert out.read_bytes() == before
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["in.nii.gz", "out.nii.gz"]


def test_reading_goes_on_after_a_stop(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = open_data(folder).values
    with monkeypatch.context() as patch:
        patch.setattr(sample_file, "read_apart", Third(sample_file.read_apart))
        with pytest.raises(KeyboardInterrupt):
            open_data(folder)
    np.testing.assert_array_equal(open_data(folder).values, whole)
