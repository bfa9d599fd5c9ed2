"""Arrays of few long channels are signals, and data is read by the conventions of the version that is asked for."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gansmith.config.renamed import of_document
from gansmith.data import describe, open_data, write_data
from gansmith.data.conventions import LATEST
from gansmith.data.load import read
from gansmith.data.options import DataSettings, data_settings
from gansmith.errors import UsageError


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


@pytest.mark.parametrize(
    ("shape", "order", "images"),
    [
        ((50, 2, 256), "NCL", "NHW"),
        ((50, 256, 2), "NLC", "NHW"),
        ((30, 12, 1000), "NCL", "NHW"),
        ((30, 16, 64), "NCL", "NHW"),
        ((20, 64, 1024), "NCL", "NHW"),
    ],
)
def test_few_long_channels_are_signals(shape: tuple[int, ...], order: str, images: str) -> None:
    array = noise(*shape)
    dataset = open_data(array)
    first = np.moveaxis(array, order.index("C"), 2)
    np.testing.assert_array_equal(dataset.values, first[:, np.newaxis])
    assert dataset.has_channels
    assert dataset.is_signal
    said = [note for note in describe(dataset).warnings if "signals" in note]
    assert len(said) == 1
    assert f"axes={images!r} says they are images" in said[0]
    np.testing.assert_array_equal(open_data(array, axes=images).values, array)
    np.testing.assert_array_equal(open_data(array, axes=order).values, dataset.values)


@pytest.mark.parametrize("shape", [(50, 2, 63), (50, 17, 200), (50, 28, 28), (90, 40, 320), (50, 130, 4000)])
def test_other_arrays_of_three_axes_are_images(shape: tuple[int, ...]) -> None:
    array = noise(*shape)
    np.testing.assert_array_equal(open_data(array).values, array)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.bool_])
def test_numbers_of_eight_bits_are_images(dtype: Any) -> None:
    array = (noise(50, 2, 256) > 0).astype(dtype)
    np.testing.assert_array_equal(open_data(array).values, array)


def test_signals_lie_last_where_that_is_said() -> None:
    array = noise(2, 256, 50)
    np.testing.assert_array_equal(open_data(array, samples_axis=2).values, array.T[:, np.newaxis])


@pytest.mark.parametrize("suffix", ["npy", "npz", "mat", "h5"])
def test_signals_are_written_as_they_were_read(suffix: str, tmp_path: Path) -> None:
    start = open_data(noise(50, 2, 256))
    write_data(tmp_path / f"first.{suffix}", start.values, start.origin)
    dataset = open_data(tmp_path / f"first.{suffix}")
    assert dataset.origin.stored_shape == (50, 2, 256)
    np.testing.assert_array_equal(dataset.values, start.values)


def test_signals_are_not_resized_as_images() -> None:
    with pytest.raises(UsageError, match=r"signals of 2 channels.*axes='NHW'"):
        open_data(noise(50, 2, 256), size=(4, 64))
    assert open_data(noise(50, 2, 256), size=(4, 64), axes="NHW").sample_shape == (4, 64)


def test_what_is_translated_is_images(tmp_path: Path) -> None:
    np.save(tmp_path / "strips.npy", noise(20, 8, 64))
    dataset, _ = read(DataSettings(source=str(tmp_path / "strips.npy"), derive="edges"))
    assert dataset.sample_shape == (8, 64)
    assert dataset.source is not None
    assert dataset.source.sample_shape == (8, 64)


def test_images_of_several_bands_lie_last() -> None:
    array = noise(16, 16, 6, 100)
    np.testing.assert_array_equal(open_data(array).values, np.moveaxis(array, 3, 0))
    assert open_data(array, conventions=2).sample_shape != (16, 16, 6)


def test_few_samples_of_few_channels_are_no_images_with_samples_last() -> None:
    array = noise(3, 2, 256)
    assert open_data(array).values.shape == (3, 1, 256, 2)
    assert open_data(array, conventions=2).values.shape == (256, 3, 2)


def test_earlier_conventions_take_signals_for_images() -> None:
    array = noise(50, 2, 256)
    np.testing.assert_array_equal(open_data(array, conventions=2).values, array)


def test_the_first_conventions_keep_images_of_one_row() -> None:
    array = noise(50, 1, 8)
    assert open_data(array, conventions=1).sample_shape == (1, 8)
    assert open_data(array).sample_shape == (8,)


@pytest.mark.parametrize(
    ("labels", "names", "unknown"),
    [([-1, 0, 1], ("0", "1"), 1), ([-1, 1, 1], ("-1", "1"), 0), ([-1.0, 2.0, np.nan], ("2",), 2)],
)
def test_the_first_conventions_take_minus_one_for_unknown(
    labels: list[float], names: tuple[str, ...], unknown: int, tmp_path: Path
) -> None:
    np.savez(tmp_path / "labelled.npz", x=noise(3, 4), y=np.array(labels))
    dataset = open_data(tmp_path / "labelled.npz", conventions=1)
    assert dataset.class_names == names
    assert dataset.labels is not None
    assert np.count_nonzero(dataset.labels == -1) == unknown


def test_the_first_conventions_know_no_labels_of_text_or_in_another_file(tmp_path: Path) -> None:
    np.savez(tmp_path / "named.npz", x=noise(3, 4), y=np.array(["a", "b", "a"]))
    np.savez(tmp_path / "columns.npz", x=noise(3, 4), y=np.eye(3)[[0, 1, 0]])
    np.save(tmp_path / "x.npy", noise(3, 4))
    np.save(tmp_path / "x-labels.npy", np.array([0, 1, 0]))
    for name in ("named.npz", "columns.npz", "x.npy"):
        assert open_data(tmp_path / name, conventions=1).labels is None
        assert open_data(tmp_path / name).labels is not None


def test_the_first_conventions_keep_running_numbers_and_take_lines_of_numbers_for_samples(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("row,x\n" + "".join(f"{n},{n * 1.5}\n" for n in range(12)))
    assert open_data(table).origin.columns == ("x",)
    assert open_data(table, conventions=1).origin.columns == ("row", "x")
    years = tmp_path / "years.csv"
    years.write_text("2001,2002,2003\n" + "".join(f"{n}.5,{n * n}.25,0.{n}\n" for n in range(1, 12)))
    assert len(open_data(years)) == 11
    assert len(open_data(years, conventions=1)) == 12


@pytest.mark.parametrize(
    ("data", "version"),
    [
        ({"source": "x.csv"}, 1),
        ({"source": "x.csv", "keep_index": False}, 2),
        ({"source": "x.csv", "keep_index": False, "conventions": 3}, 3),
    ],
)
def test_settings_that_do_not_say_their_conventions_have_those_of_their_time(
    data: dict[str, Any], version: int
) -> None:
    assert of_document({"method": "gan", "data": data})["data"]["conventions"] == version


def test_conventions_of_later_versions_are_refused() -> None:
    with pytest.raises(UsageError, match="conventions"):
        data_settings("ring", {"conventions": LATEST + 1})
