"""Conditions and rules at generation: what is accepted, in which order, in which files, and which are refused."""

import json
from pathlib import Path

import numpy as np
import pytest
from tiny_runs import rows, tiny
from typed_tables import trained

import gansmith
from gansmith.cli import main
from gansmith.data.expressions.columns import Columns
from gansmith.data.expressions.parse import conditions
from gansmith.errors import DataError, UsageError
from gansmith.models import rejection
from gansmith.models.model import Model
from gansmith.storage.manifest import write_manifest

pytest.importorskip("pyarrow")
WHERES = (
    ("age >= 60",),
    ("city in Bern, New York", "age < 50"),
    ("city is missing",),
    ("member = True", "start >= 2021-01-01"),
    ("high >= low + 5", "end > start"),
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trained(tmp_path_factory.mktemp("where"))


@pytest.fixture(scope="module")
def model(run: Path) -> Model:
    return gansmith.load(run)


def met(model: Model, texts: tuple[str, ...], samples: np.ndarray, kind: str = "where") -> np.ndarray:
    columns = Columns.of(model.card.codec, model.card.origin, kind)
    return np.all([one.holds(samples) for one in conditions(texts, columns, kind)], axis=0)


@pytest.mark.parametrize("texts", WHERES)
def test_the_first_samples_that_meet_the_conditions_come_in_their_order(texts: tuple[str, ...], model: Model) -> None:
    plain = model.sample(4000, seed=3)
    expected = plain[met(model, texts, plain)]
    assert len(expected) > 10
    found = model.sample(len(expected), seed=3, where=texts)
    assert np.array_equal(found, expected, equal_nan=True)


def test_more_samples_begin_with_fewer_and_a_seed_gives_the_same(model: Model) -> None:
    many = model.sample(300, seed=1, where="age >= 60")
    for count in (1, 7, 150):
        assert np.array_equal(model.sample(count, seed=1, where=["age >= 60"]), many[:count], equal_nan=True)
    assert not np.array_equal(model.sample(300, seed=2, where="age >= 60"), many, equal_nan=True)


def test_how_batches_are_cut_changes_nothing(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    before = model.sample(200, where="age >= 60")
    monkeypatch.setattr(rejection, "_MOST_AT_ONCE", 300)
    monkeypatch.setattr(rejection, "_GROWTH", 1)
    assert np.array_equal(model.sample(200, where="age >= 60"), before, equal_nan=True)


def test_the_share_that_meets_conditions_is_said_and_right(model: Model, capsys: pytest.CaptureFixture[str]) -> None:
    made = model.draw(400, where=["age >= 60", "member = True"])
    facts = made.facts
    plain = model.sample(facts["drawn"])
    for text, count in facts["meeting"]["each"].items():
        assert count == met(model, (text,), plain).sum()
    assert facts["meeting"]["all"] == met(model, ("age >= 60", "member = True"), plain).sum()
    model.sample(400, where=["age >= 60", "member = True"])
    said = capsys.readouterr().err
    assert f"({facts['meeting']['all']:,} of {facts['drawn']:,})" in said
    assert "'member = True' by" in said
    model.sample(5)
    assert not capsys.readouterr().err


def columns_in(path: Path) -> dict[str, list[object]]:
    """Return the columns of a file as they are stored, by name."""
    if path.suffix == ".parquet":
        from pyarrow import parquet

        found: dict[str, list[object]] = parquet.read_table(path).to_pydict()
        return found
    import pyarrow.csv

    options = pyarrow.csv.ParseOptions(delimiter="\t" if path.suffix == ".tsv" else ",")
    read: dict[str, list[object]] = pyarrow.csv.read_csv(path, parse_options=options).to_pydict()
    return read


@pytest.mark.parametrize("name", ["o.csv", "o.parquet", "o.tsv"])
def test_files_hold_samples_that_meet_the_conditions(
    name: str, run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / name
    words = ["generate", str(run), "-n", "40", "-o", str(out), "--where", "city=New York", "--where", "age>=40"]
    assert main([*words, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["samples"] == 40 <= report["meeting"]["all"] <= report["drawn"]
    columns = columns_in(out)
    assert columns["city"] == ["New York"] * 40
    assert np.min(columns["age"]) >= 40


def test_the_command_says_the_share_in_words(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", str(run), "-n", "9", "-o", str(tmp_path / "o.csv"), "--where", "age>=80"]) == 0
    assert "samples drawn meets 'age>=80' (" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("agee>=60", "Did you mean 'age'"),
        ("id = row-1", "left out of training"),
        ("city=Basel", "no row of the training data has 'Basel'"),
        ("age>=130", "holds values from 18 to 90"),
        ("age=Bern", "neither a number nor a column"),
        ("member is missing", "no value of 'member' is missing"),
    ],
)
def test_what_the_model_does_not_know_is_refused(
    where: str, reason: str, run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["generate", str(run), "-n", "9", "-o", str(tmp_path / "o.csv"), "--where", where]) == 2
    said = capsys.readouterr().err
    assert reason in said
    assert f"--where '{where}'" in said
    assert said.count("\n") == 1
    assert not (tmp_path / "o.csv").exists()


def test_a_contradiction_is_refused(model: Model) -> None:
    with pytest.raises(UsageError, match=r"'age<30', 'age>60'.*holds values from 18 to 90"):
        model.sample(3, where=["age<30", "age>60"])


def test_too_few_are_refused_with_what_was_found_and_the_share_of_each(model: Model) -> None:
    where = ["high < low", "city is not missing"]
    count = 10**4
    with pytest.raises(UsageError, match=r"'high < low'.* of .*: 'high < low' by .*'city is not missing' by") as caught:
        model.sample(count, where=where, tries=1)
    said = str(caught.value)
    found = int(said.partition("(")[2].partition(" of ")[0].replace(",", ""))
    assert 0 <= found < count
    assert "tries=10" in said
    if found:
        assert f"count={found}" in said
        assert len(model.sample(found, where=where, tries=10**4)) == found
    with pytest.raises(UsageError, match="at least one"):
        model.sample(3, where="age > 30", tries=0)


def test_arrays_meet_conditions_by_the_names_c0_and_so_on(tmp_path: Path) -> None:
    data = np.round(np.random.default_rng(0).normal(5, 2, (200, 3)), 2)
    how = {"scale": "quantile"}
    run = gansmith.train(data, "gan", steps=3, out=tmp_path / "r", data_options=how, **tiny("gan"))
    made = gansmith.generate(run.path, 30, tmp_path / "o.npy", where="c1 > 5")
    assert (made[:, 1] > 5).all()
    assert np.array_equal(np.load(tmp_path / "o.npy"), made)


def test_what_is_no_table_has_no_conditions(tmp_path: Path) -> None:
    run = gansmith.train(rows(), "gan", steps=1, out=tmp_path / "r", data_options={"scale": "global"}, **tiny("gan"))
    with pytest.raises(UsageError, match="columns of a table"):
        gansmith.generate(run.path, 3, where="c0 > 5")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """A model of which classes are drawn on demand."""
    return gansmith.load(trained(tmp_path_factory.mktemp("told"), "cgan", label="member"))


def test_a_label_and_conditions_hold_together(told: Model) -> None:
    made = told.draw(60, label="true", where="age >= 50")
    assert made.labels is not None
    assert (made.labels == told.label_index("true")).all()
    plain = told.sample(2000, label="true")
    expected = plain[met(told, ("age >= 50",), plain)][:60]
    assert np.array_equal(made.samples, expected[:60], equal_nan=True)
    with pytest.raises(UsageError, match=r"'member' is the label.*label"):
        told.sample(3, where="member = true")


@pytest.mark.parametrize("label", [None, "balanced", "as-data"])
def test_classes_are_those_of_the_samples_that_are_accepted(told: Model, label: str | None) -> None:
    made = told.draw(200, label=label, where="age >= 50")
    more = told.draw(90, label=label, where="age >= 50")
    assert made.labels is not None
    assert more.labels is not None
    assert np.array_equal(made.labels[:90], more.labels)
    for which in (0, 1):
        mine = told.sample(4000, label=which)
        accepted = {row.tobytes() for row in mine[met(told, ("age >= 50",), mine)]}
        assert all(row.tobytes() in accepted for row in made.samples[made.labels == which]) or label == "as-data"
    assert set(made.labels.tolist()) == {0, 1}


def test_each_sample_may_have_a_class_of_its_own(told: Model) -> None:
    labels = np.array([0, 1, 1, 0, 1] * 8)
    made = told.draw(40, labels=labels, where="age >= 50")
    assert np.array_equal(made.labels, labels)
    assert met(told, ("age >= 50",), made.samples).all()
    swapped = told.sample(40, labels=labels[::-1].copy(), where="age >= 50")
    for which in (0, 1):  # the same samples of each class, wherever they are asked for
        assert np.array_equal(made.samples[labels == which], swapped[labels[::-1] == which], equal_nan=True)
    alone = told.sample(9, labels=np.ones(9, np.int64), where="age >= 50")
    assert np.array_equal(alone, told.sample(9, label=1, where="age >= 50"), equal_nan=True)


def test_a_model_with_a_damaged_rule_is_refused(run: Path, tmp_path: Path) -> None:
    final = run / "final"
    card = final / "model.json"
    before = card.read_text()
    try:
        for rules, reason in {
            ("nothing > 3",): "does not fit its columns",
            ("__import__('os').system('true')",): "does not fit its columns",
            ("age > 1",) * 101: "rules",
            ("a" * 1001,): "rules",
        }.items():
            card.write_text(json.dumps(json.loads(before) | {"rules": list(rules)}))
            write_manifest(final)
            with pytest.raises(DataError, match=reason):
                gansmith.load(final)
    finally:
        card.write_text(before)
        write_manifest(final)


def test_conditions_of_the_model_and_of_columns_hold_together(tmp_path: Path) -> None:
    model = gansmith.load(trained(tmp_path, "cgan", condition=("age",)))
    made = model.draw(30, condition={"age": 40}, where="low >= 20")
    assert made.conditions is not None
    assert (made.conditions == 40).all()
    plain = model.sample(2000, condition={"age": 40})
    assert np.array_equal(made.samples, plain[met(model, ("low >= 20",), plain)][:30], equal_nan=True)
    drawn = model.draw(30, where="low >= 20", seed=2)
    ages = model.conditions(2000, seed=2)
    plain = model.sample(2000, seed=2)
    assert drawn.conditions is not None
    assert ages is not None
    assert np.array_equal(drawn.conditions, ages[met(model, ("low >= 20",), plain)][:30])
    with pytest.raises(UsageError, match="'age' is a condition of the model"):
        model.sample(3, where="age > 30")
    with pytest.raises(UsageError, match="completes no rows"):
        model.complete({"low": [30.0]})
