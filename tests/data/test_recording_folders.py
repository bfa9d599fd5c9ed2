"""Folders of recordings, and arrays of several: each is cut by itself, sub-folders are classes, and they come back."""

from pathlib import Path

import h5py
import numpy as np
import pytest
import scipy.io
import scipy.io.wavfile
from one_paragraph import says

from gansmith.data.dataset import Dataset
from gansmith.data.describe import describe
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import require_writable, write_data
from gansmith.errors import DataError, UsageError

pyarrow = pytest.importorskip("pyarrow")
pytest.importorskip("pyarrow.parquet")
LENGTHS = (50, 61, 75)


def moments(length: int, number: int) -> np.ndarray:
    return np.stack([1000 * number + 3 * np.arange(length), -np.arange(length)], axis=1)


def save(path: Path, values: np.ndarray) -> None:
    """Write a recording (length, 2) of 100 moments a second, with its time where it is a table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    time = np.arange(len(values)) / 100
    if path.suffix == ".wav":
        scipy.io.wavfile.write(path, 100, values.astype(np.int16))
    elif path.suffix == ".npy":
        np.save(path, values)
    elif path.suffix == ".npz":
        np.savez(path, signal=values, fs=100)
    elif path.suffix == ".mat":
        scipy.io.savemat(path, {"signal": values.T, "fs": 100.0})
    elif path.suffix == ".h5":
        with h5py.File(path, "w") as file:
            file["signal"], file["srate"] = values, 100
    elif path.suffix == ".parquet":
        pyarrow.parquet.write_table(pyarrow.table({"time": time, "a": values[:, 0], "b": values[:, 1]}), path)
    else:
        mark = "\t" if path.suffix == ".tsv" else ","
        rows = [mark.join(map(str, (t, *row))) for t, row in zip(time, values.tolist(), strict=True)]
        path.write_text("\n".join([mark.join(("time", "a", "b")), *rows]) + "\n")


def expected(window: int, stride: int, recordings: list[np.ndarray]) -> np.ndarray:
    return np.stack([one[at : at + window] for one in recordings for at in range(0, len(one) - window + 1, stride)])


@pytest.mark.parametrize("suffix", [".wav", ".npy", ".npz", ".mat", ".h5", ".csv", ".tsv", ".parquet"])
def test_each_file_is_cut_by_itself_and_each_folder_is_a_class(tmp_path: Path, suffix: str) -> None:
    recordings = [moments(length, number) for number in range(2) for length in LENGTHS]
    for number, values in enumerate(recordings):
        save(tmp_path / "in" / ("calm", "storm")[number // 3] / f"{number}{suffix}", values)
    (tmp_path / "in" / "notes.md").write_text("about the files")
    data = open_data(tmp_path / "in", window=20, stride=10)
    np.testing.assert_array_equal(data.values[:, 0], expected(20, 10, recordings))
    assert data.labels is not None
    assert (data.class_names, data.labels.tolist()) == (("calm", "storm"), [0] * 15 + [1] * 15)
    warnings = describe(data).warnings
    assert any("30 windows of 20 moments are cut from 372 in 6 files, each by itself" in said for said in warnings)
    assert any("left out: 1 .md" in said for said in warnings)
    assert data.origin.details.get("rate") == (None if suffix == ".npy" else 100)
    written = write_data(tmp_path / "out", data.values, data.origin, data.labels, data.class_names)
    ending = ".npy" if suffix in (".npz", ".h5") else suffix
    assert len([file for file in written.rglob(f"*{ending}") if file.is_file()]) == 30
    again = open_data(written, window=20)
    order = np.lexsort((np.arange(30), data.labels))
    np.testing.assert_array_equal(again.values, data.values[order])
    assert again.class_names == data.class_names
    assert again.labels is not None
    assert again.labels.tolist() == data.labels[order].tolist()
    if suffix in (".csv", ".tsv", ".parquet"):
        for name in ("channel_names", "step", "time", "rate"):
            assert again.origin.details[name] == data.origin.details[name]


def test_short_files_are_left_out_and_said(tmp_path: Path) -> None:
    for number, length in enumerate((5, 40, 50)):
        save(tmp_path / f"{number}.npy", moments(length, number)[:, 0])
    data = open_data(tmp_path, window=10)
    assert data.values[:, 0].tolist() == [*range(1000, 1120, 30), *range(2000, 2150, 30)]
    assert data.labels is None
    assert any("too short for a window are left out: 1, such as '0.npy'" in note for note in data.notes)
    with says(UsageError, r"window=60: 0 such windows .* 3 files .* longest has 50 moments"):
        open_data(tmp_path, window=60)


@pytest.mark.parametrize(
    ("name", "other", "said"),
    [
        ("1.npy", moments(40, 0)[:, :1].ravel(), r"1\.npy holds channels 1 and .*0\.npy 2"),
        ("1.npy", moments(40, 0).astype(np.float32), r"1\.npy holds numbers of type float32 and .*0\.npy int64"),
    ],
)
def test_recordings_that_differ_are_named(tmp_path: Path, name: str, other: np.ndarray, said: str) -> None:
    save(tmp_path / "0.npy", moments(40, 0))
    save(tmp_path / name, other)
    with says(DataError, said):
        open_data(tmp_path, window=10)


def test_rates_and_names_that_differ_are_named(tmp_path: Path) -> None:
    for name, rate in (("a", 100), ("b", 200)):
        scipy.io.wavfile.write(tmp_path / f"{name}.wav", rate, np.arange(50, dtype=np.int16))
    with says(DataError, r"b\.wav holds a time between moments of 0\.005 and .*a\.wav 0\.01"):
        open_data(tmp_path, window=10)
    for name in ("x", "y"):
        (tmp_path / "t").mkdir(exist_ok=True)
        (tmp_path / "t" / f"{name}.csv").write_text(f"time,{name}\n" + "\n".join(f"{i},{i * i}" for i in range(30)))
    with says(DataError, r"y\.csv holds channels called 'y' and .*x\.csv 'x'"):
        open_data(tmp_path / "t", window=10)


@pytest.mark.parametrize("content", [b"", b"RIFF\x10\0\0\0WAVEfmt ", b"no, table\n1,2\n3\n"])
@pytest.mark.parametrize("suffix", [".npy", ".csv", ".wav", ".mat"])
def test_a_damaged_file_among_good_ones_is_named(tmp_path: Path, suffix: str, content: bytes) -> None:
    for name in "abc":
        save(tmp_path / f"{name}{suffix}", moments(40, 1))
    (tmp_path / f"b{suffix}").write_bytes(content)
    with says(DataError, rf"b\{suffix}"):
        open_data(tmp_path, window=10)


def cut(source: np.ndarray, **options: object) -> Dataset:
    return open_data(source, window=20, stride=10, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("order", ["NCL", "NLC", "CLN"])
def test_samples_that_are_recordings_are_cut_by_themselves(order: str) -> None:
    recordings = np.stack([moments(55, number) for number in range(4)])
    stored = recordings.transpose(["NLC".index(letter) for letter in order])
    data = cut(stored, axes=order)
    np.testing.assert_array_equal(data.values[:, 0], expected(20, 10, [*recordings]))
    assert any("each of the 4 samples of 55 moments is a recording" in note for note in data.notes)


def test_rows_are_recordings_where_axes_say_so() -> None:
    rows = np.arange(5)[:, np.newaxis] * 1000 + np.arange(300)
    np.testing.assert_array_equal(cut(rows, axes="NL").values, expected(20, 10, [*rows]))
    with says(UsageError, r"holds samples already: 300 of 400.*axes='NL'.*samples_axis=0"):
        cut(np.zeros((300, 400)))


@pytest.mark.parametrize("axes", ["CL", "cl", "LC"])
def test_axes_of_one_recording_need_no_samples(axes: str) -> None:
    values = moments(60, 1)
    stored = values.T if axes.upper() == "CL" else values
    np.testing.assert_array_equal(cut(stored, axes=axes).values[:, 0], expected(20, 10, [values]))
    np.testing.assert_array_equal(cut(values[:, 0], axes="L").values, expected(20, 10, [values[:, 0]]))


def test_labels_beside_channels_name_them_and_those_beside_recordings_are_classes(tmp_path: Path) -> None:
    values = np.stack([moments(60, number)[:, 0] for number in range(4)])
    scipy.io.savemat(tmp_path / "a.mat", {"eeg": values, "labels": np.array(["F3", "F4", "C3", "C4"], object)})
    data = open_data(tmp_path / "a.mat", window=20)
    np.testing.assert_array_equal(data.values[:, 0], expected(20, 20, [values.T]))
    assert (data.labels, data.origin.details["channel_names"]) == (None, '["F3", "F4", "C3", "C4"]')
    scipy.io.savemat(tmp_path / "b.mat", {"x": values, "labels": np.array([0, 1, 1, 0])})
    data = open_data(tmp_path / "b.mat", window=20)
    np.testing.assert_array_equal(data.values, expected(20, 20, [*values]))
    assert data.labels is not None
    assert data.labels.tolist() == np.repeat([0, 1, 1, 0], 3).tolist()


@pytest.mark.parametrize("name", ["out.zip", "out.wav"])
def test_what_holds_no_windows_is_refused_before_and_after_they_are_made(tmp_path: Path, name: str) -> None:
    data = cut(moments(80, 0))
    with says(UsageError, "Name a folder, without an ending"):
        write_data(tmp_path / name, data.values, data.origin)
    with says(UsageError, "Name a folder, without an ending"):
        require_writable(tmp_path / name, data.values[0], data.origin, (0, 1), None, 3)


def test_a_file_of_an_array_says_what_it_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save(tmp_path / "in.csv", moments(80, 0))
    data = open_data(tmp_path / "in.csv", window=20)
    write_data(tmp_path / "out.npy", data.values, data.origin)
    assert "there are 100 moments a second, channels are a, b" in capsys.readouterr().err
    write_data(tmp_path / "out.parquet", data.values, data.origin)
    assert not capsys.readouterr().err
