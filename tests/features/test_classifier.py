"""The small classifier learns what can be learnt, is a function of its arguments, and survives a file."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gansmith.errors import DataError, UsageError
from gansmith.features.classifier import Classifier, cached_classifier, train_classifier
from gansmith.features.extractors import Extractor


def blobs(count: int = 300, classes: int = 3, width: int = 6, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Gaussians ten deviations apart, each feature in units of its own."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % classes
    centres = 10.0 * np.eye(classes, width)
    units = 10.0 ** np.arange(-3, width - 3)
    return (centres[labels] + rng.standard_normal((count, width))) * units + 5.0, labels


def stripes(shape: tuple[int, int, int], count: int = 80, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Pictures that are bright on the left or on the right, in noise."""
    labels = np.arange(count) % 2
    pictures = np.random.default_rng(seed).integers(0, 100, (count, *shape)).astype(np.uint8)
    half = -(-shape[2] // 2)
    pictures[labels == 0, :, :, :half] += 150
    pictures[labels == 1, :, :, -half:] += 150
    return pictures, labels


@pytest.fixture(scope="module")
def taught() -> Classifier:
    return train_classifier(*blobs(), seed=0, epochs=20)


def test_blobs_far_apart_are_told_apart_whatever_their_units(taught: Classifier) -> None:
    assert taught.accuracy(*blobs(seed=1)) == 1.0


def test_without_anything_to_learn_it_guesses() -> None:
    samples, _ = blobs(600)
    labels = np.random.default_rng(1).integers(0, 2, 600)
    taught = train_classifier(samples[:300], labels[:300], seed=0, epochs=3)
    assert abs(taught.accuracy(samples[300:], labels[300:]) - 0.5) < 0.12


def test_logits_probabilities_and_predictions_agree(taught: Classifier) -> None:
    samples, _ = blobs(seed=2)
    logits, shares = taught.logits(samples), taught.probabilities(samples)
    assert np.allclose(shares, torch.softmax(torch.from_numpy(logits), 1).numpy(), atol=1e-12)
    assert np.array_equal(shares.argmax(1), taught.predict(samples))
    weight, bias = (part.double().numpy() for part in (taught.network.score.weight, taught.network.score.bias))
    features = taught.features(samples)
    assert features.dtype == np.float64
    assert features.min() >= 0.0
    assert np.allclose(features @ weight.T + bias, logits, rtol=1e-4, atol=1e-4)


def test_it_is_an_extractor_named_by_its_weights(taught: Classifier) -> None:
    extractor: Extractor = taught
    samples, labels = blobs(seed=2)
    assert np.array_equal(extractor(samples), taught.features(samples))
    assert extractor.name == f"classifier-{taught.digest}"
    assert train_classifier(samples, labels, seed=1, epochs=1).name != extractor.name


def test_a_sample_is_judged_by_itself(taught: Classifier) -> None:
    samples, _ = blobs(1200)
    assert np.allclose(taught.features(samples)[700:900], taught.features(samples[700:900]), rtol=1e-4, atol=1e-5)


def test_it_is_a_function_of_its_arguments_and_leaves_global_randomness_alone(taught: Classifier) -> None:
    before = torch.get_rng_state()
    again = train_classifier(*blobs(), seed=0, epochs=20)
    assert torch.equal(torch.get_rng_state(), before)
    assert again.digest == taught.digest
    torch.manual_seed(1)
    assert train_classifier(*blobs(), seed=0, epochs=20).digest == taught.digest
    assert train_classifier(*blobs(), seed=1, epochs=20).digest != taught.digest


def test_a_file_gives_back_the_same(taught: Classifier, tmp_path: Path) -> None:
    back = Classifier.load(taught.save(tmp_path / "in.safetensors"))
    samples, _ = blobs(seed=3)
    assert back.digest == taught.digest
    assert (back.shape, back.classes) == ((6,), 3)
    assert np.array_equal(back.logits(samples), taught.logits(samples))


@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 8, 8), (3, 7, 30), (4, 33, 5), (2, 69, 69)])
def test_pictures_of_any_size_are_learnt(shape: tuple[int, int, int], tmp_path: Path) -> None:
    pictures, labels = stripes(shape)
    if shape[2] == 1:
        pictures[labels == 0] //= 3
    taught = train_classifier(pictures, labels, seed=0, epochs=30)
    assert taught.accuracy(pictures, labels) >= 0.95
    assert taught.features(pictures[:3]).shape == (3, 128)
    assert Classifier.load(taught.save(tmp_path / "in")).digest == taught.digest


@given(st.floats(-1e4, 1e4), st.floats(1e-3, 1e3))
@settings(max_examples=5)
def test_units_do_not_matter(shift: float, factor: float) -> None:
    pictures, labels = stripes((1, 9, 9))
    taught = train_classifier(pictures * factor + shift, labels, seed=0, epochs=8)
    assert taught.accuracy(pictures * factor + shift, labels) >= 0.95


def test_the_cache_serves_the_same_data_and_settings_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    samples, labels = blobs(60)
    first = cached_classifier(samples, labels, tmp_path / "new", seed=0, epochs=1)
    cached_classifier(samples, labels, tmp_path / "new", seed=1, epochs=1)
    cached_classifier(samples, labels, tmp_path / "new", seed=0, epochs=2)
    cached_classifier(samples, (labels + 1) % 3, tmp_path / "new", seed=0, epochs=1)
    cached_classifier(samples + 1, labels, tmp_path / "new", seed=0, epochs=1)
    assert len(list((tmp_path / "new").iterdir())) == 5
    monkeypatch.setattr("gansmith.features.classifier.train_classifier", pytest.fail)
    assert cached_classifier(samples, labels, tmp_path / "new", seed=0, epochs=1).digest == first.digest


@pytest.mark.parametrize(
    ("samples", "labels", "complaint"),
    [
        (np.ones((4, 2)), np.ones(4), "1 class, and there is nothing to tell apart"),
        (np.ones((4, 2)), np.arange(3), r"labels: shape \(3,\) does not fit 4 samples"),
        (np.ones((4, 2)), [0, 1, -1, 0], "whole numbers from 0"),
        (np.ones((4, 2)), [0, 1, 0.5, 0], "whole numbers from 0"),
        (np.ones((0, 2)), [], "0 class"),
        (np.ones((4, 2, 2)), np.arange(4), r"give vectors \(N, D\) or pictures"),
        (np.full((4, 2), np.nan), np.arange(4), "not finite"),
    ],
)
def test_what_cannot_be_learnt_from_is_refused(samples: np.ndarray, labels: np.ndarray, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        train_classifier(samples, labels, seed=0)


def test_what_it_does_not_know_is_refused(taught: Classifier, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"knows shape \(6,\), not \(5,\)"):
        taught.logits(np.ones((2, 5)))
    with pytest.raises(UsageError, match="do not fit 2 samples"):
        taught.accuracy(np.ones((2, 6)), [1])
    with pytest.raises(UsageError, match="epochs: 0"):
        train_classifier(*blobs(), seed=0, epochs=0)
    with pytest.raises(DataError, match="nowhere holds no classifier"):
        Classifier.load(tmp_path / "nowhere")
    (tmp_path / "cut").write_bytes(taught.save(tmp_path / "whole").read_bytes()[:-100])
    with pytest.raises(DataError, match="cut holds no classifier"):
        Classifier.load(tmp_path / "cut")
