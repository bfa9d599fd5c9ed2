"""Folders of arrays: a file is a sample, a sub-folder a class, and what is written is read again."""

from pathlib import Path

import numpy as np
import pytest
from one_paragraph import says

from gansmith.data.dataset import Dataset
from gansmith.data.describe import describe
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data
from gansmith.data.outputs import require_free
from gansmith.data.storage import store
from gansmith.errors import DataError, UsageError

scipy_io = pytest.importorskip("scipy.io")
wavfile = pytest.importorskip("scipy.io.wavfile")
pytest.importorskip("pyarrow")
RNG = np.random.default_rng(0)


def save(path: Path, array: np.ndarray) -> None:
    """Write one sample as other programs do."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".npy":
        np.save(path, array)
    elif path.suffix == ".mat":
        scipy_io.savemat(path, {"image": array})
    elif path.suffix == ".wav":
        wavfile.write(path, 8000, array)
    else:
        np.savetxt(path, array, fmt="%.17g", delimiter="," if path.suffix == ".csv" else "\t")


def again(data: Dataset, place: Path) -> Dataset:
    return open_data(write_data(place, data.values, data.origin, data.labels, data.class_names))


@pytest.mark.parametrize("suffix", [".npy", ".mat", ".csv", ".txt"])
def test_each_file_is_a_sample_and_each_folder_a_class(tmp_path: Path, suffix: str) -> None:
    samples = RNG.normal(size=(10, 6, 5))
    for i, sample in enumerate(samples):
        save(tmp_path / "in" / ("calm", "storm")[i // 5] / f"{i}{suffix}", sample)
    (tmp_path / "in" / "calm" / "notes.md").write_text("about the files")
    data = open_data(tmp_path / "in")
    np.testing.assert_array_equal(data.values, samples)
    assert data.class_names == ("calm", "storm")
    assert data.labels is not None
    assert data.labels.tolist() == [0] * 5 + [1] * 5
    assert any(f"each of the 10 {suffix} files is one sample; left out: 1 .md" in w for w in describe(data).warnings)
    written = again(data, tmp_path / "out")
    np.testing.assert_array_equal(written.values, samples)
    assert (written.labels.tolist(), written.class_names) == (data.labels.tolist(), data.class_names)  # type: ignore[union-attr]
    assert written.origin.details["suffix"] == suffix


@pytest.mark.parametrize("dtype", ["int16", "uint8", "float32", "int32"])
@pytest.mark.parametrize("channels", [(), (2,)])
def test_recordings_come_back_with_their_rate(tmp_path: Path, dtype: str, channels: tuple[int, ...]) -> None:
    samples = (100 * RNG.random((7, 50, *channels))).astype(dtype)
    for i, sample in enumerate(samples):
        save(tmp_path / "in" / f"{i}.wav", sample)
    data = open_data(tmp_path / "in")
    assert data.values.dtype == dtype
    np.testing.assert_array_equal(data.values, samples[:, np.newaxis] if channels else samples)
    written = again(data, tmp_path / "out")
    np.testing.assert_array_equal(written.values, data.values)
    assert written.origin.details["rate"] == 8000
    with says(DataError, "name a folder of recordings"):
        open_data(tmp_path / "in" / "0.wav")
    with says(UsageError, "one recording and no label, and here are 7"):
        write_data(tmp_path / "out.wav", data.values, data.origin)
    one = write_data(tmp_path / "one.wav", data.values[:1], data.origin)
    np.testing.assert_array_equal(wavfile.read(one)[1], samples[0])


@pytest.mark.parametrize("shape", [(9,), (9, 1), (1, 9)])
def test_files_of_one_line_or_column_are_vectors(tmp_path: Path, shape: tuple[int, ...]) -> None:
    samples = RNG.normal(size=(4, *shape))
    for i, sample in enumerate(samples):
        save(tmp_path / "in" / f"{i}.npy", sample)
    data = open_data(tmp_path / "in")
    np.testing.assert_array_equal(data.values, samples.reshape(4, 9))
    assert np.load(write_data(tmp_path / "out", data.values, data.origin) / "000003.npy").shape == shape


def test_axes_are_those_of_one_sample(tmp_path: Path) -> None:
    samples = RNG.normal(size=(4, 3, 8, 6))
    for i, sample in enumerate(samples):
        save(tmp_path / "in" / f"{i}.npy", sample)
    for axes in ("CHW", "NCHW"):
        np.testing.assert_array_equal(open_data(tmp_path / "in", axes=axes).values, samples.transpose(0, 2, 3, 1))
    with says(UsageError, "N is the first letter"):
        open_data(tmp_path / "in", axes="HWCN")


@pytest.mark.parametrize(
    ("other", "pattern"),
    [
        (np.zeros((3, 5)), r"c\.npy holds an array of shape 3x5 and .*a\.npy 3x4"),
        (np.zeros((3, 4), np.int8), r"c\.npy holds numbers of type int8 and .*a\.npy float64"),
        (np.array([["x"]]), r"c\.npy holds text"),
    ],
)
def test_the_first_file_that_differs_is_named(tmp_path: Path, other: np.ndarray, pattern: str) -> None:
    for name, array in {"a": np.ones((3, 4)), "b": np.zeros((3, 4)), "c": other, "d": other}.items():
        save(tmp_path / f"{name}.npy", array)
    with says(DataError, pattern):
        open_data(tmp_path)


def test_rates_that_differ_are_refused(tmp_path: Path) -> None:
    wavfile.write(tmp_path / "a.wav", 8000, np.zeros(9, np.int16))
    wavfile.write(tmp_path / "b.wav", 44100, np.zeros(9, np.int16))
    with says(DataError, r"b\.wav holds a sampling rate of 44100 and .*a\.wav 8000"):
        open_data(tmp_path)


@pytest.mark.parametrize("suffix", [".npy", ".mat", ".csv", ".txt", ".wav"])
@pytest.mark.parametrize("content", [b"", b"RIFF\x10\0\0\0WAVEfmt ", b"no, array\n1,2\n3\n"])
def test_a_damaged_file_among_good_ones_is_named(tmp_path: Path, suffix: str, content: bytes) -> None:
    for name in "abc":
        save(tmp_path / f"{name}{suffix}", np.ones((5, 2), np.float32))
    (tmp_path / f"b{suffix}").write_bytes(content)
    with says(DataError, rf"b\{suffix}"):
        open_data(tmp_path)


def test_what_does_not_fit_in_memory_is_mapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    samples = RNG.normal(size=(6, 4, 4))
    for i, sample in enumerate(samples):
        save(tmp_path / "in" / f"{i}.npy", sample)
    monkeypatch.setattr(store, "share", lambda: 0)
    data = open_data(tmp_path / "in")
    assert store.is_mapped(data.values)
    np.testing.assert_array_equal(data.values, samples)


def test_samples_of_a_folder_are_not_overwritten(tmp_path: Path) -> None:
    for name in "ab":
        save(tmp_path / f"{name}.npy", np.ones(3))
    with says(UsageError, "is read or was learned from"):
        require_free(tmp_path / "a.npy", [tmp_path])
    require_free(tmp_path / "c.npy", [tmp_path])
