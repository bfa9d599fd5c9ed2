"""Data in Python's memory: what has an array's, a frame's or a data set's protocol is data, and nothing else is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from one_paragraph import says
from torch.utils.data import DataLoader, IterableDataset, TensorDataset
from torch.utils.data import Dataset as MapDataset

import gansmith
from gansmith.data.dataset import Dataset
from gansmith.data.describe import describe
from gansmith.data.formats.read import open_data
from gansmith.errors import DataError, GansmithError, UsageError

VALUES = np.random.default_rng(0).normal(size=(60, 3))
NAMES = np.array(["ant", "bee", "cow"])[np.arange(60) % 3]


class Wrapped:
    """An array of some other library."""

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return VALUES


class Fields:
    """A data set of Hugging Face's kind: fields by name, and names of the classes among its features."""

    def __init__(self, **fields: Any) -> None:
        self.fields = fields
        names = type("ClassLabel", (), {"names": ["zero", "one"]})
        self.features: dict[str, Any] = {name: names() if name == "label" else None for name in fields}

    def __len__(self) -> int:
        return 60

    def __getitem__(self, place: int) -> dict[str, Any]:
        return {name: values[place] for name, values in self.fields.items()}


class Several(MapDataset[Any]):
    """A data set of PyTorch's kind, with the items given."""

    classes = ["left", "right"]  # noqa: RUF012

    def __init__(self, items: list[Any]) -> None:
        self.items = items

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, place: int) -> Any:
        return self.items[place]


def told(data: Dataset) -> list[str]:
    assert data.labels is not None
    return [data.class_names[label] for label in data.labels]


@pytest.mark.parametrize(
    "source",
    [
        VALUES.tolist(),
        tuple(map(tuple, VALUES.tolist())),
        list(VALUES),
        [torch.tensor(row) for row in VALUES],
        torch.tensor(VALUES, requires_grad=True),
        Wrapped(),
        memoryview(VALUES),
        TensorDataset(torch.tensor(VALUES)),
    ],
    ids=lambda source: type(source).__name__,
)
def test_arrays_of_any_kind_are_the_same_data(source: Any) -> None:
    data = open_data(source)
    np.testing.assert_array_equal(data.values, VALUES)
    assert data.sha256 == open_data(VALUES).sha256


def test_tensors_of_half_precision_are_read() -> None:
    values = torch.arange(12.0).reshape(4, 3)
    for dtype in (torch.bfloat16, torch.float16):
        np.testing.assert_array_equal(open_data(values.to(dtype)).values.astype(float), values.numpy())


def test_pairs_of_sample_and_label() -> None:
    images = torch.randint(0, 255, (60, 3, 8, 8), dtype=torch.uint8)
    labels = torch.arange(60) % 2
    data = open_data(TensorDataset(images, labels))
    np.testing.assert_array_equal(data.values, images.permute(0, 2, 3, 1).numpy())
    assert told(data) == [str(int(label)) for label in labels]
    named = open_data(Several(list(zip(images, labels.tolist(), strict=True))))
    assert told(named) == [Several.classes[label] for label in labels]


def test_fields_by_name() -> None:
    numbers = np.arange(60) % 2
    images = np.random.default_rng(1).integers(0, 255, (60, 8, 8), np.uint8)
    source = Fields(image=images, label=numbers.tolist(), caption=["words"] * 60)
    data = open_data(source)
    np.testing.assert_array_equal(data.values, images)
    assert told(data) == [["zero", "one"][number] for number in numbers]
    assert any("caption" in warning for warning in describe(data).warnings)
    with says(UsageError, "several fields; choose one with variable='NAME'"):
        open_data(Fields(one=images, two=images))
    assert open_data(Fields(one=images, two=images), variable="two").labels is None
    with says(UsageError, "no field 'thre'. It has: one"):
        open_data(Fields(one=images), variable="thre")


@pytest.mark.parametrize(
    ("source", "pattern"),
    [
        ([[1.0, 2.0], [3.0]], "The list holds parts of different lengths"),
        ([np.zeros(3), np.zeros(4)], r"part 1 has shape \(4,\) and part 0 \(3,\)"),
        ([[object()]], "Python objects"),
        (Several([np.zeros(3), np.zeros(2)]), "Item 1 of the data set is 2 float64 and item 0 3 float64"),
        (Several([]), "has no items"),
    ],
)
def test_parts_that_differ_are_named(source: Any, pattern: str) -> None:
    with says(DataError, pattern):
        open_data(source)


class Endless(IterableDataset[Any]):
    def __iter__(self) -> Iterator[Any]:
        yield torch.zeros(3)


@pytest.mark.parametrize(
    ("source", "pattern"),
    [
        ({12345: VALUES}, "type dict cannot be read.*Name each array"),
        (3.5, "type float cannot"),
        (object, "type type cannot"),
        ((number for number in (12345,)), "type generator cannot be read.*Collect"),
        (DataLoader(TensorDataset(torch.zeros(4, 3))), "DataLoader cannot be read.*loader.dataset"),
        (Endless(), "Endless cannot be read.*Collect"),
        (Several([(1, 2, 3)] * 4), "Items of the data set have 3 parts"),
    ],
)
def test_what_is_no_data_is_named_by_its_type_and_never_printed(source: Any, pattern: str) -> None:
    with says(UsageError, pattern) as caught:
        open_data(source)
    assert "12345" not in str(caught.value)
    assert "secret-value" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_options_that_do_not_apply() -> None:
    with says(UsageError, "label.* means nothing for an array in memory"):
        open_data(VALUES.tolist(), label="y")
    np.testing.assert_array_equal(open_data(VALUES.tolist(), axes="LN").values, VALUES.T)


def test_verbs_take_them(tmp_path: Path) -> None:
    tensor = torch.tensor(VALUES)
    assert gansmith.describe_data(tensor).summary.samples == 60
    run = gansmith.train(VALUES.tolist(), steps=1, width=4, out=tmp_path / "run")
    assert gansmith.evaluate(run.path, data=tensor).subject.run == run.path
    assert gansmith.evaluate(tensor, VALUES.tolist()).verdict
    gansmith.plot(run.path, tmp_path / "plot.png", data=tensor)
    assert gansmith.resume(run.path, data=tensor, steps=2).steps == 2
    with pytest.raises(GansmithError, match="trained on data in memory"):
        gansmith.resume(run.path, steps=3)


def frame_of(library: str, columns: dict[str, Any]) -> Any:
    module = pytest.importorskip(library)
    return (module.table if library == "pyarrow" else module.DataFrame)(columns)


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_frames_are_tables(tmp_path: Path, library: str) -> None:
    pytest.importorskip("pyarrow")
    frame = frame_of(library, {"mass": VALUES[:, 0], "kind": NAMES, "age": np.arange(60)})
    data = open_data(frame, label="kind")
    np.testing.assert_array_equal(data.values, np.stack([VALUES[:, 0], np.arange(60)], axis=1))
    assert data.origin.columns == ("mass", "age")
    assert told(data) == NAMES.tolist()
    run = gansmith.train(frame, "cgan", steps=1, width=4, out=tmp_path / "run", data_options={"label": "kind"})
    gansmith.generate(run.path, 9, tmp_path / "made.csv")
    made = open_data(tmp_path / "made.csv", label="kind")
    assert (made.origin.columns, set(told(made))) == (("mass", "age"), {"ant", "bee", "cow"})


class Interchanged:
    """A frame that speaks the interchange protocol alone."""

    def __init__(self, table: Any) -> None:
        self.table = table

    def __dataframe__(self, **_: Any) -> Any:
        return self.table.__dataframe__()


def test_a_frame_of_the_interchange_protocol() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    data = open_data(Interchanged(pyarrow.table({"a": VALUES[:, 0], "b": VALUES[:, 1]})))
    np.testing.assert_array_equal(data.values, VALUES[:, :2])
    assert data.origin.columns == ("a", "b")


def test_an_index_of_rows_is_no_column() -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    frame = pandas.DataFrame({"a": VALUES[:, 0], "b": VALUES[:, 1]}, index=np.arange(60)[::-1] + 1000)
    np.testing.assert_array_equal(open_data(frame).values, VALUES[:, :2])
    np.testing.assert_array_equal(open_data(frame["a"]).values, VALUES[:, :1])


def test_errors_of_frames_name_columns_and_no_file() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    with says(DataError, "The data frame has no column to learn from: column 'mass' .* records") as caught:
        open_data(pyarrow.table({"mass": [{"of": 1}] * 60}))
    assert "parquet" not in str(caught.value)
