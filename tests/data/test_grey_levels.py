"""Numbers of any range become the levels of images where their black and white are named, and not otherwise."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gansmith.data import open_data, write_data
from gansmith.data.formats.grey_levels import to_levels
from gansmith.errors import UsageError, flags_spoken


def unit(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).random(shape).astype(np.float32)


@pytest.mark.parametrize("ends", [(0.0, 1.0), (-1.0, 1.0), (-1e300, 1e300), (5e-324, 1e-300)])
def test_levels_are_even_steps_from_low_to_high(ends: tuple[float, float]) -> None:
    steps = np.arange(256) / 255
    values = (ends[0] * (1 - steps) + ends[1] * steps)[:, np.newaxis]
    made = to_levels(values, ends)
    assert made.levels.ravel().tolist() == list(range(256))
    assert made.clipped == 0


def test_values_outside_are_clipped_and_counted_but_not_those_that_rounding_moved() -> None:
    made = to_levels(np.array([[-0.5, -0.0001, 0.0, 1.0, 1.001, 2.0]]), (0, 1))
    assert made.levels.tolist() == [[0, 0, 0, 255, 255, 255]]
    assert made.clipped == 2


def test_values_however_far_off_are_clipped() -> None:
    made = to_levels(np.array([[-1e308, 1e308, np.inf, 5e-324]]), (0, 1e-300))
    assert made.levels.tolist() == [[0, 255, 255, 0]]
    assert made.clipped == 3


@pytest.mark.parametrize("shape", [(3, 4, 5), (3, 4, 5, 1), (3, 4, 5, 3), (3, 4, 5, 4)])
@pytest.mark.parametrize("name", ["images", "images.zip"])
def test_pictures_of_numbers_become_files_when_asked(tmp_path: Path, shape: tuple[int, ...], name: str) -> None:
    values = unit(*shape)
    data = open_data(values)
    write_data(tmp_path / name, values, data.origin, range=(0, 1))
    back = open_data(str(tmp_path / name)).values
    expected = np.rint(values.astype(float) * 255).astype(np.uint8)
    np.testing.assert_array_equal(back.reshape(shape), expected)


def test_labels_go_into_folders_as_ever(tmp_path: Path) -> None:
    values = unit(4, 3, 3)
    write_data(tmp_path / "images", values, open_data(values).origin, np.array([0, 1, 0, 1]), ("a", "b"), range=(0, 1))
    assert sorted(str(file.relative_to(tmp_path / "images")) for file in (tmp_path / "images").rglob("*.png")) == [
        *("a/000000.png", "a/000002.png", "b/000001.png", "b/000003.png"),
    ]


def test_a_folder_of_arrays_becomes_images_when_asked(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number, sample in enumerate(unit(3, 4, 4)):
        np.save(tmp_path / "in" / f"{number}.npy", sample)
    data = open_data(tmp_path / "in")
    write_data(tmp_path / "arrays", data.values, data.origin)
    write_data(tmp_path / "images", data.values, data.origin, range=(0, 1))
    assert {file.suffix for file in (tmp_path / "arrays").iterdir()} == {".npy"}
    assert {file.suffix for file in (tmp_path / "images").iterdir()} == {".png"}


def test_float_tiff_files_are_written_as_such_unless_asked(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number, sample in enumerate(unit(3, 4, 4)):
        Image.fromarray(sample).save(tmp_path / "in" / f"{number}.tiff")
    data = open_data(tmp_path / "in")
    write_data(tmp_path / "tiffs", data.values, data.origin)
    write_data(tmp_path / "images", data.values, data.origin, range=(0, 1))
    assert {file.suffix for file in (tmp_path / "tiffs").iterdir()} == {".tiff"}
    assert {file.suffix for file in (tmp_path / "images").iterdir()} == {".png"}


def test_what_is_clipped_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    values = np.linspace(0, 2, 32, endpoint=False).reshape(2, 4, 4)
    write_data(tmp_path / "images.zip", values, open_data(values).origin, range=(0, 1))
    assert "15 of 32 values (46.88%) lie outside 0 to 1 and are clipped" in capsys.readouterr().err
    assert len(zipfile.ZipFile(tmp_path / "images.zip").namelist()) == 3


def test_without_it_the_refusal_names_the_range(tmp_path: Path) -> None:
    values = np.linspace(-1, 3, 32).reshape(2, 4, 4)
    with flags_spoken(), pytest.raises(UsageError, match=r"without loss\. --range -1 3 makes -1 black and 3 white"):
        write_data(tmp_path / "images", values, open_data(values).origin)
    with pytest.raises(UsageError, match=r"range=\(-1, 3\)"):
        write_data(tmp_path / "images", values, open_data(values).origin)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("shape", "name", "ends", "pattern"),
    [
        ((3, 4, 4), "a.npy", (0, 1), r"a\.npy holds the numbers themselves"),
        ((3, 4, 4), "images", (1, 0), "two numbers"),
        ((3, 4, 4), "images", (1, 1), "two numbers"),
        ((3, 4, 4), "images", (0, float("nan")), "two numbers"),
        ((3, 4, 4), "images", (0, float("inf")), "two numbers"),
        ((3, 4), "images", (0, 1), "no pictures"),
        ((3, 4, 4, 2), "images", (0, 1), "2"),
    ],
)
def test_what_makes_no_images(
    tmp_path: Path, shape: tuple[int, ...], name: str, ends: tuple[float, float], pattern: str
) -> None:
    values = unit(*shape)
    with pytest.raises(UsageError, match=pattern):
        write_data(tmp_path / name, values, open_data(values).origin, range=ends)
    assert list(tmp_path.iterdir()) == []


def test_missing_values_are_no_levels() -> None:
    with pytest.raises(UsageError, match="missing"):
        to_levels(np.array([[0.0, np.nan]]), (0, 1))
