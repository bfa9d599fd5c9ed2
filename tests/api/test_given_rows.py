"""Rows that are given in part: what is given stays, the rest is drawn near it, and how near is said."""

import json
from pathlib import Path

import numpy as np
import pytest
from typed_tables import trained

import gansmith
from gansmith.cli import main
from gansmith.errors import DataError, UsageError
from gansmith.models import given as completing
from gansmith.models.model import Model

pytest.importorskip("pyarrow")
AGE, LOW, HIGH, CITY, MEMBER, START, END, SEEN, TOTAL = range(9)
ROWS = """city,age,member,start,low
New York,40,,,
,,true,2021-02-03,12.5
"Paris, France",,false,,
,,,,
Bern,77,true,2020-05-01,1.5
"""


@pytest.fixture(scope="module", autouse=True)
def few() -> object:
    """Look among fewer samples, which is quicker."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(completing, "POOL", 4000)
        yield


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trained(tmp_path_factory.mktemp("given"))


@pytest.fixture(scope="module")
def model(run: Path) -> Model:
    return gansmith.load(run)


def day(text: str) -> int:
    return int(np.datetime64(text).astype("datetime64[D]").astype(int))


def test_a_file_is_completed_in_its_order_with_what_is_given(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rows.csv").write_text(ROWS)
    made = gansmith.generate(run, None, tmp_path / "o.csv", given=tmp_path / "rows.csv")
    assert made.shape == (5, 9)
    assert made[:, CITY].tolist()[:1] + made[[2, 4], CITY].tolist() == [1, 2, 0]
    assert made[[0, 4], AGE].tolist() == [40, 77]
    assert made[[1, 2, 4], MEMBER].tolist() == [1, 0, 1]
    assert made[[1, 4], START].tolist() == [day("2021-02-03"), day("2020-05-01")]
    assert made[[1, 4], LOW].tolist() == [12.5, 1.5]
    assert np.isfinite(np.delete(made, CITY, axis=1)).all()
    said = capsys.readouterr().err
    assert "5 rows are completed approximately" in said
    assert "of the ranks away at the median" in said
    lines = (tmp_path / "o.csv").read_text().splitlines()
    assert lines[0] == "age,low,high,city,member,start,end,seen at,total"
    assert lines[3].split(",", 3)[3].startswith('"Paris, France"')
    assert lines[5].startswith("77,1.5,")


def test_the_command_completes_each_row_several_times(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rows.csv").write_text(ROWS)
    words = ["generate", str(run), "--given", str(tmp_path / "rows.csv"), "-n", "3", "-o", str(tmp_path / "o.csv")]
    assert main([*words, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["samples"] == 15
    assert report["rows"] == 5
    assert 0 <= report["ranks_median"] <= report["ranks_most"] < 1
    cells = [line.split(",") for line in (tmp_path / "o.csv").read_text().splitlines()[1:]]
    assert [cell[0] for cell in cells[:3]] == ["40"] * 3
    assert len({tuple(cell) for cell in cells[:3]}) > 1
    assert main([*words[:4], "-o", str(tmp_path / "rows.csv")]) == 2
    assert "would be lost" in capsys.readouterr().err


def test_what_is_drawn_is_of_samples_with_the_same_categories_and_the_nearest_numbers(model: Model) -> None:
    pool = model.sample(completing.POOL // 256 * 256 + 256, seed=5)
    made = model.complete({"city": ["Bern"] * 50, "low": np.linspace(5, 60, 50)}, seed=5)
    ranks = np.argsort(np.argsort(pool[:, LOW])) / len(pool)
    mine = pool[:, CITY] == 0
    rest = [AGE, MEMBER, START, END, SEEN]
    for row, wanted in zip(made.samples, np.linspace(5, 60, 50), strict=True):
        places = np.flatnonzero(mine & (pool[:, rest] == row[rest]).all(axis=1))
        assert len(places)
        here = (pool[:, LOW] < wanted).mean()
        nearest = np.sort(np.abs(ranks[mine] - here))[completing.NEAREST + 10]
        assert np.abs(ranks[places] - here).min() <= nearest + 0.01


def test_without_numbers_the_rest_has_the_distribution_of_samples_with_the_categories(model: Model) -> None:
    made = model.complete({"city": ["New York"] * 1500}).samples
    alike = model.sample(1500, seed=9, where="city = New York")
    for place in (AGE, LOW, START):
        both = np.sort(np.concatenate([made[:, place], alike[:, place]]))
        shares = [np.searchsorted(np.sort(part[:, place]), both, "right") / len(part) for part in (made, alike)]
        assert np.abs(shares[0] - shares[1]).max() < 0.08
    assert len(np.unique(made, axis=0)) > 300


def test_a_seed_gives_the_same_and_another_seed_other_rows(model: Model) -> None:
    rows = {"age": [30, 40, None], "city": ["Bern", None, None]}
    first = model.complete(rows, 2, seed=1).samples
    assert np.array_equal(first, model.complete(rows, 2, seed=1).samples, equal_nan=True)
    assert not np.array_equal(first, model.complete(rows, 2, seed=2).samples, equal_nan=True)


def test_frames_arrays_and_dictionaries_are_the_same_rows(model: Model) -> None:
    import pyarrow

    columns = {"age": [30, None, 50], "city": ["Bern", "New York", None], "member": [True, None, False]}
    as_dict = model.complete(columns).samples
    as_table = model.complete(pyarrow.table(columns)).samples
    array = np.full((3, 9), np.nan)
    array[:, AGE], array[:, CITY], array[:, MEMBER] = [30, np.nan, 50], [0, 1, np.nan], [1, np.nan, 0]
    as_array = model.complete(array).samples
    assert np.array_equal(as_dict, as_table, equal_nan=True)
    assert np.array_equal(as_dict, as_array, equal_nan=True)
    one = model.complete({"age": 33, "city": "Bern"}).samples
    assert one.shape == (1, 9)
    assert one[0, [AGE, CITY]].tolist() == [33, 0]


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_frames_of_other_libraries(kind: str, model: Model) -> None:
    library = pytest.importorskip(kind)
    frame = library.DataFrame({"age": [30.0, float("nan")], "city": ["Bern", None]})
    made = model.complete(frame).samples
    assert made[0, [AGE, CITY]].tolist() == [30, 0]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("city\nBern\nBasel\n", r"row 1, column 'city': .*'Basel'"),
        ("age,city\n30,Bern\nold,Bern\n", r"row 1, column 'age': .*'old'"),
        ("age\n30.5\n31\n", r"row 0, column 'age': .*whole numbers"),
        ("member\nmaybe\n", r"row 0, column 'member': .*'maybe'"),
        ("start,age\nsoon,30\n", r"row 0, column 'start': .*'soon'"),
        ("aeg\n30\n40\n", r"no column 'aeg'.*Did you mean 'age'"),
    ],
)
def test_what_a_column_cannot_hold_is_refused_by_row_column_and_value(
    text: str, reason: str, model: Model, tmp_path: Path
) -> None:
    (tmp_path / "rows.csv").write_text(text)
    with pytest.raises(DataError, match=reason) as caught:
        model.complete(tmp_path / "rows.csv")
    assert "rows.csv" in str(caught.value)


def test_rows_in_memory_that_do_not_fit_are_refused(model: Model) -> None:
    for rows, reason in (
        (np.zeros((3, 4)), r"\(3, 4\)"),
        (np.full((1, 9), 0.5), "row 0, column 'age': 0.5"),
        ({"age": [1, 2], "low": [1, 2, 3]}, "2 and 3 values"),
        ({"age": []}, "no rows"),
        ({"city": ["Bern", "Basel"]}, "row 1, column 'city'"),
    ):
        with pytest.raises(DataError, match=reason):
            model.complete(rows)
    with pytest.raises(UsageError, match="given"):
        model.complete(3)
    with pytest.raises(UsageError, match="count"):
        model.complete({"age": [30]}, 0)


def test_a_column_that_was_left_out_of_training_is_left_out_and_said(model: Model) -> None:
    made = model.complete({"id": ["row-1-of-all", "x"], "age": [30, 40]})
    assert made.samples[:, AGE].tolist() == [30, 40]
    assert any("left out: id" in said for said in made.said)


def test_rows_that_nothing_comes_near_are_named(model: Model) -> None:
    made = model.complete({"age": [30, 130, 18], "low": [40.0, 40.0, 900.0]})
    said = "\n".join(made.said)
    assert "column 'age' of row 1 lies outside of the training data, 18 to 90, as 130 does; it is kept" in said
    assert "column 'low' of row 2" in said
    assert made.samples[:, AGE].tolist() == [30, 130, 18]


def test_categories_that_no_sample_has_together_are_said(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completing, "POOL", 2)
    rare = {"city": ["Paris, France"], "member": [True], "age": [50]}
    drawn = []
    original = completing.Pools.__getitem__

    def without(pools: completing.Pools, number: int) -> np.ndarray:
        pool = original(pools, number)
        drawn.append(number)
        return pool[~((pool[:, 1 + CITY] == 2) & (pool[:, 1 + MEMBER] == 1))]

    monkeypatch.setattr(completing.Pools, "__getitem__", without)
    made = model.complete(rare)
    assert max(drawn) == 9
    assert made.samples[0, [CITY, MEMBER, AGE]].tolist() == [2, 1, 50]
    assert any(
        "has all categories of row 0: they are completed by samples that differ in up to 1" in s for s in made.said
    )


def test_completed_rows_keep_rules_and_conditions(model: Model) -> None:
    rows = {"low": np.linspace(10, 80, 30), "city": ["Bern", None, "New York"] * 10}
    made = model.complete(rows, 2, rule="high >= low", where="age >= 40").samples
    assert (made[:, HIGH] >= made[:, LOW]).all()
    assert (made[:, AGE] >= 40).all()
    assert np.array_equal(made[::2, LOW], np.linspace(10, 80, 30))
    with pytest.raises(DataError, match=r"row 1: no sample completes it so that 'high >= low'"):
        model.complete({"low": [10.0, 50.0], "high": [20.0, 40.0]}, rule="high >= low")


def test_a_row_that_is_given_whole_stays(model: Model) -> None:
    row = model.sample(1, seed=8, where="city is not missing")
    assert np.array_equal(model.complete(row).samples, row)


def test_classes_are_given_as_categories_are(tmp_path: Path) -> None:
    model = gansmith.load(trained(tmp_path, "cgan", label="member"))
    (tmp_path / "rows.csv").write_text("member,age\ntrue,30\nfalse,40\n,50\n")
    made = model.complete(tmp_path / "rows.csv")
    assert made.labels is not None
    assert made.labels[:2].tolist() == [model.label_index("true"), model.label_index("false")]
    assert made.labels[2] in (0, 1)
    assert made.samples[:, AGE].tolist() == [30, 40, 50]
    with pytest.raises(DataError, match=r"row 0, column 'member'.*'perhaps'"):
        model.complete({"member": ["perhaps"]})


def test_a_count_or_rows_are_needed(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", str(run), "-o", str(tmp_path / "o.csv")]) == 2
    assert "--given" in capsys.readouterr().err
    with pytest.raises(UsageError, match="count is missing"):
        gansmith.generate(run)
