"""extract_features: a run's discriminator over its own data, over other data, and over what does not fit."""

from pathlib import Path

import numpy as np
import pytest
from tiny_runs import rows
from typed_tables import write_table

import gansmith
from gansmith.api.extract_features import extracted
from gansmith.models.critic import load_critic

QUIET = {"steps": 2, "validate_every": 0, "sample_every": 0, "quiet": True}


@pytest.fixture(scope="module")
def images(tmp_path_factory) -> Path:
    """A run on labelled images."""
    folder = tmp_path_factory.mktemp("images")
    pictures = (np.abs(rows(20, 256)).reshape(20, 16, 16) * 2).astype(np.uint8)
    np.savez(folder / "data.npz", images=pictures, labels=np.arange(20) % 3)
    gansmith.train(folder / "data.npz", "dcgan", width=4, out=folder / "run", **QUIET)
    return folder


@pytest.fixture(scope="module")
def table(tmp_path_factory) -> Path:
    """A run on a table with categories and dates."""
    folder = tmp_path_factory.mktemp("table")
    write_table(folder)
    gansmith.train(folder / "table.csv", "cgan", width=8, out=folder / "run", data_options={"label": "member"}, **QUIET)
    return folder


def test_the_run_s_own_data_gives_a_row_for_each_sample(images):
    made = extracted(images / "run")
    assert made.features.shape == (20, 4 * 16 + 8 * 16)
    assert made.layers == {"conv1": 64, "conv2": 128}
    assert made.labels.tolist() == (np.arange(20) % 3).tolist()
    assert made.step == 2
    assert np.array_equal(gansmith.extract_features(images / "run", images / "data.npz"), made.features)
    assert np.array_equal(gansmith.extract_features(images / "run" / "checkpoints" / "step-000002"), made.features)


def test_other_data_is_encoded_by_the_run_s_range_and_not_by_its_own(images):
    pictures = np.load(images / "data.npz")["images"]
    half = pictures // 2
    whole = gansmith.extract_features(images / "run", pictures)
    assert np.allclose(gansmith.extract_features(images / "run", pictures[:1]), whole[:1], atol=1e-5)
    critic = load_critic(images / "run")
    scale = critic.card.codec.scale
    low, high = float(scale.low.min()), float(scale.high.max())
    assert np.allclose(critic.encoded(half), (half[:, None] - (low + high) / 2) / ((high - low) / 2), atol=1e-6)
    assert not np.allclose(gansmith.extract_features(images / "run", half), whole)


@pytest.mark.parametrize("ending", [".npy", ".npz", ".csv", ".parquet"])
def test_features_and_labels_are_read_back_from_each_kind_of_file(images, tmp_path, ending):
    made = extracted(images / "run", None, tmp_path / f"features{ending}", layers=("conv2",))
    label = None if ending == ".npy" else "labels"
    back = gansmith.data.open_data(tmp_path / f"features{ending}", label=label)
    assert np.allclose(back.values, made.features)
    assert back.labels.tolist() == made.labels.tolist()
    if ending in (".csv", ".parquet"):
        assert back.origin.columns[:2] == ("conv2_0_0_0", "conv2_0_0_1")


def test_data_without_labels_has_features_too(images, table, tmp_path):
    pictures = np.load(images / "data.npz")["images"]
    np.savez(tmp_path / "bare.npz", images=pictures)
    assert extracted(images / "run", tmp_path / "bare.npz").labels is None
    lines = (table / "table.csv").read_text().splitlines()
    place = lines[0].split(",").index("member")
    assert place == 4
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(table / "table.csv").drop(columns=["member"])
    frame.to_csv(tmp_path / "bare.csv", index=False)
    made = extracted(table / "run", tmp_path / "bare.csv")
    assert np.array_equal(made.features, extracted(table / "run").features)
    assert any("has no 'member'" in note for note in made.notes)


def test_columns_are_found_by_name_and_categories_by_theirs(table, tmp_path):
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(table / "table.csv")
    wanted = gansmith.extract_features(table / "run")
    turned = frame[sorted(frame.columns)].assign(more=1.5)
    few = turned[turned["city"] == "Paris, France"]
    few.to_csv(tmp_path / "few.csv", index=False)
    made = extracted(table / "run", tmp_path / "few.csv")
    assert np.allclose(made.features, wanted[frame["city"] == "Paris, France"], atol=1e-6)
    assert any("'more'" in note for note in made.notes)


def test_dates_count_in_the_run_s_unit(table, tmp_path):
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(table / "table.csv")
    wanted = gansmith.extract_features(table / "run")
    frame["start"] = pandas.to_datetime(frame["start"]) + pandas.Timedelta(hours=5)
    frame.to_csv(tmp_path / "hours.csv", index=False)
    made = gansmith.extract_features(table / "run", tmp_path / "hours.csv")
    assert np.abs(made - wanted).max() < 0.1 * np.abs(wanted).max()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda frame: frame.drop(columns=["age", "low"]), "no column 'age', 'low'"),
        (lambda frame: frame.assign(city="Rome"), "'Rome', which the run does not know"),
        (lambda frame: frame.assign(age="old"), "holds numbers in"),
        (lambda frame: frame.assign(start=3.5), "column 'start' holds reals"),
    ],
)
def test_other_columns_are_refused_by_name(table, tmp_path, change, said):
    pandas = pytest.importorskip("pandas")
    change(pandas.read_csv(table / "table.csv")).to_csv(tmp_path / "odd.csv", index=False)
    with pytest.raises(gansmith.DataError, match=said):
        gansmith.extract_features(table / "run", tmp_path / "odd.csv")


def test_other_shapes_are_refused(images):
    with pytest.raises(gansmith.DataError, match=r"shape \(8, 8\), and the run was trained on \(16, 16\)"):
        gansmith.extract_features(images / "run", np.zeros((4, 8, 8), np.uint8))


def test_an_array_is_no_table_of_names(table):
    with pytest.raises(gansmith.DataError, match="no named columns"):
        gansmith.extract_features(table / "run", np.zeros((3, 9)))


def test_an_array_will_do_for_a_table_of_numbers(tmp_path):
    (tmp_path / "t.csv").write_text("a;b;k\n" + "\n".join(f"{i % 7},5;{i % 3},25;{'uv'[i % 2]}" for i in range(40)))
    reading = {"label": "k", "separator": "semicolon", "decimal": "comma"}
    run = gansmith.train(tmp_path / "t.csv", "cgan", width=4, out=tmp_path / "run", data_options=reading, **QUIET)
    rows = np.array([[i % 7 + 0.5, i % 3 + 0.25] for i in range(40)])
    np.save(tmp_path / "t.npy", rows)
    wanted = extracted(run.path)
    for data in (rows, tmp_path / "t.npy"):
        made = extracted(run.path, data)
        assert np.array_equal(made.features, wanted.features)
        assert any("separator" in note for note in made.notes)


def test_samples_that_miss_values_are_left_out_as_in_training(tmp_path):
    gaps = rows(30)
    gaps[::4, 1] = np.nan
    np.save(tmp_path / "gaps.npy", gaps)
    run = gansmith.train(
        tmp_path / "gaps.npy", "gan", width=4, out=tmp_path / "run", data_options={"missing": "drop"}, **QUIET
    )
    made = extracted(run.path, tmp_path / "gaps.npy")
    assert np.array_equal(made.features, extracted(run.path).features)
    assert any("8 of 30 samples miss values" in note for note in made.notes)


def test_a_model_has_no_discriminator(images):
    with pytest.raises(gansmith.UsageError, match=r"holds a generator alone.*Name the run"):
        gansmith.extract_features(images / "run" / "final", images / "data.npz")


def test_outputs_that_would_lose_something_are_refused(images, tmp_path):
    for output, said in ((images / "data.npz", "would be lost"), (tmp_path / "x.png", "end in .npy, .npz")):
        with pytest.raises(gansmith.UsageError, match=said):
            gansmith.extract_features(images / "run", None, output)


def test_data_that_changed_is_not_taken_for_the_run_s(images, tmp_path):
    pictures = np.load(images / "data.npz")["images"]
    np.savez(tmp_path / "data.npz", images=pictures, labels=np.arange(20) % 3)
    gansmith.train(tmp_path / "data.npz", "dcgan", width=4, out=tmp_path / "run", **QUIET)
    np.savez(tmp_path / "data.npz", images=255 - pictures, labels=np.arange(20) % 3)
    with pytest.raises(gansmith.DataError, match="is not what"):
        gansmith.extract_features(tmp_path / "run")
    assert gansmith.extract_features(tmp_path / "run", tmp_path / "data.npz").shape == (20, 192)


def test_rows_of_another_shape_are_not_encoded(images):
    with pytest.raises(gansmith.DataError, match="the model was made for"):
        load_critic(images / "run").encoded(np.zeros((2, 3), np.uint8))
