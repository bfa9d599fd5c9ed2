"""Samples with their labels in memory, and arrays that are masked, sparse, empty or objects."""

from typing import Any

import numpy as np
import pytest
import scipy.sparse
import torch
from one_paragraph import says
from torch.utils.data import ConcatDataset, Subset
from torch.utils.data import Dataset as MapDataset

import gansmith
from gansmith.data.dataset import Dataset
from gansmith.data.formats.read import open_data
from gansmith.errors import DataError, UsageError

VALUES = np.random.default_rng(0).normal(size=(60, 3))
NAMES = np.array(["ant", "bee", "cow"])[np.arange(60) % 3]


class Several(MapDataset[Any]):
    """A data set of PyTorch's kind, with the items given."""

    classes = ("left", "right")

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
    ("labels", "names"),
    [
        (np.arange(60) % 3, ["0", "1", "2"]),
        (torch.arange(60) % 3 - 1, ["-1", "0", "1"]),
        (NAMES.tolist(), ["ant", "bee", "cow"]),
    ],
)
@pytest.mark.parametrize("samples", [VALUES, VALUES.tolist(), torch.tensor(VALUES), VALUES.reshape(60, 3, 1)])
def test_samples_beside_their_labels(samples: Any, labels: Any, names: list[str]) -> None:
    for pair in ((samples, labels), [samples, labels]):
        data = open_data(pair)
        np.testing.assert_array_equal(data.values, VALUES)
        assert told(data) == [names[place % 3] for place in range(60)]
        assert any("second" in note for note in data.notes)


def test_a_frame_beside_its_labels() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    frame = pyarrow.table({"x": VALUES[:, 0], "y": VALUES[:, 1]})
    data = open_data((frame, NAMES))
    np.testing.assert_array_equal(data.values, VALUES[:, :2])
    assert (told(data), data.origin.columns) == (NAMES.tolist(), ("x", "y"))


def test_two_samples_are_no_samples_with_labels() -> None:
    np.testing.assert_array_equal(open_data([[1.0, 2.0], [3.0, 4.0]]).values, [[1, 2], [3, 4]])
    np.testing.assert_array_equal(open_data((VALUES, VALUES)).values, [VALUES, VALUES])
    with says(DataError, "part 1 has shape .59,. and part 0 .60, 3."):
        open_data((VALUES, np.arange(59)))


def test_lists_of_pairs_and_of_fields() -> None:
    for items in (
        list(zip(VALUES, NAMES.tolist(), strict=True)),
        list(zip(map(torch.tensor, VALUES), NAMES.tolist(), strict=True)),
        [{"x": row, "label": name} for row, name in zip(VALUES, NAMES.tolist(), strict=True)],
    ):
        data = open_data(items)
        np.testing.assert_array_equal(data.values, VALUES)
        assert (told(data), data.origin.label) == (NAMES.tolist(), "label")


def test_names_of_classes_come_from_within_subsets_and_rows_of_data_sets() -> None:
    whole = Several([(row, place % 2) for place, row in enumerate(VALUES)])
    assert told(open_data(Subset(whole, range(4)))) == ["left", "right"] * 2
    assert told(open_data(ConcatDataset([whole, Subset(whole, [1])])))[-2:] == ["right", "right"]


def test_masked_values_are_missing() -> None:
    masked = np.ma.masked_greater(np.arange(6).reshape(3, 2), 4)
    np.testing.assert_array_equal(open_data(masked).values, [[0, 1], [2, 3], [4, np.nan]])
    assert open_data(np.ma.masked_greater(np.arange(6).reshape(3, 2), 9)).values.dtype.kind == "i"


@pytest.mark.parametrize(
    "make", [scipy.sparse.csr_matrix, scipy.sparse.csr_array, lambda x: torch.tensor(x).to_sparse()]
)
def test_sparse_matrices_are_filled_with_zeros(make: Any) -> None:
    values = np.diag([1.0, 2.0, 3.0])
    np.testing.assert_array_equal(open_data(make(values)).values, values)


def test_objects_that_are_arrays_are_stacked() -> None:
    held = np.empty(60, object)
    held[:] = list(VALUES)
    np.testing.assert_array_equal(open_data(held).values, VALUES)


@pytest.mark.parametrize("nothing", [[], np.zeros(0), np.zeros((0, 3)), torch.zeros(0, 4, 4)])
def test_no_samples_are_refused(nothing: Any) -> None:
    with says(DataError, "holds 0 samples"):
        open_data(nothing)


@pytest.mark.parametrize("name", ["label", "labels_from"])
def test_labels_in_place_of_their_name_are_refused_with_the_place_for_them(name: str) -> None:
    labels: Any = np.arange(60) % 3
    for reading in ({name: labels}, gansmith.DataOptions(**{name: labels})):
        with says(UsageError, rf"{name}: it takes a name.*train\(\(samples, labels\)\)"):
            gansmith.train(VALUES, "cgan", data_options=reading, steps=1)


def test_no_message_prints_a_long_value() -> None:
    with pytest.raises(UsageError) as caught:
        gansmith.train(VALUES, "gan", data_options={"window": "x" * 500}, steps=1)
    assert len(str(caught.value)) < 200


def test_options_of_data_among_the_keywords_are_shown_their_place() -> None:
    with says(UsageError, r"label.*data_options"):
        gansmith.train(VALUES, "cgan", label="kind", steps=1)
