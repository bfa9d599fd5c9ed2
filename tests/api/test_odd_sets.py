"""Two sets as people have them: values missing, columns renamed or turned, flat pictures, a file of one row."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from evaluated_runs import normal

import gansmith
from gansmith.data.dataset import Dataset
from gansmith.data.formats.read import open_data
from gansmith.data.same_columns import alike
from gansmith.errors import DataError, UsageError


def named(values: np.ndarray, *columns: str) -> Dataset:
    """Return a table with these names."""
    opened = open_data(values)
    return replace(opened, origin=replace(opened.origin, columns=columns))


def test_generated_rows_that_are_left_out_are_counted_in_a_note() -> None:
    fake = normal(1, 120)
    fake[:7, 1] = np.nan
    done = gansmith.evaluate(normal(0, 200), fake, data_options={"missing": "drop"})
    assert "7 of 120 generated samples have missing values and are left out." in done.subject.notes


def test_a_generated_column_without_any_value_is_refused_where_such_rows_are_dropped() -> None:
    fake = normal(1, 120)
    fake[:, 1] = np.nan
    with pytest.raises(DataError, match=r"array: 0 of 120 samples have no missing value, so none are left"):
        gansmith.evaluate(normal(0, 200), fake, data_options={"missing": "drop"})


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_generated_values_are_filled_with_real_means_where_no_real_one_is_missing(kind: type) -> None:
    real, fake = normal(0, 200).astype(kind), normal(1, 120).astype(np.float64)
    fake[:, 1] = np.nan
    done = gansmith.evaluate(real, fake, data_options={"missing": "mean"})
    filled = done.subject.codec.decode(done.subject.fake)[:, 1]
    np.testing.assert_allclose(filled, real[:, 1].mean(), rtol=1e-5)
    assert "120 generated values are missing and are filled with the means of real ones." in done.subject.notes
    assert done.judgement.grade != "good"


def test_columns_of_one_name_belong_together_though_another_was_renamed() -> None:
    values = np.arange(12.0).reshape(4, 3)
    real, fake = named(values, "age", "weight", "price"), named(values[:, [2, 0, 1]], "price", "age", "kilograms")
    ordered, (note,) = alike(real, fake)
    np.testing.assert_array_equal(ordered.values, values)
    assert note.endswith("are compared in their order: 'weight' with 'kilograms'.")


def test_flat_pictures_are_compared_with_whole_ones() -> None:
    pictures = np.random.default_rng(0).uniform(0, 255, (240, 8, 6, 3)).astype(np.uint8)
    flat = pictures[:100].reshape(100, -1)
    done = gansmith.evaluate(pictures[100:], flat)
    (note,) = (note for note in done.subject.notes if "row by row" in note)
    assert note == "Samples of array are vectors of 144 values and are read row by row as pictures of 8 x 6 x 3."
    same = gansmith.evaluate(pictures[100:], pictures[:100])
    assert [f.value for f in done.figures] == [f.value for f in same.figures]


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ((8, 8, 3), (8, 8), r"other channels \(grey, colour, transparency\): save both with the same"),
        ((8, 8, 3), (9, 8, 3), "size='8x8' to resize folders"),
        ((8, 8), (63,), "two sets of the same kind"),
    ],
)
def test_pictures_of_two_shapes_are_refused_with_a_remedy(
    first: tuple[int, ...], second: tuple[int, ...], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        alike(open_data(np.zeros((4, *first))), open_data(np.zeros((4, *second))))


def test_a_column_that_one_table_lacks_is_named() -> None:
    with pytest.raises(UsageError, match="Only one of them has 'price': leave such columns out with drop"):
        alike(named(np.zeros((4, 3)), "age", "weight", "price"), named(np.zeros((4, 2)), "age", "weight"))


def test_what_is_wrong_with_the_generated_file_is_said_and_not_that_it_needs_a_label(tmp_path: Path) -> None:
    real, fake = tmp_path / "real.csv", tmp_path / "fake.csv"
    real.write_text("kind,x\n" + "".join(f"{'ab'[row % 2]},{row}\n" for row in range(40)))
    fake.write_text("kind,x\na,3\n")
    with pytest.raises(DataError, match=r"fake.csv holds 1 sample"):
        gansmith.evaluate(str(real), str(fake), data_options={"label": "kind"})


def test_one_value_outside_the_range_among_many_is_not_said_to_be_no_share() -> None:
    real = np.random.default_rng(0).uniform(0, 1, (400, 100))
    fake = np.random.default_rng(1).uniform(0.1, 0.9, (300, 100))
    fake[0, 0] = 1.001
    (note,) = gansmith.evaluate(real, fake).subject.notes
    assert note.startswith("1 of 30,000 generated values lie outside the range of the real ones (")
