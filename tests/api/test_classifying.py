"""The critic of a semi-supervised run classifies files, and its accuracy stands beside that of its labels alone."""

import csv
import shutil
from pathlib import Path

import numpy as np
import pytest
from one_paragraph import says
from PIL import Image
from tiny_runs import pictures, rows

import gansmith
from gansmith.errors import DataError, UsageError

OPTIONS = {"validate_every": 0, "sample_every": 0}
CRITIC = {"network": "mlp", "width": 16, "batch_size": 16}


def bars(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return images (N, 8, 8) with a bar in one of three rows, and the names of the rows."""
    random = np.random.default_rng(seed)
    images, labels = random.integers(0, 90, (count, 8, 8)), np.arange(count) % 3
    for image, label in zip(images, labels, strict=True):
        image[1 + 2 * label] += 140
    return images.astype(np.uint8), np.array(["top", "middle", "low"])[labels]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("classifying")
    images, labels = bars(300, 0)
    np.savez(place / "bars.npz", x=images, labels=labels)
    more = {"labels": 30, "validation_fraction": 0.2, **OPTIONS, **CRITIC}
    return gansmith.train(place / "bars.npz", "sgan", steps=200, learning_rate=3e-3, out=place / "run", **more).path


def test_labels_of_unknown_classes_are_counted_out_aloud(run: Path) -> None:
    images, labels = bars(90, 1)
    found = gansmith.classify(run, (images, np.where(labels == "low", "else", labels)), baseline=False)
    assert found.of_data is not None
    assert found.of_data.samples == 60
    assert "30 given labels are of classes that the run does not know, such as 'else'. None is counted." in found.notes


def test_classes_are_those_of_the_samples(run: Path, tmp_path: Path) -> None:
    images, labels = bars(90, 1)
    found = gansmith.classify(run, (images, labels), tmp_path / "labels.csv")
    assert found.labels == labels.tolist()
    np.testing.assert_allclose(found.probability.sum(1), 1)
    assert found.of_data is not None
    assert (found.of_data.value, found.of_data.samples) == (1.0, 90)
    assert found.of_run is not None
    assert (found.of_run.samples, found.of_run.where) == (75, "labels of the validation set")
    with (tmp_path / "labels.csv").open() as file:
        written = list(csv.DictReader(file))
    assert [row["predicted"] for row in written] == labels.tolist()
    assert list(written[0]) == ["sample", "predicted", "probability", "p_low", "p_middle", "p_top"]
    assert float(written[5]["p_low"]) == pytest.approx(found.probability[5, 0], rel=1e-5)


def test_classes_depend_on_the_sample_alone(run: Path) -> None:
    images, _ = bars(90, 2)
    whole = gansmith.classify(run, images, baseline=False)
    turned = gansmith.classify(run, images[::-1].copy(), baseline=False)
    np.testing.assert_allclose(whole.probability, turned.probability[::-1], rtol=1e-5, atol=1e-7)
    as_floats = gansmith.classify(run, images.astype(np.float64), baseline=False)
    np.testing.assert_array_equal(whole.probability, as_floats.probability)


def test_the_baseline_is_trained_once_and_kept(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = gansmith.classify(run, bars(30, 3)).of_data
    assert first is not None
    assert first.baseline is not None
    with monkeypatch.context() as patch:
        patch.setattr("gansmith.runs.supervised._trained", lambda *_: pytest.fail("it is trained again"))
        assert gansmith.classify(run, bars(30, 3)).of_data == first
    weights = run / "baseline" / "critic.safetensors"
    weights.write_bytes(weights.read_bytes()[:-4] + b"oops")
    again = gansmith.classify(run, bars(30, 3)).of_data
    assert again == first  # a damaged one is trained again, to the same weights


def test_the_baseline_learns_from_the_labelled_samples_alone(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gansmith.runs import supervised

    seen, train = [], supervised.train

    def watched(game: object, stream: object, *rest: object, **more: object) -> object:
        seen.append(stream)
        return train(game, stream, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(supervised, "train", watched)
    shutil.rmtree(run / "baseline", ignore_errors=True)
    gansmith.classify(run, bars(30, 4)[0])
    (stream,) = seen
    assert stream.count == 30
    assert (stream.labels >= 0).all()
    assert np.bincount(stream.labels.numpy()).tolist() == [10, 10, 10]


def test_without_labels_and_data_nothing_is_made_up(run: Path, tmp_path: Path) -> None:
    alone, data = shutil.copytree(run, tmp_path / "alone"), run.parent / "bars.npz"
    data.rename(run.parent / "moved.npz")
    try:
        found = gansmith.classify(alone, bars(30, 5)[0])
        moved = gansmith.classify(alone, bars(30, 5)[0], run_data=run.parent / "moved.npz")
    finally:
        (run.parent / "moved.npz").rename(data)
    assert (found.of_run, found.of_data) == (None, None)
    assert "No accuracy of the run and no baseline, as its data is not there" in found.notes[-1]
    assert moved.of_run is not None


def test_images_of_a_folder_keep_their_names_and_unknown_classes_do_not_count(run: Path, tmp_path: Path) -> None:
    images, labels = bars(12, 6)
    for number, (image, label) in enumerate(zip(images, labels, strict=True)):
        folder = tmp_path / "images" / ("other" if number == 0 else str(label))
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(folder / f"{number:02}.png")
    found = gansmith.classify(run, tmp_path / "images", tmp_path / "out.csv", baseline=False)
    assert found.of_data is not None
    assert found.of_data.samples == 11
    with (tmp_path / "out.csv").open() as file:
        written = {row["file"]: row["predicted"] for row in csv.DictReader(file)}
    assert written["low/02.png"] == "low"
    assert len(written) == 12


def test_what_cannot_classify_is_refused_in_words(run: Path, tmp_path: Path) -> None:
    images, labels = bars(60, 7)
    with says(UsageError, "holds a generator alone"):
        gansmith.classify(run / "final", images)
    with says(UsageError, r"samples of shape \(8, 8\) and .* of \(4,\)"):
        gansmith.classify(run, rows())
    with says(UsageError, r"let the name end in \.csv"):
        gansmith.classify(run, images, tmp_path / "labels.npz")
    with says(DataError, "Samples are float64; the model was made for uint8"):
        gansmith.classify(run, images + 0.5)
    plain = gansmith.train(pictures(), "dcgan", steps=1, out=tmp_path / "plain", width=4, batch_size=8, **OPTIONS)
    with says(UsageError, "dcgan.* has no classifier. The critics of sgan and acgan tell classes"):
        gansmith.classify(plain.path, images)
    packs = gansmith.train((images, labels), "sgan", steps=1, out=tmp_path / "packs", pack=2, **CRITIC, **OPTIONS)
    with says(UsageError, "judges packs of 2 samples"):
        gansmith.classify(packs.path, images)


def test_a_table_is_classified_by_the_names_of_its_columns(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    lines = [f"{number % 2 * 9 + number % 5},{'ab'[number % 2]},{number % 7}" for number in range(120)]
    (tmp_path / "known.csv").write_text("size,kind,mass\n" + "\n".join(lines) + "\n")
    options = {"data_options": {"label": "kind"}, "learning_rate": 3e-3, "batch_size": 16, "width": 16, **OPTIONS}
    place = gansmith.train(tmp_path / "known.csv", "sgan", steps=80, out=tmp_path / "run", **options).path
    (tmp_path / "turned.csv").write_text("mass,size\n1,12\n2,2\n")
    assert gansmith.classify(place, tmp_path / "turned.csv").labels == ["b", "a"]
    (tmp_path / "other.csv").write_text("mass,weight\n1,12\n2,2\n")
    with says(UsageError, r"other\.csv has no column 'size', which the data of the run has, but 'weight'"):
        gansmith.classify(place, tmp_path / "other.csv")
    (tmp_path / "gaps.csv").write_text("mass,size\n1,12\n2,\n")
    with says(DataError, r"gaps\.csv: 1 samples have missing values"):
        gansmith.classify(place, tmp_path / "gaps.csv")


def test_an_acgan_and_a_checkpoint_classify_too(tmp_path: Path) -> None:
    images, labels = bars(120, 8)
    np.savez(tmp_path / "bars.npz", x=images, labels=labels)
    options = {**CRITIC, **OPTIONS, "augment": "diffaugment"}
    trained = gansmith.train(tmp_path / "bars.npz", "acgan", steps=3, out=tmp_path / "run", **options)
    checkpoint = next((trained.path / "checkpoints").glob("step-*3"))
    whole, part = (gansmith.classify(place, images, baseline=False) for place in (trained.path, checkpoint))
    np.testing.assert_array_equal(whole.probability, part.probability)
    assert gansmith.classify(trained.path, images).of_run is not None
