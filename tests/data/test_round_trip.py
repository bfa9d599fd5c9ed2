"""A file is read, encoded, decoded and written; what is read again is the same, in the same kind of file."""

from pathlib import Path
from typing import Any

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from real_files import real_data

from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Dataset, Origin
from gansmith.data.formats.axes import from_array, restore
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data

pytest.importorskip("pyarrow")

NUMBERS = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "int64", "float32", "float64")
MAT4_NUMBERS = ("uint8", "int16", "uint16", "int32", "float32", "float64")
IDX_NUMBERS = ("uint8", "int8", "int16", "int32", "float32", "float64")


def there_and_back(first: Dataset, target: Path, **choices: Any) -> Dataset:
    """Through the codec and the writer, then read again."""
    codec = Codec.fit(first)
    values = codec.decode(codec.encode(first.values))
    written = write_data(target, values, first.origin, first.labels, first.class_names)
    return open_data(written, **choices)


def assert_same(first: Dataset, again: Dataset) -> None:
    assert again.values.dtype == first.values.dtype
    np.testing.assert_array_equal(again.values, first.values)
    assert (again.labels is None) == (first.labels is None)
    if first.labels is not None:
        np.testing.assert_array_equal(again.labels, first.labels)
    assert again.class_names == first.class_names
    assert again.sha256 == first.sha256
    assert origin_without_path(again.origin) == origin_without_path(first.origin)
    assert Origin.from_json(first.origin.to_json()) == first.origin


def origin_without_path(origin: Origin) -> dict[str, Any]:
    return origin.to_json() | {"path": ""}


def dyadic(dtype: str, shape: tuple[int, ...], seed: int = 0) -> np.ndarray:
    """Numbers that survive two roundings of float64 exactly: whole, or sixteenths, from 0 to a power of two."""
    whole = np.random.default_rng(seed).integers(0, 65, shape)
    whole.flat[0], whole.flat[1] = 0, 64
    return (whole / 16 if dtype.startswith("float") else whole).astype(dtype)


LAYOUTS = [((6,), 0), ((6, 3), 0), ((6, 4, 5), 0), ((6, 4, 5, 3), 0)]
ARRAY_CASES = [
    *[(dtype, (3, 6), 1) for dtype in (*NUMBERS, "float16", "uint64", "bool", ">f4", ">i2")],
    *[("float32", *layout) for layout in LAYOUTS],
]


@pytest.mark.parametrize(("dtype", "shape", "axis"), ARRAY_CASES)
@pytest.mark.parametrize("suffix", [".npy", ".npz", ".h5"])
def test_arrays(tmp_path: Path, dtype: str, suffix: str, shape: tuple[int, ...], axis: int) -> None:
    stored = dyadic("uint8", shape).astype(dtype)
    write_data(tmp_path / f"first{suffix}", *samples_first(stored, axis))
    first = open_data(tmp_path / f"first{suffix}", samples_axis=axis)
    assert first.origin.stored_shape == shape
    assert np.dtype(first.origin.dtype) == np.dtype(dtype)
    assert_same(first, there_and_back(first, tmp_path / f"again{suffix}", samples_axis=axis))


def samples_first(stored: np.ndarray, axis: int, **more: Any) -> tuple[np.ndarray, Origin]:
    data = from_array(stored, format="npy", path="array", samples_axis=axis, **more)
    return data.values, data.origin


MAT_CASES = [
    *[("4", dtype, (3, 6), 1) for dtype in MAT4_NUMBERS],
    *[(version, dtype, (3, 6), 1) for version in ("5", "7.3") for dtype in (*NUMBERS, "uint64", "bool")],
    *[(version, "float32", *layout) for version in ("5", "7.3") for layout in (((4, 5, 6), 2), ((4, 5, 3, 8), 3))],
    *[(version, "float32", (6, 3), 0) for version in ("4", "5", "7.3")],
]


@pytest.mark.parametrize(("version", "dtype", "shape", "axis"), MAT_CASES)
def test_mat(tmp_path: Path, version: str, dtype: str, shape: tuple[int, ...], axis: int) -> None:
    values, origin = samples_first(dyadic("uint8", shape).astype(dtype), axis)
    origin = Origin(**{**vars(origin), "format": "mat", "variable": "data_single", "details": {"version": version}})
    labels = np.array([2, 0, 1, -1, 2, 1, 0, 0], dtype=np.int64)[: len(values)]
    write_data(tmp_path / "first.mat", values, origin, labels, ("3", "5", "8"))
    first = open_data(tmp_path / "first.mat", samples_axis=axis)
    assert (first.origin.variable, first.origin.label) == ("data_single", "labels")
    assert first.origin.details["version"] == version
    assert first.origin.stored_shape == shape
    assert first.class_names == ("3", "5", "8")
    assert_same(first, there_and_back(first, tmp_path / "again.mat", samples_axis=axis))


@pytest.mark.parametrize("suffix", [".idx", "-images-idx3-ubyte", "-images.idx3-ubyte.gz", ".gz"])
@pytest.mark.parametrize("dtype", IDX_NUMBERS)
def test_idx(tmp_path: Path, suffix: str, dtype: str) -> None:
    values, origin = samples_first(dyadic(dtype, (6, 4, 5)), 0)
    labels = np.array([0, 1, 2, 0, 1, -1])
    write_data(tmp_path / f"first{suffix}", values, origin, labels, ("0", "1", "2"))
    first = open_data(tmp_path / f"first{suffix}")
    np.testing.assert_array_equal(first.labels, labels)
    np.testing.assert_array_equal(first.values, values)
    again = there_and_back(first, tmp_path / f"again{suffix}")
    np.testing.assert_array_equal(again.values, first.values)
    np.testing.assert_array_equal(again.labels, first.labels)


TABLES = {
    "ints": "a,b,kind\n1,2,x\n3,4,y\n5,7,x\n",
    "floats": "a,b,kind\n0.5,2.25,x\n0,4,y\n1024,0,\n",
    "numbered": "kind,a,b\n7,0.5,2\n3,1.5,4\n7,0.25,8\n",
    "quoted": '"a, first","b ""2""",kind\n1,2,"x, y"\n3,4,z\n',
    "headerless": "1,2,3\n4,5,6\n7,8,9\n",
}


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".parquet"])
@pytest.mark.parametrize("table", TABLES)
def test_tables(tmp_path: Path, suffix: str, table: str) -> None:
    source = tmp_path / "source.csv"
    source.write_text(TABLES[table])
    label = "c1" if table == "headerless" else "kind"
    first = open_data(source, label=label)
    if suffix != ".csv":
        write_data(tmp_path / f"first{suffix}", first.values, first.origin, first.labels, first.class_names)
        first = open_data(tmp_path / f"first{suffix}", label=label)
    again = there_and_back(first, tmp_path / f"again{suffix}", label=label)
    assert_same(first, again)
    if suffix == ".csv":
        written = (tmp_path / "again.csv").read_text()
        assert written.replace('"z"', "z") == TABLES[table]


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("labelled", [False, True])
def test_folders(tmp_path: Path, mode: str, labelled: bool) -> None:
    folder = tmp_path / "first"
    channels = {"L": (), "RGB": (3,), "RGBA": (4,), "I;16": ()}[mode]
    dtype, most = ("uint16", 65535) if mode == "I;16" else ("uint8", 255)
    for i in range(6):
        place = folder / ("cats", "dogs", "unknown")[i % 3] if labelled else folder
        place.mkdir(parents=True, exist_ok=True)
        pixels = np.random.default_rng(i).integers(0, most, (5, 7, *channels), endpoint=True).astype(dtype)
        Image.fromarray(pixels).save(place / f"{i}.png")
    first = open_data(folder)
    assert first.values.shape == (6, 5, 7, *channels)
    assert first.values.dtype == dtype
    assert first.class_names == (("cats", "dogs") if labelled else ())
    assert_same(first, there_and_back(first, tmp_path / "again"))


@pytest.mark.parametrize("suffix", [".mat", ".npy", ".npz", ".h5", ".csv", ".parquet", ".idx.gz", ""])
def test_from_images_to_everything(tmp_path: Path, suffix: str) -> None:
    values, origin = samples_first(dyadic("uint8", (6, 4, 5, 3)), 0)
    again = open_data(write_data(tmp_path / f"other{suffix}", values, origin))
    np.testing.assert_array_equal(again.values.reshape(6, -1), values.reshape(6, -1))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    values=arrays.arrays(
        st.sampled_from(["float32", "float64", "int64", "uint8"]),
        arrays.array_shapes(min_dims=2, max_dims=2, min_side=2),
    ),
    suffix=st.sampled_from([".mat", ".npy", ".npz", ".h5", ".csv", ".parquet"]),
)
def test_any_numbers(tmp_path: Path, values: np.ndarray, suffix: str) -> None:
    finite = np.nan_to_num(values, nan=0, posinf=1, neginf=-1)
    path = write_data(tmp_path / f"any{suffix}", *samples_first(finite, 0))
    again = open_data(path, samples_axis=None if suffix in (".csv", ".parquet") else 0).values
    np.testing.assert_array_equal(again.astype(finite.dtype), finite)


@given(
    shape=arrays.array_shapes(min_dims=1, max_dims=4, min_side=1, max_side=6),
    axis=st.none() | st.integers(-4, 3),
    dtype=st.sampled_from(["uint8", "bool", ">f8"]),
)
def test_any_layout_is_restored(shape: tuple[int, ...], axis: int | None, dtype: str) -> None:
    if axis is not None and not -len(shape) <= axis < len(shape):
        axis = 0
    stored = np.arange(np.prod(shape)).reshape(shape).astype(dtype)
    data = from_array(stored, format="npy", path="array", samples_axis=axis)
    back = restore(data.values, data.origin)
    assert back.dtype == stored.dtype
    np.testing.assert_array_equal(back, stored)


def test_names_that_look_like_numbers_stay_names(tmp_path: Path) -> None:
    values, origin = samples_first(dyadic("int64", (6, 3)), 0)
    labels, names = np.array([0, 1, 2, 0, 1, -1]), ("--1", "007", "x")
    again = open_data(write_data(tmp_path / "a.parquet", values, origin, labels, names), label="label")
    np.testing.assert_array_equal(again.labels, labels)
    assert again.class_names == names


def test_mnist(tmp_path: Path) -> None:
    first = open_data(real_data("mnist"))
    assert first.values.shape == (60000, 28, 28)
    assert first.class_names == tuple("0123456789")
    assert first.labels is not None
    assert first.labels[:5].tolist() == [5, 0, 4, 1, 9]
    few = Dataset(first.values[:500], first.labels[:500], first.class_names, first.origin)
    again = there_and_back(few, tmp_path / "train-images-idx3-ubyte.gz")
    np.testing.assert_array_equal(again.values, few.values)
    np.testing.assert_array_equal(again.labels, few.labels)
    assert open_data(tmp_path).sha256 == again.sha256


def test_sprites(tmp_path: Path) -> None:
    first = open_data(real_data("pokemon/regular"))
    assert first.values.shape[1:] == (56, 68, 4)
    assert first.labels is None  # some sprites lie in a sub-folder, but most beside it
    few = Dataset(first.values[:200], None, (), first.origin)
    assert there_and_back(few, tmp_path / "again").sha256 == few.sha256


def test_both_kinds_of_sprites_are_classes() -> None:
    data = open_data(real_data("pokemon"))
    assert data.class_names == ("regular", "shiny")
