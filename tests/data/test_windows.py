"""Windows of recordings and time series: the moments they hold, gaps they do not cross, and how they are written."""

from pathlib import Path

import numpy as np
import pytest
import scipy.io.wavfile
from tiny_runs import tiny

import gansmith
from gansmith.data.codec.codec import Codec
from gansmith.data.formats import windows
from gansmith.data.formats.read import open_data
from gansmith.data.formats.table_choices import TableChoices
from gansmith.data.formats.write import write_data
from gansmith.data.same_columns import alike
from gansmith.errors import UsageError

STEPS = np.arange(100)


def table(path: Path, columns: dict[str, object], rows: object = STEPS) -> Path:
    lines = [",".join(columns)]
    lines += [",".join(str(column[row]) for column in columns.values()) for row in rows]  # type: ignore[index,attr-defined]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_windows_begin_a_stride_apart_and_hold_the_moments_in_order() -> None:
    dataset = open_data(STEPS.astype(np.float32), window=20, stride=15)
    assert np.array_equal(dataset.values, [STEPS[at : at + 20] for at in range(0, 81, 15)])


@pytest.mark.parametrize("turned", [False, True])
def test_channels_lie_last_however_the_array_lies(turned: bool) -> None:
    moments = np.stack([STEPS, -STEPS, 2 * STEPS], axis=1)
    dataset = open_data(moments.T.copy() if turned else moments, window=25)
    assert np.array_equal(dataset.values, moments.reshape(4, 1, 25, 3))


def test_a_recording_gives_windows_and_its_rate_back(tmp_path: Path) -> None:
    stereo = np.stack([STEPS, -STEPS], axis=1).astype(np.int16)
    scipy.io.wavfile.write(tmp_path / "in.wav", 500, stereo)
    dataset = open_data(tmp_path / "in.wav", window=20)
    written = sorted(write_data(tmp_path / "out", dataset.values, dataset.origin).iterdir())
    parts = [scipy.io.wavfile.read(file) for file in written]
    assert {rate for rate, _ in parts} == {500}
    assert np.array_equal(np.concatenate([samples for _, samples in parts]), stereo)


def test_time_is_left_out_and_no_window_crosses_a_jump_of_it(tmp_path: Path) -> None:
    columns = {"Time": 0.5 * STEPS, "a": STEPS, "b": STEPS**2}
    rows = np.delete(STEPS, range(45, 48))
    dataset = open_data(table(tmp_path / "gap.csv", columns, rows), window=10)
    starts = [0, 10, 20, 30, 48, 58, 68, 78, 88]
    assert np.array_equal(dataset.values[:, 0, 0, 0], starts)
    assert any("'Time' is left out" in note for note in dataset.notes)
    assert any("time jumps" in note and "1 of them" in note for note in dataset.notes)


def test_dates_are_time(tmp_path: Path) -> None:
    days = (np.datetime64("2021-01-30") + STEPS).astype(str)
    dataset = open_data(table(tmp_path / "days.csv", {"a": STEPS, "day": days}), window=10)
    assert np.array_equal(dataset.values.ravel(), STEPS)
    assert float(dataset.origin.details["step"]) == 86400


def test_windows_hold_no_missing_values_and_one_class_each(tmp_path: Path) -> None:
    moments = STEPS.astype(object)
    moments[50] = ""
    kinds = np.where(STEPS < 25, "rest", "run")
    path = table(tmp_path / "labelled.csv", {"a": moments, "b": STEPS % 7, "kind": kinds})
    dataset = open_data(path, window=10, label="kind")
    assert np.array_equal(dataset.values[:, 0, 0, 0], [0, 10, 25, 35, 51, 61, 71, 81])
    assert dataset.labels is not None
    assert [dataset.class_names[label] for label in dataset.labels] == ["rest"] * 2 + ["run"] * 6


@pytest.mark.parametrize("suffix", ["csv", "parquet", "npy"])
def test_windows_that_were_written_are_read_again(tmp_path: Path, suffix: str) -> None:
    path = table(tmp_path / "in.csv", {"t": STEPS / 10, "a": STEPS + 0.5, "b": STEPS**2})
    dataset = open_data(path, window=20)
    out = write_data(tmp_path / f"out.{suffix}", dataset.values, dataset.origin)
    if suffix == "npy":
        assert np.array_equal(np.load(out), dataset.values[:, 0])
        return
    again = open_data(out, window=20)
    assert np.array_equal(again.values, dataset.values)
    assert again.origin.details["step"] == dataset.origin.details["step"]
    if suffix == "csv":
        first, second, *_ = out.read_text(encoding="utf-8").replace('"', "").splitlines()
        assert first == "window,t,a,b"
        assert [float(cell) for cell in second.split(",")] == [0, 0, 0.5, 0]


def test_each_channel_has_a_range_of_its_own_that_all_its_moments_share() -> None:
    moments = np.stack([np.sin(STEPS), 1000 + 50 * np.cos(STEPS)], axis=1)
    dataset = open_data(moments, window=20)
    encoded = Codec.fit(dataset).encode(dataset.values)
    assert encoded.min(axis=(0, 2, 3)) == pytest.approx([-1, -1])
    assert encoded.max(axis=(0, 2, 3)) == pytest.approx([1, 1])
    assert Codec.fit(dataset).signals


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"window": 101}, "at most 50"),
        ({"window": 60}, "at most 50"),
        ({"window": 1}, "2 moments"),
        ({"window": 10, "stride": 0}, "stride=0"),
        ({"stride": 5}, "window="),
    ],
)
def test_what_cannot_be_cut_is_refused_with_the_value_and_a_remedy(options: dict[str, int], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        open_data(STEPS, **options)  # type: ignore[arg-type]


def test_samples_are_not_cut_again() -> None:
    with pytest.raises(UsageError, match="samples already"):
        open_data(np.zeros((20, 3, 50)), window=10)


def test_a_model_of_windows_writes_a_folder_of_recordings(tmp_path: Path) -> None:
    moments = np.linspace(0.0, 60.0, 400)
    stereo = np.stack([np.sin(moments), np.cos(moments)], axis=1).astype(np.float32)
    scipy.io.wavfile.write(tmp_path / "in.wav", 500, stereo)
    options = {"window": 64, "stride": 16}
    run = gansmith.train(tmp_path / "in.wav", "gan", steps=1, out=tmp_path / "run", data_options=options, **tiny("gan"))
    assert run.ending_of_outputs == ""
    gansmith.generate(run.path, 3, tmp_path / "out")
    written = [scipy.io.wavfile.read(file) for file in sorted((tmp_path / "out").iterdir())]
    assert [(rate, values.shape) for rate, values in written] == [(500, (64, 2))] * 3


def test_generated_windows_are_measured_beside_a_real_recording(tmp_path: Path) -> None:
    for name, start in (("real", 0.0), ("fake", 1.0)):
        table(tmp_path / f"{name}.csv", {"time": STEPS / 10, "x": np.sin(STEPS / 3 + start)})
    options = {"window": 10, "stride": 5}
    done = gansmith.evaluate(tmp_path / "real.csv", tmp_path / "fake.csv", data_options=options)
    assert done.subject.real.shape[1:] == done.subject.fake.shape[1:] == (10,)
    real = open_data(tmp_path / "real.csv", **options)
    write_data(tmp_path / "made.csv", real.values, real.origin)
    again = gansmith.evaluate(tmp_path / "real.csv", tmp_path / "made.csv", data_options=options)
    assert again.subject.fake.shape == (len(real), 10)


def test_channels_of_two_sets_are_paired_by_their_names(tmp_path: Path) -> None:
    real = open_data(table(tmp_path / "real.csv", {"time": STEPS, "a": STEPS**2, "b": -STEPS}), window=10)
    fake = open_data(table(tmp_path / "fake.csv", {"time": STEPS, "b": -STEPS, "a": STEPS**2}), window=10)
    assert not np.array_equal(real.values, fake.values)
    paired, notes = alike(real, fake)
    assert np.array_equal(paired.values, real.values)
    assert notes == ()


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1)])
def test_arrays_of_windows_are_compared_as_signals(tmp_path: Path, order: tuple[int, ...]) -> None:
    real = open_data(table(tmp_path / "real.csv", {"time": STEPS, "a": STEPS**2, "b": -STEPS}), window=10)
    np.save(tmp_path / "fake.npy", real.values[:, 0].transpose(order))
    paired, notes = alike(real, open_data(tmp_path / "fake.npy"))
    assert np.array_equal(paired.values, real.values)
    assert "10 moments of 2 channels" in notes[0]


def test_windows_of_other_lengths_are_refused_with_a_remedy(tmp_path: Path) -> None:
    data = open_data(np.stack([STEPS, -STEPS], axis=1), window=10)
    with pytest.raises(UsageError, match=r"windows of one length \(window\)"):
        alike(data, open_data(np.zeros((5, 9, 2))))


def test_generated_recordings_need_no_column_that_tells_them_apart(tmp_path: Path) -> None:
    columns = {"time": STEPS // 2, "sensor": STEPS % 2, "x": np.sin(STEPS / 5)}
    options = {"window": 10, "stride": 5, "series": "sensor"}
    path = table(tmp_path / "real.csv", columns)
    real = open_data(path, window=10, stride=5, table=TableChoices(series="sensor"))
    write_data(tmp_path / "made.csv", real.values, real.origin)
    done = gansmith.evaluate(path, tmp_path / "made.csv", data_options=options)
    assert done.subject.fake.shape == (len(real), 10)


def test_classes_of_folders_are_those_of_a_column_of_generated_tables(tmp_path: Path) -> None:
    for number, kind in enumerate(("a", "b", "a")):
        (tmp_path / "real" / kind).mkdir(parents=True, exist_ok=True)
        table(tmp_path / "real" / kind / f"{number}.csv", {"time": STEPS, "x": np.sin(STEPS / (3 + number))})
    real = open_data(tmp_path / "real", window=10)
    assert real.labels is not None
    write_data(tmp_path / "made.parquet", real.values, real.origin, real.labels, real.class_names)
    done = gansmith.evaluate(tmp_path / "real", tmp_path / "made.parquet", data_options={"window": 10})
    assert done.subject.asked is not None
    assert sorted(done.subject.asked.tolist()) == sorted(real.labels.tolist())
    assert done.subject.class_names == ("a", "b")


@pytest.mark.parametrize(("stride", "said"), [(None, False), (10, False), (9, True)])
def test_windows_that_overlap_are_said_to_share_moments_with_the_validation_set(stride: int | None, said: bool) -> None:
    notes = open_data(STEPS, window=10, stride=stride).notes
    assert any("windows overlap" in note and "stride=10" in note for note in notes) == said


def test_windows_that_overlap_beyond_memory_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "share", lambda: 16_000)
    moments = np.arange(2000.0)
    with pytest.raises(UsageError, match=r"stride=2: 951 windows of 100 moments take 760,800 bytes.* at least 96\."):
        open_data(moments, window=100, stride=2)
    assert open_data(moments, window=100, stride=96).values.nbytes <= 16_000
    assert open_data(moments, window=100).values.nbytes <= 16_000
