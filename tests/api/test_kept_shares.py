"""A generator that is sure of wrong shares: samples are kept by chance, in one order, with what is asked beside."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from typed_tables import trained

import gansmith
from gansmith.cli import main
from gansmith.core.batch import GeneratorInput
from gansmith.export.engine import by_onnx
from gansmith.export.program import program_of
from gansmith.export.write import notes_of
from gansmith.models.model import Model
from gansmith.models.request import Request
from gansmith.models.where import Source

pytest.importorskip("pyarrow")
COLUMN = "city"


class Sure(nn.Module):
    """A generator that makes a category of a column twice as often as chance would, and all of them for certain."""

    def __init__(self, network: nn.Module, columns: slice) -> None:
        super().__init__()
        self.network, self.columns = network, columns
        self.eval()

    def forward(self, given: GeneratorInput) -> torch.Tensor:
        """Return rows in which half of the samples have the last category of the column."""
        made: torch.Tensor = self.network(given).clone()
        width = self.columns.stop - self.columns.start
        place = made[:, self.columns].argmax(1)
        place = torch.where(given.noise[:, 0] > 0, width - 1, place)
        made[:, self.columns] = nn.functional.one_hot(place, width).to(made)
        return made


def sure(model: Model) -> Model:
    table = model.card.codec.table
    assert table is not None
    place = [column.name for column in table.columns].index(COLUMN)
    start = sum(sum(code.blocks) for code in table.codes[:place])
    return replace(model, network=Sure(model.network, slice(start, start + table.codes[place].count)))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return sure(gansmith.load(trained(tmp_path_factory.mktemp("shares"))))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return sure(gansmith.load(trained(tmp_path_factory.mktemp("told"), "cgan", label="member")))


def shares_of(model: Model, samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the shares of the column's parts in samples, and in the training data."""
    table = model.card.codec.table
    assert table is not None
    place = [column.name for column in table.columns].index(COLUMN)
    code = table.codes[place]
    parts = code.part_of(samples[:, place].astype(np.float64))
    return np.bincount(parts, minlength=code.count) / len(samples), code.shares


def test_samples_come_in_the_shares_of_the_data(model: Model) -> None:
    made, wanted = shares_of(model, model.sample(4000, seed=1))
    raw, _ = shares_of(model, model.sample(4000, seed=1, calibrate=False))
    assert np.abs(made - wanted).max() < 0.03 < 0.1 < np.abs(raw - wanted).max()


def test_fewer_samples_are_the_first_of_more_and_a_seed_gives_the_same(model: Model) -> None:
    many = model.sample(700, seed=1)
    for count in (1, 6, 699):
        assert np.array_equal(model.sample(count, seed=1), many[:count], equal_nan=True)
    assert not np.array_equal(model.sample(700, seed=2), many, equal_nan=True)


def test_they_are_samples_that_are_drawn_in_their_order_and_the_counts_are_right(model: Model) -> None:
    made = model.draw(500, seed=3)
    drawn = model.drawn(made.facts["drawn"], 3)
    keep = Source.of(model, Request(seed=3)).keeping(None)
    assert keep is not None
    kept = drawn[keep.kept(0, drawn)]
    assert np.array_equal(made.samples, kept[:500], equal_nan=True)
    assert made.facts == {"drawn": len(drawn), "kept": len(kept), "meeting": {"all": len(kept), "each": {}}}
    assert f"{100 * len(kept) / len(drawn):.3g} % of samples drawn are kept" in made.said[0]
    assert repr(COLUMN) in made.said[0]


def test_tries_are_for_conditions_alone(model: Model) -> None:
    assert len(model.sample(400, tries=1)) == 400


def test_conditions_are_met_by_samples_that_are_kept(model: Model) -> None:
    plain = model.sample(3000, seed=1)
    place = [column.name for column in model.card.codec.table.columns].index("age")  # type: ignore[union-attr]
    expected = plain[plain[:, place] >= 50]
    made = model.draw(len(expected), seed=1, where="age >= 50")
    assert np.array_equal(made.samples, expected, equal_nan=True)
    assert made.facts["meeting"]["each"]["age >= 50"] <= made.facts["kept"] <= made.facts["drawn"]
    assert len(made.said) == 2


@pytest.mark.parametrize("label", [None, "balanced", "as-data", "true", 0])
def test_classes_are_those_that_are_asked_for(told: Model, label: str | int | None) -> None:
    made = told.draw(90, label=label)
    assert made.labels is not None
    assert np.array_equal(made.labels, told.labels(90, label=label))  # type: ignore[arg-type]
    given = told.draw(90, labels=made.labels)
    assert np.array_equal(given.samples, made.samples, equal_nan=True)


def test_onnx_runtime_keeps_the_same_samples(model: Model) -> None:
    pytest.importorskip("onnxruntime")
    made, expected = by_onnx(model).draw(300, seed=2), model.draw(300, seed=2)
    same = np.isclose(made.samples, expected.samples, rtol=1e-3, equal_nan=True).all(axis=1)
    assert same.mean() > 0.98  # rounding may decide a tie
    assert made.facts == expected.facts


def test_an_exported_model_says_that_it_keeps_all(model: Model) -> None:
    program = program_of(model)
    assert any(repr(COLUMN) in note for note in notes_of(program))


def test_the_command_says_what_is_kept_and_a_flag_keeps_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gansmith.api.generate.load", lambda path, recipe: model)
    words = ["generate", str(tmp_path), "-n", "50", "-o", str(tmp_path / "o.csv")]
    assert main(words) == 0
    assert "--no-calibrate keeps all" in capsys.readouterr().out
    assert main([*words, "--no-calibrate", "--json"]) == 0
    assert "kept" not in json.loads(capsys.readouterr().out)
