"""Samples of a stranger's model: files hold them under names that do no harm, and honest names come back."""

import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gansmith.data.dataset import Origin
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data
from gansmith.data.quantities import numbers_of
from gansmith.errors import DataError, GansmithError

VALUES, LABELS = np.eye(4)[:, :3] + 0.5, np.array([0, 1, 0, -1])
EVIL = (
    "../../../../x",
    "/",
    "/abs",
    "a//b",
    ".",
    "..",
    "a/../../b",
    "C:/x",
    "..\\x",
    "x" * 70_000,
    "/".join("x" * 120),
)
HONEST = ("data", "x1", "layer/kernel", "x:0", "été", "a b", "x.y")


def origin(**changed: Any) -> Origin:
    plain = {"format": "npz", "path": "a", "dtype": "float64", "stored_shape": [4, 3], "samples_axis": 0}
    return Origin.from_json(plain | changed)


@pytest.mark.parametrize("kind", ["npz", "h5", "mat"])
@pytest.mark.parametrize("name", EVIL, ids=range(len(EVIL)))
@pytest.mark.parametrize("role", ["variable", "label", "condition"])
def test_no_name_leads_out_of_a_file(
    kind: str, name: str, role: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = {"conditions": [{"name": name}]} if role == "condition" else {role: name}
    told = np.zeros((len(VALUES), 1)) if role == "condition" else None
    path = write_data(tmp_path / f"o.{kind}", VALUES, origin(**named), LABELS, ("a", "b"), conditions=told)
    if kind == "npz":
        for member in zipfile.ZipFile(path).namelist():
            assert not member.startswith("/")
            assert "\\" not in member
            assert not {"", ".", ".."} & set(member.split("/"))
    harmless_there = kind == "h5" and name in ("C:/x", "..\\x")  # names like any other
    again = open_data(path, variable=name if harmless_there and role == "variable" else "data")
    np.testing.assert_array_equal(again.values, VALUES)
    if not harmless_there:
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert "is written as" in said
        assert len(said) < 400


@pytest.mark.parametrize("kind", ["npz", "h5", "mat"])
@pytest.mark.parametrize("pair", [("a", "a"), ("a", "a/b"), ("a/b", "a"), ("labels", None), ("a", "a.npy/b")], ids=str)
def test_samples_and_labels_never_share_a_place(kind: str, pair: tuple[str, str | None], tmp_path: Path) -> None:
    made = origin(variable=pair[0], label=pair[1])
    again = open_data(write_data(tmp_path / f"o.{kind}", VALUES, made, LABELS, ("a", "b")))
    np.testing.assert_array_equal(again.values, VALUES)


@pytest.mark.parametrize("kind", ["csv", "tsv", "parquet"])
@pytest.mark.parametrize("columns", [["a", "a", "b"], ["label", "label_2", "b"], ["a"]])
def test_columns_never_share_a_name(kind: str, columns: list[str], tmp_path: Path) -> None:
    path = write_data(tmp_path / f"o.{kind}", VALUES, origin(columns=columns), LABELS, ("a", "b"))
    again = open_data(path, label="label_3" if len(columns) == 3 and "label" in columns else "label")
    np.testing.assert_array_equal(again.values, VALUES)


@pytest.mark.parametrize("kind", ["npz", "h5", "mat"])
@pytest.mark.parametrize("name", HONEST)
def test_honest_names_come_back_without_a_word(
    kind: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if kind == "mat" and name not in ("data", "x1"):
        return
    path = write_data(tmp_path / f"o.{kind}", VALUES, origin(format=kind, variable=name), LABELS, ("a", "b"))
    assert open_data(path, variable=name).origin.variable == name
    assert not capsys.readouterr().err


@pytest.mark.parametrize(
    "changed",
    [
        {"dtype": "complex128"},
        {"dtype": "(2,"},
        {"dtype": "f8,f8"},
        {"dtype": "2f8"},
        {"dtype": "float128"},
        {"dtype": "(" * 10_000},
        {"details": {"label_dtype": "(2,"}},
        {"details": {"label_dtype": "U1000000000"}},
        {"details": {"label_at": "x"}},
        {"details": {"label_at": 10**30}},
        {"details": {"label_at": -1}},
        {"conditions": [{"name": "a", "dtype": "O"}]},
        {"conditions": [{"name": "a", "dtype": "(" * 10_000}]},
        {"conditions": [{"name": "a", "width": 0}]},
        {"conditions": [{"name": "a", "width": 10**30}]},
        {"conditions": [{"name": "a"}, {"name": "a"}]},
        {"conditions": [{"name": "a", "at": -2}]},
        {"conditions": [{"name": ["a"]}]},
        {"conditions": "abc"},
    ],
    ids=str,
)
def test_what_no_reader_says_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(DataError, match="stored origin"):
        origin(**changed)


@pytest.mark.parametrize("path", ["", ".", "/", "..", "a/"])
@pytest.mark.parametrize("kind", ["npy", "idx"])
def test_a_stored_path_without_a_name_is_written(kind: str, path: str, tmp_path: Path) -> None:
    made = origin(format=kind, path=path, label="-labels")
    assert open_data(write_data(tmp_path / f"o.{kind}", VALUES, made)).origin.stored_shape == (4, 3)


NAMES = st.none() | st.text(max_size=8) | st.sampled_from([*EVIL[:9], *HONEST, "a\0b", "\x1b", "label", "labels"])
TYPES = st.sampled_from(["float64", "float16", "bool", ">i2", "uint64", "S3", "U2", "O", "M8[s]", "V8", "c8", "(2,"])
ORIGINS = st.fixed_dictionaries(
    {
        "format": st.sampled_from(["mat", "npy", "npz", "csv", "h5", "idx", "folder", "builtin"]),
        "path": st.sampled_from(["a.npy", "x" * 5000, "a\0b", "", "/", ".."]),
        "dtype": TYPES | st.just("float64"),
        "stored_shape": st.sampled_from([[4, 3], [4], [3, 4], [4, 2, 2], [0, 0]]),
        "samples_axis": st.integers(0, 1),
        "variable": NAMES,
        "label": NAMES,
        "conditions": st.lists(
            st.fixed_dictionaries(
                {
                    "name": NAMES.filter(lambda name: name is not None),
                    "width": st.integers(1, 2),
                    "dtype": TYPES | st.just("float64"),
                    "at": st.integers(-1, 9),
                    "row": st.booleans(),
                    "vector": st.booleans(),
                }
            ),
            max_size=2,
        ),
        "columns": st.lists(st.text(max_size=3), min_size=3, max_size=3) | st.just([]),
        "details": st.sampled_from(
            [{}, {"fields": 1}, {"label_row": 1}, {"channels": "first"}, {"version": "7.3"}, {"version": "4"}]
        )
        | st.fixed_dictionaries({"label_dtype": TYPES})
        | st.fixed_dictionaries({"label_at": st.integers(-1, 4)}),
    }
)


@settings(max_examples=60)
@given(ORIGINS, st.sampled_from([".npy", ".npz", ".csv", ".tsv", ".parquet", ".h5", ".mat", ".idx"]), st.booleans())
def test_a_crafted_origin_is_written_or_refused_in_our_words(
    tmp_path_factory: pytest.TempPathFactory, document: dict[str, Any], ending: str, labelled: bool
) -> None:
    target = tmp_path_factory.mktemp("crafted") / f"o{ending}"
    with suppress(GansmithError):
        crafted, labels = Origin.from_json(document), LABELS if labelled else None
        told = np.full((len(VALUES), numbers_of(crafted.conditions)), 0.5) if crafted.conditions else None
        write_data(target, VALUES, crafted, labels, ("a", "b"), conditions=told)
        assert target.stat().st_size


@pytest.mark.parametrize("path", ["x" * 5000, "x/" * 3000, "a\0b", "", "/", "..", "~", "\ud800"])
@pytest.mark.parametrize("format", ["folder", "arrays"])
def test_a_folder_that_no_system_has_is_none_that_is_written_to(format: str, path: str, tmp_path: Path) -> None:
    crafted = Origin(format, path, "float64", VALUES.shape, 0)
    target = tmp_path / "o.npy"
    write_data(target, VALUES, crafted, None, ())
    assert np.array_equal(np.load(target), VALUES)
