"""Rules between columns: held against the data, kept with the run, and kept by every sample."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_games import tiny
from typed_tables import trained, write_table

import gansmith
from gansmith.cli import main
from gansmith.config.command_line import train_words
from gansmith.data.load import read
from gansmith.data.options import data_settings
from gansmith.errors import UsageError
from gansmith.models.model import Model
from gansmith.records.directory import RunDirectory
from gansmith.records.run_record import read_run

pytest.importorskip("pyarrow")
RULES = ("high >= low", "end > start", "total = 2*low + age")
AGE, LOW, HIGH, CITY, MEMBER, START, END, SEEN, TOTAL = range(9)


def notes(path: Path, *rules: str) -> str:
    dataset, _ = read(data_settings(str(path), {"rule": rules}))
    return "\n".join(note for note in dataset.notes if "rule" in note)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trained(tmp_path_factory.mktemp("rules"), rule=RULES)


@pytest.fixture(scope="module")
def model(run: Path) -> Model:
    return gansmith.load(run)


def test_how_many_rows_break_a_rule_is_said(tmp_path: Path) -> None:
    path = write_table(tmp_path)
    said = notes(path, *RULES)
    assert said.count("and so do all rows") == 3
    assert "'high >= low' by rejection" in said
    assert "'total = 2*low + age' by computing 'total'" in said
    lines = path.read_text().splitlines()
    cells = lines[4].split(",")
    cells[1] = "9999.5"
    path.write_text("\n".join([*lines[:4], ",".join(cells), *lines[5:]]) + "\n")
    said = notes(path, "high >= low", "age >= 40")
    assert "1 of 300 rows (0.33 %) break it, the first row 3" in said
    assert [("'age >= 40'" in line) for line in said.splitlines() if "many do" in line] == [True]


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("low > high", "all 300 rows of .* break it"),
        ("end = start", "all 300 rows"),
        ("age > 500", "no sample can meet it"),
        ("age => 5", "Write >="),
        ("hihg > low", "Did you mean 'high'"),
    ],
)
def test_a_rule_that_nothing_keeps_or_says_is_refused_at_the_start(rule: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=reason) as caught:
        gansmith.train(write_table(tmp_path), steps=1, data_options={"rule": rule}, out=tmp_path / "run")
    assert rule in str(caught.value)
    assert not (tmp_path / "run").exists()


def test_samples_keep_the_rules_that_the_run_was_trained_with(run: Path, model: Model) -> None:
    assert model.card.rules == RULES
    assert gansmith.load(run / "final").card.rules == RULES
    free = Model(replace(model.card, rules=()), model.network, model.prior)
    before, after = free.sample(500, seed=4), model.sample(500, seed=4)
    assert (before[:, HIGH] < before[:, LOW]).any()
    assert (after[:, HIGH] >= after[:, LOW]).all()
    assert (after[:, END] > after[:, START]).all()
    assert np.array_equal(after[:, TOTAL], np.round(2 * after[:, LOW] + after[:, AGE], 1))
    many = free.sample(4000, seed=4)
    kept = many[(many[:, HIGH] >= many[:, LOW]) & (many[:, END] > many[:, START])][:500]
    assert np.array_equal(kept[:, :TOTAL], after[:, :TOTAL], equal_nan=True)
    assert np.array_equal(model.sample(50, seed=4), after[:50], equal_nan=True)


def test_generate_adds_a_rule_and_says_what_it_costs(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "o.csv"
    assert main(["generate", str(run), "-n", "50", "-o", str(out), "--rule", "age >= 40"]) == 0
    said = capsys.readouterr().out
    assert "'age >= 40' by" in said
    assert "'high >= low' by" in said
    assert "'total' is computed by 'total = 2*low + age'" in said
    made = np.genfromtxt(out, delimiter=",", names=True, usecols=(0, 1, 2))
    assert (made["age"] >= 40).all()
    assert (made["high"] >= made["low"]).all()


def test_the_words_of_a_run_repeat_its_rules(run: Path) -> None:
    settings = read_run(RunDirectory.open(run)).settings
    words = train_words(settings)
    given = [words[place + 1] for place, word in enumerate(words) if word == "--rule"]
    assert tuple(given) == RULES
    assert json.loads((run / "config.json").read_text())["data"]["rule"] == list(RULES)


def test_the_command_takes_several_rules_and_says_them_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_table(tmp_path)
    words = ["train", "table.csv", "--method", "gan", "--steps", "2", "--rule", "high >= low", "--rule", "age > 30"]
    flags = [word for name, value in tiny("gan").items() for word in (f"--{name.replace('_', '-')}", str(value))]
    assert main([*words, *flags, "--out", "run"]) == 0
    said = capsys.readouterr().err
    assert said.index("samples keep the rule 'high >= low'") < said.index("step 1 of 2")
    assert "samples keep the rule 'age > 30' by rejection" in said
    assert main(["data", "table.csv", "--rule", "high >= low"]) == 0
    assert "samples keep the rule 'high >= low'" in capsys.readouterr().out


def test_a_run_with_rules_goes_on(run: Path) -> None:
    done = gansmith.resume(run, steps=42)
    assert done.steps == 42
    assert gansmith.load(run).card.rules == RULES


def test_a_table_without_rules_has_a_card_as_before(tmp_path: Path) -> None:
    run = trained(tmp_path)
    assert "rules" not in json.loads((run / "final" / "model.json").read_text())
    assert gansmith.load(run).card.rules == ()


def test_a_sum_within_a_tolerance_is_kept_by_rejection(tmp_path: Path) -> None:
    run = trained(tmp_path, rule="total = 2*low + 60 within 40")
    made = gansmith.load(run).sample(200)
    assert (np.abs(made[:, TOTAL] - 2 * made[:, LOW] - 60) <= 40 + 1e-9).all()
