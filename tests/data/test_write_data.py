"""What is written is what was asked, whole or not at all."""

import errno
from pathlib import Path

import numpy as np
import pytest

from gansmith.data.dataset import Dataset
from gansmith.data.formats import npy
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data
from gansmith.errors import GansmithError, UsageError

pytest.importorskip("pyarrow")
h5py = pytest.importorskip("h5py")
scipy_io = pytest.importorskip("scipy.io")

FILES = ("a.mat", "a.npy", "a.npz", "a.h5", "a.csv", "a.tsv", "a.parquet", "a.idx", "a.idx.gz")


@pytest.fixture
def pictures() -> Dataset:
    return open_data(np.random.default_rng(0).integers(0, 255, (6, 4, 5)).astype(np.uint8))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", [*FILES, "images"])
def test_the_same_samples_make_the_same_bytes(
    tmp_path: Path, pictures: Dataset, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, now in (("one", 1e9), ("two", 1.5e9)):
        monkeypatch.setattr("time.time", lambda now=now: now)
        (tmp_path / folder).mkdir()
        write_data(tmp_path / folder / name, pictures.values, pictures.origin)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert len(contents(tmp_path / "one")) == (6 if name == "images" else 1)


def test_a_mat_file_holds_the_variable_and_nothing_else(tmp_path: Path, pictures: Dataset) -> None:
    path = write_data(tmp_path / "a.mat", pictures.values, pictures.origin)
    assert [name for name, _, _ in scipy_io.whosmat(path)] == ["data"]
    assert path.read_bytes()[:116].rstrip() == b"MATLAB 5.0 MAT-file, written by gansmith"


def test_generated_mat_looks_like_the_one_learned_from(tmp_path: Path) -> None:
    scipy_io.savemat(tmp_path / "planet.mat", {"data_single": np.ones((7, 30), np.float32)})
    data = open_data(tmp_path / "planet.mat", samples_axis=1)
    path = write_data(tmp_path / "simulated.mat", np.zeros((100, 7), np.float32), data.origin)
    assert scipy_io.whosmat(path) == [("data_single", (7, 100), "single")]


def test_matlab_73_has_its_header_and_classes(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "in.mat", "w", userblock_size=512) as file:
        file["x"] = np.zeros((3, 9))
        file["x"].attrs["MATLAB_class"] = np.bytes_("double")
    data = open_data(tmp_path / "in.mat")
    assert data.values.shape == (9, 3)
    path = write_data(tmp_path / "out.mat", data.values[:4], data.origin)
    header = path.read_bytes()[:512]
    assert header.startswith(b"MATLAB 7.3 MAT-file")
    assert header[124:128] == b"\x00\x02IM"
    with h5py.File(path) as file:
        assert list(file) == ["x"]
        assert file["x"].shape == (3, 4)
        assert file["x"].attrs["MATLAB_class"] == b"double"


def test_channels_go_back_where_they_were(tmp_path: Path) -> None:
    np.save(tmp_path / "in.npy", np.zeros((6, 3, 8, 9), np.uint8))
    data = open_data(tmp_path / "in.npy")
    assert data.values.shape == (6, 8, 9, 3)
    assert np.load(write_data(tmp_path / "out.npy", data.values[:2], data.origin)).shape == (2, 3, 8, 9)


def test_classes_are_folders_inside_the_one_that_was_named(tmp_path: Path, pictures: Dataset) -> None:
    labels = np.array([0, 1, -1, 1, 0, 0])
    folder = write_data(tmp_path / "images", pictures.values, pictures.origin, labels, ("cat", "../dog"))
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*.png")) == [
        "%2E.%2Fdog/000001.png",
        "%2E.%2Fdog/000003.png",
        "cat/000000.png",
        "cat/000004.png",
        "cat/000005.png",
        "unknown/000002.png",
    ]


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("a.doc", r"Use \.mat, "),
        ("nowhere/a.npy", "no folder .*nowhere"),
        ("full", "not empty"),
    ],
)
def test_places_that_do_not_do(tmp_path: Path, pictures: Dataset, name: str, pattern: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "precious").touch()
    with pytest.raises(UsageError, match=pattern):
        write_data(tmp_path / name, pictures.values, pictures.origin)
    assert (tmp_path / "full" / "precious").exists()


@pytest.mark.parametrize(
    ("values", "name", "pattern"),
    [
        (np.zeros((3, 9)), "images", "no pictures.*samples.npy"),
        (np.zeros((3, 4, 4)) + 0.5, "images", "without loss"),
        (np.full((3, 4, 4), -1), "images", "without loss"),
        (np.full((3, 4, 4, 3), 256), "images", "without loss"),
        (np.zeros((3, 4, 4, 2), np.uint8), "images", "2"),
        (np.zeros((3, 4), np.int64), "a.idx", "int64"),
    ],
)
def test_what_a_format_cannot_hold(tmp_path: Path, values: np.ndarray, name: str, pattern: str) -> None:
    with pytest.raises(UsageError, match=pattern):
        write_data(tmp_path / name, values, open_data(values).origin)
    assert list(tmp_path.iterdir()) == []


def test_labels_that_have_no_place(tmp_path: Path, pictures: Dataset) -> None:
    with pytest.raises(UsageError, match="6 samples and 5 labels"):
        write_data(tmp_path / "a.npz", pictures.values, pictures.origin, np.arange(5))
    with pytest.raises(UsageError, match="from 0 to 5, but there are 2 classes"):
        write_data(tmp_path / "a.npz", pictures.values, pictures.origin, np.arange(6), ("a", "b"))
    assert list(tmp_path.iterdir()) == []


def test_the_training_data_is_not_overwritten(tmp_path: Path) -> None:
    np.save(tmp_path / "in.npy", np.eye(3))
    data = open_data(tmp_path / "in.npy")
    with pytest.raises(UsageError, match="learned from"):
        write_data(tmp_path / "in.npy", data.values, data.origin)


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, pictures: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.npy").write_bytes(b"old")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(npy.np, "save", full)
    with pytest.raises(GansmithError, match=r"a\.npy could not be written"):
        write_data(tmp_path / "a.npy", pictures.values, pictures.origin)
    assert contents(tmp_path) == {"a.npy": b"old"}
