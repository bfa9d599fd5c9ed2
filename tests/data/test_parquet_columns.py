"""Parquet as pandas, databases and Hugging Face write it: indexes, decimals, nulls, lists, image files."""

import decimal
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from one_paragraph import says
from PIL import Image

from gansmith.data.dataset import Dataset
from gansmith.data.formats.read import open_data
from gansmith.data.formats.table_choices import TableChoices
from gansmith.data.formats.write import write_data
from gansmith.errors import DataError

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

RANDOM = np.random.default_rng(0)
MASS = RANDOM.normal(size=30)
IMAGES = RANDOM.integers(0, 256, (30, 6, 5, 3), dtype=np.uint8)


def stored(folder: Path, metadata: dict[str, str] | None = None, **columns: Any) -> Path:
    parquet.write_table(pa.table(columns).replace_schema_metadata(metadata), folder / "t.parquet", row_group_size=11)
    return folder / "t.parquet"


def assert_goes_back(data: Dataset, folder: Path) -> Path:
    path = write_data(folder / "o.parquet", data.values, data.origin, data.labels, data.class_names)
    again = open_data(path, label=data.origin.label)
    np.testing.assert_array_equal(again.values, data.values)
    assert again.values.dtype == data.values.dtype
    assert again.class_names == data.class_names
    return path


def test_the_index_of_a_data_frame_is_no_feature(tmp_path: Path) -> None:
    for name in ("__index_level_0__", "station"):
        metadata = {"pandas": json.dumps({"index_columns": [name]})}
        path = stored(tmp_path, metadata, mass=MASS, **{name: np.arange(30) * 7})
        data = open_data(path)
        assert data.origin.columns == ("mass",)
        assert any("index of the data frame" in note for note in data.notes)
        assert open_data(path, table=TableChoices(keep_index=True)).origin.columns == ("mass", name)
    ranged = {"pandas": json.dumps({"index_columns": [{"kind": "range", "start": 0, "stop": 30, "step": 1}]})}
    assert open_data(stored(tmp_path, ranged, mass=MASS)).origin.columns == ("mass",)
    assert open_data(stored(tmp_path, {"pandas": "{["}, mass=MASS)).origin.columns == ("mass",)


def test_numbers_of_every_kind(tmp_path: Path) -> None:
    prices = pa.array([decimal.Decimal("19.31")] * 29 + [None], pa.decimal128(10, 2))
    counts = pa.array([decimal.Decimal(place) for place in range(30)], pa.decimal128(12, 0))
    nullable = pa.array([*range(29), None], pa.int32())
    coded = pa.array([5, 7, 9] * 10).dictionary_encode()
    switched = pa.array([True, None, False] * 10)
    half = pa.array(MASS.astype(np.float16))
    path = stored(tmp_path, price=prices, count=counts, nullable=nullable, coded=coded, on=switched, half=half)
    data = open_data(path)
    assert data.origin.columns == ("price", "count", "nullable", "coded", "on", "half")
    np.testing.assert_array_equal(data.values[:, 0], [19.31] * 29 + [np.nan])
    np.testing.assert_array_equal(data.values[:, 1], np.arange(30))
    np.testing.assert_array_equal(data.values[:, 2], [*range(29), np.nan])
    np.testing.assert_array_equal(data.values[:, 3], [5, 7, 9] * 10)
    np.testing.assert_array_equal(data.values[:, 4], [1, np.nan, 0] * 10)
    np.testing.assert_array_equal(data.values[:, 5], MASS.astype(np.float16))


LISTS = [
    ("float32", pa.list_(pa.float32()), (30, 4)),
    ("int64", pa.large_list(pa.int64()), (30, 4)),
    ("float64", pa.list_(pa.float64(), 6), (30, 6)),
    ("uint8", pa.list_(pa.list_(pa.uint8())), (30, 5, 6)),
]


@pytest.mark.parametrize(("dtype", "kind", "shape"), LISTS, ids=str)
def test_lists_are_vectors(dtype: str, kind: Any, shape: tuple[int, ...], tmp_path: Path) -> None:
    values = RANDOM.integers(0, 200, shape).astype(dtype)
    path = stored(tmp_path, embedding=pa.array(values.tolist(), kind), label=["a", "b"] * 15)
    data = open_data(path)
    np.testing.assert_array_equal(data.values, values)
    assert data.values.dtype == dtype
    assert data.class_names == ("a", "b")
    assert any("'label' is taken for the labels" in note for note in data.notes)
    assert parquet.read_schema(assert_goes_back(data, tmp_path)).names == ["embedding", "label"]
    with says(DataError, "differ in length|lists of"):
        open_data(stored(tmp_path, embedding=pa.array([[1, 2], [3]] * 15)))


def test_lists_beside_numbers_are_columns(tmp_path: Path) -> None:
    values = RANDOM.normal(size=(30, 3))
    data = open_data(stored(tmp_path, mass=MASS, e=pa.array(values.tolist())))
    assert data.origin.columns == ("mass", "e_0", "e_1", "e_2")
    np.testing.assert_array_equal(data.values, np.column_stack([MASS, values]))


def images(mode: str, count: int = 30, **saving: Any) -> list[dict[str, Any]]:
    rows = []
    for pixels in IMAGES[:count]:
        stream = io.BytesIO()
        Image.fromarray(pixels).convert(mode).save(stream, "PNG", **saving)
        rows.append({"bytes": stream.getvalue(), "path": None})
    return rows


FEATURES = {
    "info": {"features": {"image": {"_type": "Image"}, "label": {"names": ["cat", "dog"], "_type": "ClassLabel"}}}
}


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_image_files_with_labels(mode: str, tmp_path: Path) -> None:
    metadata = {"huggingface": json.dumps(FEATURES)}
    path = stored(tmp_path, metadata, image=images(mode), label=[0, 1] * 15, caption=["c"] * 30)
    data = open_data(path)
    expected = np.stack([np.asarray(Image.fromarray(pixels).convert(mode)) for pixels in IMAGES])
    np.testing.assert_array_equal(data.values, expected)
    assert data.class_names == ("cat", "dog")
    assert any("'caption'" in note and "left out" in note for note in data.notes)
    assert pa.types.is_struct(parquet.read_schema(assert_goes_back(data, tmp_path)).field("image").type)
    numbers = open_data(stored(tmp_path, image=images(mode), label=[0, 1] * 15), label="label")
    assert numbers.class_names == ("0", "1")


def test_images_lie_as_they_are_seen(tmp_path: Path) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    data = open_data(stored(tmp_path, image=images("RGB", exif=turned)))
    np.testing.assert_array_equal(data.values, np.rot90(IMAGES, 3, axes=(1, 2)))


def test_images_that_cannot_be_read(tmp_path: Path) -> None:
    rows = images("RGB")
    with says(DataError, r"row 3.* as an image"):
        open_data(stored(tmp_path, image=[*rows[:3], {"bytes": b"no image", "path": None}, *rows[4:]]))
    with says(DataError, r"row 3 holds no image"):
        open_data(stored(tmp_path, image=[*rows[:3], {"bytes": None, "path": "a.png"}, *rows[4:]]))
    stream = io.BytesIO()
    Image.new("RGB", (9, 9)).save(stream, "PNG")
    with says(DataError, r"row 0 is 6x5 .* row 3 9x9.*size='6x5'"):
        open_data(stored(tmp_path, image=[*rows[:3], {"bytes": stream.getvalue(), "path": None}, *rows[4:]]))
    with says(DataError, r"several columns of images, 'a', 'b'"):
        open_data(stored(tmp_path, a=rows, b=rows))


def test_messages_quote_little_of_a_value(tmp_path: Path) -> None:
    strange = {
        "bytes": pa.array([bytes(5000)] * 30),
        "struct": pa.array([{"a": "x" * 5000}] * 30),
        "texts": pa.array([["x" * 500] * 50] * 30),
        "map": pa.array([[("k" * 900, 1)]] * 30, pa.map_(pa.string(), pa.int64())),
    }
    for name, column in strange.items():
        kept = open_data(stored(tmp_path, mass=MASS, **{name: column}))
        assert len(kept.notes[-1]) < 200, name
        assert f"{name!r} is left out: it holds" in kept.notes[-1]
        with pytest.raises(DataError, match=r"become no category.*drop=") as caught:
            open_data(tmp_path / "t.parquet", table=TableChoices(column=(f"{name}:category",)))
        assert len(str(caught.value)) < 500, name
        np.testing.assert_array_equal(kept.values[:, 0], MASS)
