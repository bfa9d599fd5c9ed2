"""Classes are drawn in turn, or in the shares of the training data, and those of such names stay in reach."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny_runs import rows, tiny

import gansmith
from gansmith.cli import main
from gansmith.data.formats.read import open_data
from gansmith.errors import DataError, UsageError
from gansmith.records.model_card import Card
from gansmith.storage.manifest import write_manifest

NAMES = ("as-data", "b", "c")
COUNTS = (60, 30, 10)


def trained(folder: Path, method: str = "cgan", **options: object) -> Path:
    """Train on a hundred rows of three classes, and some of none, in the order of the classes."""
    labels = np.repeat([*NAMES, "none"], [*COUNTS, 20])
    np.savez(folder / "data.npz", x=rows(120), kind=labels)
    reading = {"variable": "x", "label": "kind", "unlabelled": "none"}
    gansmith.train(
        folder / "data.npz", method, steps=2, out=folder / "run", data_options=reading, **(tiny(method) | options)
    )
    return folder / "run"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of cgan that nothing was held out of."""
    return trained(tmp_path_factory.mktemp("run"), validation_fraction=0.0)


@pytest.mark.parametrize("part", ["", "final", "checkpoints/step-000002"])
def test_the_shares_are_those_of_the_training_data(run: Path, part: str) -> None:
    model = gansmith.load(run / part)
    assert model.card.class_counts == COUNTS
    labels = model.labels(50, label="as-data")
    assert labels is not None
    assert np.bincount(labels).tolist() == [30, 15, 5]
    assert np.array_equal(model.sample(50, label="as-data"), model.sample(50, labels=labels))


def test_only_what_was_trained_on_counts(tmp_path: Path) -> None:
    counts = gansmith.load(trained(tmp_path, validation_fraction=0.5)).card.class_counts
    assert 40 <= sum(counts) <= 60
    assert counts[0] > counts[1] > counts[2]


def test_balanced_is_in_turn_and_the_default(run: Path) -> None:
    model = gansmith.load(run)
    assert np.array_equal(model.sample(20, label="balanced"), model.sample(20))
    labels = model.labels(7, label="balanced")
    assert labels is not None
    assert labels.tolist() == [0, 1, 2, 0, 1, 2, 0]


def test_a_class_of_that_name_is_asked_for_in_quotes_or_by_number(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = gansmith.load(run)
    assert model.label_index('"as-data"') == 0
    assert model.label_index('"b"') == 1
    quoted = model.sample(5, label='"as-data"')
    assert np.array_equal(quoted, model.sample(5, label=0))
    assert not capsys.readouterr().err
    model.sample(5, label="as-data")
    assert "label '\"as-data\"'" in capsys.readouterr().err


def test_a_file_has_the_labels_and_the_command_says_how_many(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = run.parent / "made.npz"
    words = ["generate", str(run), "-n", "20", "-o", str(out)]
    assert main([*words, "--label", "as-data", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["classes"] == {"as-data": 12, "b": 6, "c": 2}
    found = open_data(out, label="kind")
    assert found.labels is not None
    names = [found.class_names[label] for label in found.labels]
    assert [names.count(name) for name in NAMES] == [12, 6, 2]
    assert main(words) == 0
    assert "in turn, --label as-data" in capsys.readouterr().out


def test_a_model_that_draws_no_class_says_so(tmp_path: Path) -> None:
    np.save(tmp_path / "rows.npy", rows())
    gansmith.train(tmp_path / "rows.npy", "gan", steps=1, out=tmp_path / "run", **tiny("gan"))  # type: ignore[arg-type]
    model = gansmith.load(tmp_path / "run")
    for label in ("as-data", "balanced"):
        with pytest.raises(UsageError, match="draws no class on demand"):
            model.sample(3, label=label)


def test_a_model_without_shares_says_what_to_do_and_a_resumed_run_has_them(run: Path, tmp_path: Path) -> None:
    older = trained(tmp_path)
    card = older / "final" / "model.json"
    document = json.loads(card.read_text())
    del document["class_counts"]
    card.write_text(json.dumps(document))
    write_manifest(older / "final")
    model = gansmith.load(older)
    with pytest.raises(UsageError, match=r"older gansmith.*balanced.*resume"):
        model.sample(3, label="as-data")
    assert len(model.sample(3, label="balanced")) == 3
    gansmith.resume(older, steps=3)
    assert len(gansmith.load(older).sample(3, label="as-data")) == 3


def test_shares_of_no_labels_are_refused(run: Path) -> None:
    model = gansmith.load(run)
    empty = replace(model, card=replace(model.card, class_counts=(0, 0, 0)))
    with pytest.raises(UsageError, match="no sample that was trained on has a label"):
        empty.sample(3, label="as-data")


@pytest.mark.parametrize("counts", [[1, 2], [1, 2, -3], [1, 2, 2**60], [1.5, 2, 3]])
def test_counts_that_no_run_writes_are_refused(run: Path, counts: list[float]) -> None:
    document, arrays = gansmith.load(run).card.to_state()
    with pytest.raises(DataError, match="counts"):
        Card.from_state(document | {"class_counts": counts}, arrays, "here")


def test_numbers_are_names_of_classes_that_are_numbers(tmp_path: Path) -> None:
    np.savez(tmp_path / "data.npz", x=rows(60), y=np.arange(60) % 3 - 1)
    gansmith.train(tmp_path / "data.npz", "cgan", steps=2, out=tmp_path / "run", **tiny("cgan"))
    model = gansmith.load(tmp_path / "run")
    assert model.card.class_names == ("-1", "0", "1")
    assert [model.label_index(label) for label in (-1, "0", 1)] == [0, 1, 2]
    with pytest.raises(UsageError, match=r"no such class\. The classes are: -1, 0, 1"):
        model.sample(3, label=2)
