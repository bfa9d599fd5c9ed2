"""Models that are told classes are measured at the class shares of the data that they are compared with."""

from pathlib import Path

import numpy as np
import pytest
import torch
from evaluated_runs import trained
from tiny_runs import tiny

import gansmith
from gansmith.config.settings import settle
from gansmith.core.replicas import Replicas
from gansmith.data.load import read
from gansmith.errors import UsageError
from gansmith.runs.setup import assemble


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Rows in the order of their classes, of which one is nine times as frequent as the other, some unknown."""
    values = np.random.default_rng(0).standard_normal((600, 3))
    labels = np.repeat([0.0, 1.0, np.nan], [540, 45, 15])
    np.savez(tmp_path / "data.npz", x=values + np.nan_to_num(labels)[:, None], kind=labels)
    return tmp_path / "data.npz"


READING = {"variable": "x", "label": "kind"}


def test_samples_are_asked_for_in_the_shares_of_the_real_ones(data: Path) -> None:
    run = trained(data.parent / "run", data, "cgan", data_options=READING)
    sets = gansmith.evaluate(run, features=["raw"]).subject
    assert sets.real_labels is not None
    assert sets.asked is not None
    real = np.bincount(sets.real_labels[sets.real_labels >= 0])
    np.testing.assert_allclose(np.bincount(sets.asked), real / real.sum() * len(sets.asked), atol=1)
    (note,) = (note for note in sets.notes if "shares" in note)
    assert f"{(sets.asked == 0).sum()} of 0, {(sets.asked == 1).sum()} of 1" in note
    made = gansmith.load(run).sample(len(sets.asked), labels=sets.asked)
    np.testing.assert_allclose(sets.codec.encode(made), sets.fake)


def test_what_is_held_out_is_taken_from_all_of_it_with_its_classes(data: Path) -> None:
    settings = settle(str(data), "cgan", tiny("cgan"), READING, steps=1, validation_fraction=0.5)
    assembly = assemble(settings, *read(settings.data), torch.device("cpu"), Replicas())
    held = assembly.validation_set(100)
    assert held is not None
    assert held.labels is not None
    found = np.bincount(held.labels + 1, minlength=3)
    assert found.sum() == len(held.real) == 100
    np.testing.assert_allclose(found, [2.5, 90, 7.5], atol=4)


def test_each_sample_is_of_the_class_asked_for(data: Path) -> None:
    model = gansmith.load(trained(data.parent / "run", data, "cgan", data_options=READING))
    labels = np.random.default_rng(0).integers(2, size=300)  # more than one chunk
    mixed = model.sample(300, labels=labels)
    for label in (0, 1):
        alone = model.sample(300, label=label)
        assert np.array_equal(mixed[labels == label], alone[labels == label])
    for wrong in (labels[:5], labels + 1, labels.astype(float)):
        with pytest.raises(UsageError, match="give 300 whole numbers from 0 to 1"):
            model.sample(300, labels=wrong)
