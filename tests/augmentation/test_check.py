"""The check says that samples helped where they do, and "no gain" where none is possible."""

import numpy as np
from imbalanced_sets import question, training, two_classes

from gansmith.augmentation.arms import GAN, PLAIN
from gansmith.augmentation.check import check
from gansmith.augmentation.classifiers import Convolutions, Forest, moved
from gansmith.augmentation.encoded import Encoding
from gansmith.augmentation.findings import Check, Compared
from gansmith.augmentation.scores import Scores
from gansmith.augmentation.smote import smote_inputs
from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.data.formats.read import open_data

FEW = Forest(trees=20)


def true_rows(part: Dataset, labels: np.ndarray, seed: int) -> np.ndarray:
    """Rare rows of a ring of radius 4 around common ones."""
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(len(labels), 2))
    return (4 * rows / np.linalg.norm(rows, axis=1, keepdims=True) + rng.normal(0, 0.3, rows.shape)).astype(np.float32)


def test_separable_classes_gain_nothing() -> None:
    found = check(question(two_classes(apart=30.0), classifier=FEW, repeats=2))
    assert not found.helped
    assert found.sentence.startswith("No gain")
    assert set(found.compared.ways) == {*PLAIN, GAN}
    for way in PLAIN:
        assert found.compared.values(way, "accuracy").tolist() == [1.0, 1.0]


def test_noise_gains_nothing() -> None:
    found = check(question(two_classes(150, 30), classifier=FEW))
    assert not found.helped
    assert found.splits == 4
    assert found.validity is not None
    assert not found.validity.is_valid


def test_samples_of_the_true_distribution_help_and_their_error_rate_is_low() -> None:
    rng = np.random.default_rng(0)
    common = rng.normal(size=(400, 2)).astype(np.float32)
    rare = true_rows(None, np.ones(10), 5)  # type: ignore[arg-type]
    data = np.concatenate([common, rare]), np.repeat([0, 1], [400, 10])

    class Perceptive:
        """Says that the rare class is where most neighbours of it are; as exact as what it has seen."""

        def __call__(self, samples, labels, weights, others, *, classes, seed):  # type: ignore[no-untyped-def]
            distances = ((others[:, None] - samples[None]) ** 2).sum(2)
            nearest = labels[np.argsort(distances, axis=1)[:, :7]]
            return np.stack([(nearest == label).mean(1) for label in range(classes)], axis=1)

    found = check(question(data, classifier=Perceptive(), train=training(true_rows)))
    assert found.compared.values(GAN, "accuracy").mean() > found.compared.values("none", "accuracy").mean() + 0.1
    assert found.compared.values(GAN, "accuracy").mean() > 0.9


def test_repeated_rows_teach_no_generator_that_remembers_them() -> None:
    """Rows and classes at random, each row ten times: whoever remembers them knows nothing of the rows of the test."""
    rng = np.random.default_rng(0)
    rows = np.repeat(rng.normal(size=(60, 3)), 10, axis=0).astype(np.float32)
    labels = np.repeat(np.repeat([0, 1], [48, 12]), 10)

    def remembered(part: Dataset, wanted: np.ndarray, seed: int) -> np.ndarray:
        own = np.asarray(part.values)[np.asarray(part.labels) == 1]
        made: np.ndarray = own[np.arange(len(wanted)) % len(own)] + np.float32(0.2)
        return made

    found = check(question((rows, labels), classifier=FEW, train=training(remembered)))
    assert not found.helped
    assert found.compared.values("none", "accuracy").mean() < 0.7
    assert any(note.startswith("540 samples repeat others") for note in found.notes)


def test_no_gain_is_claimed_of_a_class_of_few_different_samples() -> None:
    perfect, poor = (tuple(Scores(value, value) for _ in range(9)) for value in (1.0, 0.5))
    for count, helped in ((5, False), (6, True)):
        ways = {"none": poor, GAN: perfect}
        found = Check(Compared(ways, 0.0, count), None, (1,) * 9, 1.0, 1.0)
        assert found.helped is helped
        assert ("the rarest class has 5 different samples" in found.sentence) is not helped


def test_a_class_of_equal_samples_is_left_out_and_named() -> None:
    rows, labels = two_classes(40, 12)
    labels[:4], rows[:4] = 2, 7
    found = check(question((rows, labels), classifier=FEW, repeats=2))
    assert any("class '2' has equal samples alone" in note for note in found.notes)


def test_a_check_is_a_function_of_its_question() -> None:
    first, second = (check(question(two_classes(), classifier=FEW, repeats=2)) for _ in range(2))
    assert first.to_json()["ways"] == second.to_json()["ways"]
    assert first.validity == second.validity


def test_images_are_judged_by_convolutions() -> None:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 100, (48, 8, 8)).astype(np.uint8)
    images[40:, :4] += 100
    asked = question((images, np.repeat([0, 1], [40, 8])), classifier=Convolutions(steps=40), repeats=2)
    found = check(asked)
    assert found.compared.values("class weights", "accuracy").mean() > 0.9


def test_shifts_move_each_image_by_whole_pixels() -> None:
    import torch

    image = torch.arange(25.0).reshape(1, 1, 5, 5)
    seen = moved(image.expand(200, 1, 5, 5), 1, torch.Generator().manual_seed(0))
    assert {tuple((one[0, 2, 2] - 12).flatten().tolist()) for one in seen} == {
        (float(5 * down + right),) for down in (-1, 0, 1) for right in (-1, 0, 1)
    }


def test_smote_lies_between_neighbours_and_keeps_categories_and_gaps() -> None:
    import pyarrow

    amounts = [*np.linspace(0, 1, 20).tolist(), *np.linspace(5, 6, 8).tolist()]
    amounts[3] = None
    table = pyarrow.table({"amount": amounts, "kind": ["a", "b"] * 10 + ["c"] * 8, "y": ["common"] * 20 + ["rare"] * 8})
    dataset = open_data(table, label="y")
    assert dataset.labels is not None
    encoding = Encoding.of(dataset, Codec.fit(dataset, missing="model"))
    inputs, labels = smote_inputs(dataset.values, dataset.labels, {1: 12}, encoding, 0)
    assert labels.tolist() == [1] * 12
    kinds = [place for place, name in enumerate(encoding.measured.names) if name.startswith("kind=")]
    assert (inputs[:, kinds].sum(1) == 1).all()
    assert (inputs[:, kinds[2]] == 1).all()
    amount = inputs[:, 0] * encoding.spread[0]
    assert (amount >= 5).all()
    assert (amount <= 6).all()


def test_a_judging_network_has_fewer_steps_where_time_is_short() -> None:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (30, 8, 8)).astype(np.uint8)
    found = check(question((images, np.repeat([0, 1], [20, 10])), minutes=0.001, repeats=2))
    assert any("judging network is trained for 100 steps" in note for note in found.notes)
    assert found.splits == 2


def test_classes_of_two_samples_can_be_checked() -> None:
    assert check(question(two_classes(3, 2), classifier=FEW, repeats=2)).splits == 2
