"""Columns that are no features: indexes, identifiers, texts; values that may be marks; labels as they are written."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from one_paragraph import says

from gansmith.api.describe_data import describe_data
from gansmith.data.dataset import Dataset
from gansmith.data.describe import describe
from gansmith.data.formats.read import open_data
from gansmith.data.formats.table_choices import TableChoices
from gansmith.errors import DataError, UsageError, flags_spoken

pytest.importorskip("pyarrow")
MASS = np.random.default_rng(0).normal(5, 1, 30).round(3)


def read(folder: Path, cells: dict[str, list[object]], label: str | None = None, **told: object) -> Dataset:
    """Read a table of these columns."""
    rows = [list(cells), *zip(*cells.values(), strict=True)]
    (folder / "t.csv").write_text("".join(",".join(map(str, row)) + "\n" for row in rows))
    return open_data(folder / "t.csv", label=label, table=TableChoices(**told))  # type: ignore[arg-type]


SHUFFLED = np.random.default_rng(1).permutation(30).tolist()
IDENTIFIERS = {
    "": SHUFFLED,
    "Unnamed: 0": SHUFFLED,
    "row": list(range(30)),
    "t": list(range(1, 31)),
    "customer_id": [9 * place + 4 for place in range(30)],
    "PassengerId": SHUFFLED,
    "Id": list(range(1, 31)),
}
FEATURES = {
    "a": SHUFFLED,
    "t": list(range(5, 35)),
    "": MASS.tolist(),
    "grid": SHUFFLED,
    "id": [place % 7 for place in range(30)],
}


@pytest.mark.parametrize("name", IDENTIFIERS)
def test_what_numbers_the_rows_is_left_out_unless_asked_for(name: str, tmp_path: Path) -> None:
    columns = {name: IDENTIFIERS[name], "mass": MASS.tolist(), "size": (2 * MASS).tolist()}
    data = read(tmp_path, columns)
    assert data.origin.columns == ("mass", "size")
    np.testing.assert_array_equal(data.values[:, 0], MASS)
    assert any("left out" in note and "keep_index" in note for note in data.notes)
    assert read(tmp_path, columns, keep_index=True).origin.columns == (name, "mass", "size")
    assert read(tmp_path, columns, label=name).origin.columns == ("mass", "size")


@pytest.mark.parametrize("name", FEATURES)
def test_what_only_looks_like_it_is_a_feature(name: str, tmp_path: Path) -> None:
    data = read(tmp_path, {name: FEATURES[name], "mass": MASS.tolist()})
    assert data.origin.columns == (name, "mass")


def test_a_table_keeps_its_only_column(tmp_path: Path) -> None:
    assert read(tmp_path, {"id": list(range(30))}).values[:, 0].tolist() == list(range(30))


def test_columns_without_numbers_are_left_out_when_asked_for(tmp_path: Path) -> None:
    columns = {"name": ["x", "y"] * 15, "mass": MASS.tolist(), "day": ["2020-01-05"] * 30, "kind": ["k", "l", "k"] * 10}
    assert [column.type for column in read(tmp_path, columns).schema] == ["category", "real", "date", "category"]
    data = read(tmp_path, columns, columns="numeric")
    np.testing.assert_array_equal(data.values[:, 0], MASS)
    assert any("'name', 'day', 'kind'" in note for note in data.notes)
    labelled = read(tmp_path, columns, label="kind", columns="numeric")
    assert labelled.class_names == ("k", "l")
    with says(DataError, "no column of numbers"):
        read(tmp_path, {"name": ["x", "y"] * 15, "day": ["a", "b"] * 15}, columns="numeric")


def test_more_marks_of_missing_values(tmp_path: Path) -> None:
    values = [*MASS[:28].tolist(), "none here", -999]
    with says(DataError, r"'a' holds numbers, and 'none here' in row 28.*missing_values='none here'"):
        read(tmp_path, {"a": values, "b": MASS.tolist()})
    data = read(tmp_path, {"a": values, "b": MASS.tolist()}, missing_values=("none here", "-999"))
    np.testing.assert_array_equal(data.values[:, 0], [*MASS[:28], np.nan, np.nan])
    written = read(tmp_path, {"a": [*MASS[:29].tolist(), "-999.00"], "b": MASS.tolist()}, missing_values=("-999",))
    assert np.isnan(written.values[29, 0])
    labels = read(
        tmp_path, {"a": MASS.tolist(), "kind": ["x", "y", "none"] * 10}, label="kind", missing_values=("none",)
    )
    assert labels.class_names == ("x", "y")
    assert describe(labels).unlabelled == 10


FAR = [(-999, 1), (-9999.0, 3), (1e20, 1), (999, 2), (-200, 2)]
NEAR = [(9, 1), (-20.5, 3), (12, 3)]


@pytest.mark.parametrize(("value", "times"), FAR)
def test_a_value_far_from_all_others_is_noted(value: float, times: int, tmp_path: Path) -> None:
    data = read(tmp_path, {"a": [*[value] * times, *MASS[times:].tolist()], "b": MASS.tolist()})
    (note,) = [note for note in data.notes if "far from all others" in note]
    assert f"{value:g} in 'a' ({times} times)" in note
    with flags_spoken():
        (note,) = [note for note in read(tmp_path, {"a": [value, *MASS[1:]], "b": MASS}).notes if "far" in note]
    assert f"--missing-values {value:.17g}" in note


@pytest.mark.parametrize(("value", "times"), NEAR)
def test_a_value_of_the_tail_is_not(value: float, times: int, tmp_path: Path) -> None:
    data = read(tmp_path, {"a": [*[value] * times, *MASS[times:].tolist()], "b": MASS.tolist()})
    assert not any("far" in note for note in data.notes)


def test_labels_without_the_blanks_around_them(tmp_path: Path) -> None:
    data = read(tmp_path, {"a": MASS.tolist(), "income": [" <=50K", " >50K "] * 15}, label="income")
    assert data.class_names == ("<=50K", ">50K")
    kept = read(tmp_path, {"a": MASS.tolist(), "k": [" x", "x", "y"] * 10}, label="k")
    assert kept.class_names == (" x", "x", "y")
    numbers = read(tmp_path, {"a": MASS.tolist(), "k": ["007", "7", "08"] * 10}, label="k")
    assert numbers.class_names == ("007", "08", "7")


def test_options_of_tables_mean_nothing_elsewhere(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.eye(3))
    for told in (TableChoices(header="no"), TableChoices(missing_values=("x",)), TableChoices(keep_index=True)):
        with says(UsageError, "means nothing for"):
            open_data(tmp_path / "a.npy", table=told)
    (tmp_path / "a.csv").write_text("a,b\n1,2\n3,4\n")
    for told, words in (({"encoding": "klingon"}, "encoding='klingon'"), ({"separator": "&"}, "separator='&'")):
        with says(UsageError, words):
            open_data(tmp_path / "a.csv", table=TableChoices(**told))
    with says(DataError, "not text in ascii"):
        (tmp_path / "a.csv").write_bytes(b"\xe9,b\n1,2\n")
        open_data(tmp_path / "a.csv", table=TableChoices(encoding="ascii"))


@pytest.mark.parametrize("text", ["a,b,c\n1,2,\n3,4,\n", "a;b;c\n1,5;2;\n3,5;4;\n"])
@pytest.mark.parametrize("mark", ["", "-999"])
def test_a_column_of_nothing_is_named_or_left_out(text: str, mark: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text.replace(";\n", f";{mark}\n").replace(",\n", f",{mark}\n") if mark else text)
    options: dict[str, Any] = {"missing_values": mark} if mark else {}
    with pytest.raises(DataError, match=r"column 'c' has no value at all\. Leave it out: drop='c'\.$"):
        describe_data(path, options)
    found = describe_data(path, options | {"columns": "numeric"})
    assert found.summary.shape == (2,)
    assert any("left out" in note and "'c'" in note for note in found.summary.warnings)
