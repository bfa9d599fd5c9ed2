"""What each reader makes of the arrays, tables and MNIST files people have."""

import gzip
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from gansmith.data.dataset import Dataset, Origin
from gansmith.data.formats import npy
from gansmith.data.formats.axes import from_array
from gansmith.data.formats.read import open_data
from gansmith.errors import DataError, UsageError

scipy_io = pytest.importorskip("scipy.io")


def in_memory(shape: tuple[int, ...], axis: int | None = None) -> Dataset:
    return from_array(np.zeros(shape, np.uint8), format="npy", path="array", samples_axis=axis)


@pytest.mark.parametrize(
    ("stored", "samples_first"),
    [
        ((5,), (5, 1)),
        ((100, 7), (100, 7)),
        ((100, 28, 28), (100, 28, 28)),
        ((28, 28, 100), (100, 28, 28)),  # MATLAB's habit
        ((32, 28, 5000), (5000, 32, 28)),
        ((20, 24, 64), (20, 24, 64)),  # twenty spectrograms
        ((28, 28, 30), (28, 28, 30)),  # not much longer: samples come first
        ((32, 32, 3, 500), (500, 32, 32, 3)),  # as the street view house numbers come
        ((500, 32, 32, 3), (500, 32, 32, 3)),
        ((500, 3, 32, 32), (500, 32, 32, 3)),
        ((500, 1, 28, 28), (500, 28, 28, 1)),
        ((50, 64, 64, 100), (50, 64, 64, 100)),  # a hundred wavelengths
        ((50, 100, 64, 64), (50, 64, 64, 100)),
    ],
)
def test_axes_are_told_apart(stored: tuple[int, ...], samples_first: tuple[int, ...]) -> None:
    assert in_memory(stored).values.shape == samples_first


def test_the_axis_of_the_samples_can_be_said() -> None:
    assert in_memory((7, 100), 1).values.shape == (100, 7)
    assert in_memory((7, 100), -1).origin.samples_axis == 1
    assert in_memory((28, 28, 100), 0).values.shape == (28, 28, 100)
    with pytest.raises(UsageError, match=r"samples_axis='?2'?.*axes 0 to 1"):
        in_memory((7, 100), 2)


def test_an_array_in_memory_is_data() -> None:
    values = np.arange(12.0).reshape(4, 3)
    assert open_data(values).values is not None
    np.testing.assert_array_equal(open_data(values).values, values)
    np.testing.assert_array_equal(open_data(values, samples_axis=1).values, values.T)


def test_doubles_of_whole_numbers_are_doubles(tmp_path: Path) -> None:
    scipy_io.savemat(tmp_path / "a.mat", {"data": np.arange(6.0).reshape(3, 2)}, do_compression=True)
    assert open_data(tmp_path / "a.mat").values.dtype == np.float64


def test_a_matrix_among_vectors_and_scalars_is_the_data(tmp_path: Path) -> None:
    variables = {"spectra": np.eye(4), "wavelength": np.arange(4.0), "version": 3.0, "y": [[0], [1], [1], [0]]}
    scipy_io.savemat(tmp_path / "a.mat", variables)
    data = open_data(tmp_path / "a.mat")
    assert (data.origin.variable, data.origin.label) == ("spectra", "y")
    assert data.labels is not None
    assert data.labels.tolist() == [0, 1, 1, 0]
    assert open_data(tmp_path / "a.mat", variable="wavelength", samples_axis=1).values.shape == (4, 1)


def test_several_variables_are_listed(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", first=np.eye(3), second=np.ones((4, 2), np.uint8))
    with pytest.raises(DataError, match=r"variable='?NAME'?: first 3x3 float64; second 4x2 uint8"):
        open_data(tmp_path / "a.npz")
    with pytest.raises(DataError, match=r"no variable 'secnd'. Did you mean 'second'\?"):
        open_data(tmp_path / "a.npz", variable="secnd")
    assert open_data(tmp_path / "a.npz", variable="second").values.shape == (4, 2)


def test_a_companion_that_is_no_class_number_is_no_label(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", data=2 * np.eye(3), y=[0.5, 1.0, 2.0])
    assert open_data(tmp_path / "a.npz").labels is None
    with pytest.raises(DataError, match=r"y holds 0.5, which names no class"):
        open_data(tmp_path / "a.npz", label="y")
    np.savez(tmp_path / "b.npz", data=np.eye(3), y=[0, np.inf, 1e300])
    with pytest.raises(DataError, match=r"y holds inf"):
        open_data(tmp_path / "b.npz", label="y")
    with pytest.raises(DataError, match=r"one label for each"):
        open_data(tmp_path / "a.npz", label="data")


@pytest.mark.parametrize(
    ("raw", "labels", "names"),
    [
        ([3, 5, 3], [0, 1, 0], ("3", "5")),
        ([-1, 1, 1], [0, 1, 1], ("-1", "1")),  # plus and minus one are two classes
        ([-1, 0, 1], [0, 1, 2], ("-1", "0", "1")),  # and so it is among others, unless said otherwise
        ([2.0, np.nan, 1.0], [1, -1, 0], ("1", "2")),
        ([True, False, True], [1, 0, 1], ("0", "1")),
    ],
)
def test_labels_become_indices(tmp_path: Path, raw: list[float], labels: list[int], names: tuple[str, ...]) -> None:
    np.savez(tmp_path / "a.npz", data=np.eye(3), label=raw)
    data = open_data(tmp_path / "a.npz")
    assert data.labels is not None
    assert data.labels.tolist() == labels
    assert data.class_names == names


@pytest.mark.parametrize("version", [(1, 0), (2, 0)])
def test_a_big_npy_is_mapped_not_loaded(
    tmp_path: Path, version: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(npy, "share", lambda: 0)
    with (tmp_path / "a.npy").open("wb") as file:
        np.lib.format.write_array(file, np.arange(6.0).reshape(3, 2), version=version)
    values = open_data(tmp_path / "a.npy").values
    assert isinstance(values.base, np.memmap) or isinstance(values.base.base, np.memmap)
    np.testing.assert_array_equal(values, [[0, 1], [2, 3], [4, 5]])


def write_idx(path: Path, values: np.ndarray, code: int = 8) -> None:
    header = struct.pack(f">HBB{values.ndim}I", 0, code, values.ndim, *values.shape)
    content = header + values.tobytes()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


@pytest.mark.parametrize("spelling", ["{}-images-idx3-ubyte.gz", "{}-images.idx3-ubyte"])
def test_a_folder_of_mnist_files_is_its_training_set(tmp_path: Path, spelling: str) -> None:
    for part, samples in (("train", 6), ("t10k", 3)):
        images = spelling.format(part)
        write_idx(tmp_path / images, np.full((samples, 4, 5), samples, np.uint8))
        labels = images.replace("images", "labels").replace("idx3", "idx1")
        write_idx(tmp_path / labels, np.arange(samples, dtype=np.uint8))
    data = open_data(tmp_path)
    assert data.values.shape == (6, 4, 5)
    assert data.class_names == tuple("012345")
    assert open_data(tmp_path / spelling.format("t10k")).labels is not None


def test_idx_of_wide_numbers_is_big_endian(tmp_path: Path) -> None:
    write_idx(tmp_path / "a.idx", np.array([[1, 2], [3, 4], [5, 60000]], ">i4"), code=0x0C)
    data = open_data(tmp_path / "a.idx")
    assert data.values.tolist() == [[1, 2], [3, 4], [5, 60000]]
    assert data.values.dtype == np.int32
    assert data.origin.dtype == ">i4"


@pytest.mark.parametrize("table", ["csv", "parquet"])
def test_empty_cells(tmp_path: Path, table: str) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    if table == "csv":
        (tmp_path / "a.csv").write_text("a,b,kind\n1,2,x\n,4,\n5,6,y\n")
    else:
        import pyarrow.parquet

        columns = {"a": [1, None, 5], "b": [2, 4, 6], "kind": pyarrow.array(["x", None, "y"]).dictionary_encode()}
        pyarrow.parquet.write_table(pyarrow.table(columns), tmp_path / "a.parquet")
    data = open_data(tmp_path / f"a.{table}", label="kind")
    assert data.values.dtype == np.float64
    assert np.isnan(data.values[1, 0])
    assert data.labels is not None
    assert data.labels.tolist() == [0, -1, 1]


def test_types_of_a_table(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "a.csv").write_text("a,b\n1,2\n3,4\n")
    assert open_data(tmp_path / "a.csv").values.dtype == np.int64
    (tmp_path / "a.csv").write_text("\ufeffa,b\n1,2.5\n3,4\n", encoding="utf-8")
    data = open_data(tmp_path / "a.csv")
    assert data.values.dtype == np.float64
    assert data.origin.columns == ("a", "b")
    (tmp_path / "a.csv").write_text("a,b\n" + "1,2\n" * 300_000 + "1,2.5\n")  # the first block has only integers
    assert open_data(tmp_path / "a.csv").values[-1, 1] == 2.5


def test_a_wide_table(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    row = ",".join("0.123456789" for _ in range(5000))
    (tmp_path / "a.csv").write_text(f"{row}\n{row}\n{row}\n".replace("0.1", "0.2", 1))
    assert open_data(tmp_path / "a.csv").values.shape == (3, 5000)


def test_reading_needs_no_torch_and_nothing_heavy_until_asked() -> None:
    code = (
        "import sys, gansmith.data.formats.read, gansmith.data.formats.write\n"
        "import gansmith.data.codec.codec, gansmith.data.describe\n"
        "print(sorted({'torch', 'scipy', 'h5py', 'pyarrow', 'PIL', 'sklearn'} & set(sys.modules)))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "[]"


def test_a_damaged_origin_is_refused() -> None:
    document = open_data(np.eye(3)).origin.to_json()
    for damaged in ({"format": "npy"}, document | {"colour": "red"}, document | {"columns": None}):
        with pytest.raises(DataError, match="origin of the data is damaged"):
            Origin.from_json(damaged)
