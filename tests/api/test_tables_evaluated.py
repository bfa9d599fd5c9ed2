"""Evaluations of tables: what their rows disclose, sentences in the words of columns, and the report's picture."""

from pathlib import Path

import numpy as np
import pytest
from one_paragraph import says
from tiny_runs import tiny

import gansmith
from gansmith.api.report import page_of
from gansmith.comparison.report import page_of as comparison_page
from gansmith.errors import UsageError

pytest.importorskip("pyarrow")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    random = np.random.default_rng(0)
    kinds = random.choice(["a", "b", "c, d"], 240)
    rows = [
        f'{mass:.2f},{size},"{kind}"'
        for mass, size, kind in zip(random.normal(size=240), range(240), kinds, strict=True)
    ]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(["mass,size,kind", *rows, ""]), encoding="utf-8")
    return path


def test_a_run_of_a_table_tells_what_it_discloses(table: Path, tmp_path: Path) -> None:
    run = gansmith.train(table, steps=3, out=tmp_path / "run", **tiny("r3gan"))
    done = gansmith.evaluate(run.path)
    figures = {figure.name: figure for figure in done.figures if figure.features == "table"}
    assert set(figures) == {"exact-copies", "near-copies", "nearest-record", "attribute-inference"}
    tables = done.subject.tables
    assert tables is not None
    assert tables.train is not None
    trained = {tuple(row) for row in tables.train}
    copies = [tuple(row) in trained for row in tables.fake]
    assert figures["exact-copies"].value == np.mean(copies)
    assert abs(figures["attribute-inference"].value) < 5 * figures["attribute-inference"].standard_error
    (said,) = [note for note in done.subject.notes if note.startswith("Privacy")]
    assert f"{sum(copies)} of 1,000 generated rows equal a training row" in said
    assert said.endswith("This is not differential privacy: nothing is promised of any single row.")
    titles = [plate.title for plate in page_of(done).plates]
    assert titles[-1] == "Real beside generated, column by column"
    assert "Real beside generated" not in titles


def test_values_beyond_the_range_are_told_of_column_by_column(table: Path, tmp_path: Path) -> None:
    lines = table.read_text().splitlines()
    (tmp_path / "o.csv").write_text("\n".join([lines[0], "99.0,5,a", *lines[2:], ""]))
    notes = gansmith.evaluate(table, tmp_path / "o.csv").subject.notes
    (said,) = [note for note in notes if "outside the range" in note]
    assert said.startswith("0.42% of the generated values of 'mass' (-")
    assert "size" not in said
    unknown = [*lines[:1], "0.1,5,zzz", *lines[2:]]
    (tmp_path / "u.csv").write_text("\n".join([*unknown, ""]))
    notes = gansmith.evaluate(table, tmp_path / "u.csv").subject.notes
    assert any("holds 'zzz', which the real data does not know" in note for note in notes)
    assert not any("outside the range" in note for note in notes)


def test_a_rule_that_most_rows_break_is_refused(table: Path) -> None:
    with says(UsageError, r"mass > 1.*rows .* in which its columns are known break it.*Correct the rule"):
        gansmith.train(table, steps=1, data_options={"rule": ("mass > 1",)})


def test_conditions_name_categories_that_hold_commas_in_quotes(table: Path, tmp_path: Path) -> None:
    run = gansmith.train(table, steps=2, out=tmp_path / "run", **tiny("r3gan"))
    with says(UsageError, "holds a, b, 'c, d'"):
        gansmith.generate(run.path, 1, where="kind=d")


def test_conditions_and_given_rows_are_written_as_the_table_writes(tmp_path: Path) -> None:
    rows = [f'{1 + n % 28:02d}/{1 + n % 12:02d}/2020,"${n * 37 % 2000:,}.50",{n % 9}.5' for n in range(200)]
    (tmp_path / "t.csv").write_text("\n".join(["day,price,x", *rows, ""]))
    run = gansmith.train(tmp_path / "t.csv", steps=2, out=tmp_path / "run", **tiny("r3gan"))
    made = gansmith.generate(run.path, 40, where=("day>=15/06/2020", "price<$1,000.50"))
    assert made[:, 0].min() >= np.datetime64("2020-06-15").astype(np.int64)
    assert made[:, 1].max() < 1000.5
    (tmp_path / "given.csv").write_text("day,price\n31/12/2020,$5.50\n")
    gansmith.generate(run.path, 2, tmp_path / "o.csv", given=tmp_path / "given.csv")
    lines = (tmp_path / "o.csv").read_text().splitlines()
    assert [line.rpartition(",")[0] for line in lines[1:]] == ["31/12/2020,$5.50"] * 2


def test_a_column_of_labels_that_is_not_drawn_is_spoken_of(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = gansmith.train(table, "sgan", steps=2, out=tmp_path / "run", data_options={"label": "kind"}, **tiny("sgan"))
    capsys.readouterr()
    gansmith.generate(run.path, 5, tmp_path / "o.csv")
    assert "has no column 'kind': sgan draws no labels" in capsys.readouterr().err
    assert (tmp_path / "o.csv").read_text().splitlines()[0] == "mass,size"


def test_few_different_rows_have_no_privacy_figures_and_one_column_has_no_guesses(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    for name, lines in {
        "few": random.choice(["1,a", "2,b"], 240),
        "one": [f"{x:.6f},c" for x in random.normal(size=240)],
    }.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(["mass,kind", *lines, ""]))
    found = {}
    for name in ("few", "one"):
        run = gansmith.train(tmp_path / f"{name}.csv", steps=3, out=tmp_path / name, **tiny("r3gan"))
        found[name] = gansmith.evaluate(run.path)
    assert not [figure for figure in found["few"].figures if figure.name == "exact-copies"]
    assert any("2 different real rows are too few" in note for note in found["few"].subject.notes)
    (guesses,) = [figure for figure in found["one"].figures if figure.name == "attribute-inference"]
    assert guesses.value is None
    assert "one column varies" in guesses.note
    (said,) = [note for note in found["one"].subject.notes if note.startswith("Privacy")]
    assert "Who knows" not in said


def test_methods_are_compared_by_what_they_disclose(table: Path, tmp_path: Path) -> None:
    options = {"sample_every": 0, "validate_every": 0}
    found = gansmith.compare(
        table, ["gan", "wgan"], seeds=1, steps=2, by="near-copies", out=tmp_path / "c", run_options=options
    )
    assert found.label.startswith("near-copies")
    assert {standing.seeds for standing in found.standings} == {1}
    titles = [plate.title for plate in comparison_page(found).plates]
    assert {title.rpartition(": ")[2] for title in titles[1:]} == {"gan", "wgan"}  # in the order of the standings
    assert not any("side by side" in title for title in titles)
