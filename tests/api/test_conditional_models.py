"""A model told of classes or codes gives what is asked for, after a reload too, and says what it knows."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tiny_runs import pictures, rows, tiny

import gansmith
from gansmith.cli import main
from gansmith.data.formats.read import open_data
from gansmith.errors import UsageError

NAMES = ("cat", "dog", "7")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rows in a table, their kind in a column of it, some of it empty."""
    path = tmp_path_factory.mktemp("data") / "in.csv"
    kinds = [NAMES[i % 3] if i % 5 else "" for i in range(40)]
    lines = [f"{a:.4f},{b:.4f},{kind}" for (a, b), kind in zip(rows(width=2), kinds, strict=True)]
    path.write_text("mass,size,kind\n" + "\n".join(lines) + "\n")
    return path


def trained(data: object, method: str, out: Path, **reading: object) -> Path:
    gansmith.train(data, method, steps=2, out=out, data_options=reading, **tiny(method))  # type: ignore[arg-type]
    return out


@pytest.fixture(scope="module")
def run(data: Path) -> Path:
    """A finished run of cgan."""
    return trained(data, "cgan", data.parent / "cgan", label="kind")


@pytest.fixture(scope="module")
def coded(data: Path) -> Path:
    """A finished run of infogan on pictures."""
    return trained(pictures(), "infogan", data.parent / "infogan")


def test_classes_come_in_turn_or_as_asked_by_name_or_index(run: Path) -> None:
    model = gansmith.load(run)
    names = model.card.class_names
    assert sorted(names) == sorted(NAMES)
    free, told = model.sample(70, seed=1), model.sample(70, seed=1, label="dog")
    at = names.index("dog")
    assert np.array_equal(told[at::3], free[at::3])
    assert not np.array_equal(told, free)
    assert np.array_equal(model.sample(70, seed=1, label=at), told)
    assert model.labels(5).tolist() == [0, 1, 2, 0, 1]
    assert model.labels(3, label="dog").tolist() == [at] * 3
    assert model.label_index(7) == names.index("7")  # a name goes before an index


def test_run_checkpoint_and_model_agree(run: Path) -> None:
    expected = gansmith.load(run).sample(9, label="cat", truncation=0.5)
    for place in (run / "final", run / "checkpoints" / "step-000002"):
        assert np.array_equal(gansmith.load(place).sample(9, label="cat", truncation=0.5), expected)


def test_the_table_written_holds_the_labels(run: Path, tmp_path: Path) -> None:
    made = gansmith.generate(run, 9, tmp_path / "out.csv", seed=2)
    back = open_data(tmp_path / "out.csv", label="kind")
    assert np.allclose(back.values, made, rtol=1e-6)
    names = gansmith.load(run).card.class_names
    assert [back.class_names[i] for i in back.labels] == [names[i % 3] for i in range(9)]
    gansmith.generate(run, 4, tmp_path / "dogs.csv", label="dog")
    assert open_data(tmp_path / "dogs.csv", label="kind").class_names == ("dog",)
    assert gansmith.generate(run, 4, tmp_path / "out.npy").shape == (4, 2)  # which has no place for labels


def test_a_code_is_read_from_the_command_line(coded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["generate", str(coded), "-n", "5", "-o", str(tmp_path / "out.npy"), "--json"]
    assert main([*command, "--code", "3", "0.2", "-1"]) == 0
    assert json.loads(capsys.readouterr().out)["shape"] == [5, 8, 8]
    expected = gansmith.load(coded).sample(5, code=(3, 0.2, -1))
    assert np.array_equal(np.load(tmp_path / "out.npy"), expected)
    assert main([*command, "--seed", "1", "--code", "3", "-.2", "1", "--truncation", "0.5"]) == 0
    expected = gansmith.load(coded).sample(5, seed=1, code=(3, -0.2, 1), truncation=0.5)
    assert np.array_equal(np.load(tmp_path / "out.npy"), expected)


@pytest.mark.parametrize(
    ("kind", "asked", "words"),
    [
        ("run", "--label cow", "--label cow: there is no such class. The classes are: 7, cat, dog."),
        ("run", "--label 3", "--label 3: there is no such class"),
        ("run", "--label -1", "--label -1: there is no such class"),
        ("run", "--code 3", "--code 3: this model takes no code; those of --method infogan do"),
        ("run", "--truncation 0", "--truncation 0: give a factor"),
        ("run", "--truncation nan", "--truncation nan: give a factor"),
        ("coded", "--label 3", "--label 3: this model draws no class on demand.* --method cgan or acgan"),
        ("coded", "--code 3", "--code 3: give a category from 0 to 9, then 2 values"),
        ("coded", "--code 3 0 0 0", "--code 3 0 0 0: give a category"),
        ("coded", "--code 10 0 0", "--code 10: a category is a whole number from 0 to 9"),
    ],
)
def test_what_the_model_does_not_know_is_refused(
    kind: str, asked: str, words: str, request: pytest.FixtureRequest, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    command = f"generate {request.getfixturevalue(kind)} -n 3 -o {tmp_path / 'out.npy'} {asked}"
    assert main(command.split()) == 2
    assert re.search(words, capfd.readouterr().err)
    assert not (tmp_path / "out.npy").exists()


@pytest.mark.parametrize("method", ["cgan", "acgan", "sgan"])
def test_data_without_labels_is_refused_before_the_run(method: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=rf"method='?{method}'? learns from labels.* label"):
        trained(rows(), method, tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_semi_supervised_model_draws_samples_of_no_class(data: Path, tmp_path: Path) -> None:
    model = gansmith.load(trained(data, "sgan", tmp_path / "run", label="kind"))
    assert model.labels(4) is None
    assert model.sample(4).shape == (4, 2)
    with pytest.raises(UsageError, match="draws no class on demand"):
        model.sample(4, label="cat")


def test_the_grid_has_a_column_for_each_class_and_category(coded: Path, tmp_path: Path) -> None:
    for number, picture in enumerate(pictures()):
        (tmp_path / "in" / NAMES[number % 3]).mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(tmp_path / "in" / NAMES[number % 3] / f"{number}.png")
    of_classes = trained(tmp_path / "in", "acgan", tmp_path / "run")
    cell = 8 * 8 + 2
    for path, columns, count in ((of_classes, 3, 21), (coded, 10, 6)):
        with Image.open(path / "samples" / "step-000002.png") as page:
            assert page.size == (columns * cell + 2, count * cell + 2)
    gansmith.generate(of_classes, 6, tmp_path / "out")
    assert {path.name: len(list(path.iterdir())) for path in (tmp_path / "out").iterdir()} == dict.fromkeys(NAMES, 2)
