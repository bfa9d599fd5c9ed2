"""Metrics of one's own see the data's units and shape, stand in table, report and JSON, and select the best model."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny_runs import rows, tiny

import gansmith
from gansmith.api.train import train_settled
from gansmith.cli import main
from gansmith.config.settings import TrainSettings, settle
from gansmith.errors import UsageError
from gansmith.evaluation.asked import asked_for
from gansmith.evaluation.metrics_file import measured_of
from gansmith.metrics.own import criterion_name, criterion_of, find_stored_criterion, own_metrics
from gansmith.metrics.result import MetricValue
from gansmith.runs.measures import tag
from gansmith.training.callbacks.record import read_record

BUILT_IN = ("worst", "kid", "sliced")
SOURCE = """
import numpy as np

def shift(real, fake):
    return abs(real.mean() - fake.mean())

def spread(real, fake):
    return fake.std() / real.std()

spread.better = "higher"

def broken(real, fake):
    raise ZeroDivisionError("of my own")

def lines(real, fake):
    return "many"
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A file with metrics."""
    (tmp_path / "mine.py").write_text(SOURCE)
    return tmp_path / "mine.py"


def shift(real: np.ndarray, fake: np.ndarray) -> float:
    """Return how far the means lie apart."""
    return float(abs(real.mean() - fake.mean()))


def nearer(real: np.ndarray, fake: np.ndarray) -> float:
    """Return the mean of the generated samples."""
    return float(fake.mean())


nearer.better = "nearer"  # type: ignore[attr-defined]


def found(evaluation: gansmith.Evaluation, label: str) -> MetricValue:
    (figure,) = [figure for figure in evaluation.figures if figure.label == label]
    return figure


def test_the_value_is_in_units_of_the_data_and_the_baseline_between_real_samples() -> None:
    real, fake = rows(200), rows(100) + 7
    sets: list[tuple[np.ndarray, np.ndarray]] = []

    def keep(real: np.ndarray, fake: np.ndarray) -> float:
        sets.append((real, fake))
        return shift(real, fake)

    figure = found(gansmith.evaluate(real, fake, metrics=[keep]), "keep[data]")
    (half, samples), (same_half, other_half) = sets
    assert (figure.n, half.shape, figure.better) == (100, (100, 4), "lower")
    assert figure.value == pytest.approx(abs(half.mean() - fake.mean()), abs=1e-5)
    assert figure.floor == pytest.approx(abs(half.mean() - other_half.mean()), abs=1e-5)
    np.testing.assert_array_equal(half, same_half)
    np.testing.assert_allclose(np.sort(np.concatenate([half, other_half]), axis=0), np.sort(real, axis=0), rtol=1e-6)
    np.testing.assert_allclose(
        np.sort(samples, axis=0), np.sort(fake, axis=0), rtol=1e-6
    )  # beyond the real ones' range


@pytest.mark.parametrize("shape", [(6, 5), (6, 5, 3)])
def test_pictures_come_in_the_shape_of_the_data_and_integers_as_whole_numbers(shape: tuple[int, ...]) -> None:
    values = np.random.default_rng(0).integers(0, 256, (60, *shape), np.uint8)
    kept: list[np.ndarray] = []

    def keep(real: np.ndarray, fake: np.ndarray) -> float:
        kept.append(fake)
        return 0.0

    gansmith.evaluate(values, values[:20], features=["raw"], metrics=[keep])
    assert (kept[0].shape, kept[0].dtype) == ((20, *shape), np.float64)
    assert {sample.tobytes() for sample in kept[0]} == {sample.tobytes() for sample in values[:20].astype(np.float64)}


def test_a_metric_of_a_file_stands_in_table_json_and_report(
    mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    np.save("real.npy", rows(80))
    np.save("fake.npy", rows(40))
    asked = ["--metrics", "mine.py:shift", "mine.py:spread", "mine.py:broken", "mine.py:lines"]
    assert main(["evaluate", "real.npy", "fake.npy", *asked, "--report", "page.html", "--markdown", "page.md"]) == 0
    text = capsys.readouterr().out
    assert "shift[data]" in text
    assert "broken[data] skipped: --metrics mine.py:broken failed: ZeroDivisionError: of my own (line 13 of" in text
    assert "lines[data] skipped: --metrics mine.py:lines returns 'many', which is not a number" in text
    assert "spread[data]" in Path("page.html").read_text()
    assert "| spread[data] |" in Path("page.md").read_text()
    assert main(["evaluate", "real.npy", "fake.npy", "--metrics", "mine.py:spread", "--json"]) == 0
    (figure,) = [one for one in json.loads(capsys.readouterr().out)["figures"] if one["name"] == "spread"]
    assert (figure["features"], figure["better"]) == ("data", "higher")
    assert figure["value"] == pytest.approx(rows(40).std() / rows(80).std(), rel=0.2)
    assert figure["floor"] == pytest.approx(1.0, rel=0.2)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("nowhere.py:shift", r"metrics='nowhere\.py:shift': nowhere\.py cannot be imported"),
        ("mine.py:absent", r"mine\.py has no function 'absent'\. It has: .*shift"),
        ("shift", r"metrics='shift': name a metric of your own as file\.py:function"),
        ("fid", r"Built-in metrics are computed without it: fd, kid, .*mean-distance; with thorough also mmd-rbf,"),
        ("fid", r"with features='inception' the FID"),
        (3, r"metrics: '3' is neither a function nor a name"),
    ],
)
def test_what_is_no_metric_is_refused(
    given: str, words: str, mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=words):
        own_metrics([given])


def test_two_of_one_name_and_an_unknown_direction_are_refused(mine: Path) -> None:
    with pytest.raises(UsageError, match=r"two of them are called 'shift'"):
        own_metrics([shift, f"{mine}:shift"])

    def odd(real: np.ndarray, fake: np.ndarray) -> float:
        return 0.0

    odd.better = "sideways"  # type: ignore[attr-defined]
    with pytest.raises(UsageError, match=r"its `better` is 'sideways'. Choose of lower, higher, nearer"):
        own_metrics([odd])


def test_what_was_measured_by_a_metric_that_has_changed_since_is_measured_anew(mine: Path, tmp_path: Path) -> None:
    run = gansmith.train(rows(60), "gan", steps=2, out=tmp_path / "run", **tiny("gan"))
    gansmith.evaluate(run.path, data=rows(60), metrics=[f"{mine}:shift"])
    asked = asked_for(metrics=own_metrics([f"{mine}:shift"]))
    assert measured_of(run.path, asked) is not None
    assert json.loads((run.path / "metrics.json").read_text())["asked"]["metrics"].keys() == {"mine.py:shift"}
    assert measured_of(run.path, asked_for()) is None
    assert measured_of(run.path, asked | {"metrics": {"mine.py:shift": "0" * 64}}) is None


def selecting(best_by: str, **more: object) -> TrainSettings:
    """Return settings by which a metric of one's own selects the best model."""
    every = {"validate_every": 2, "sample_every": 0, "checkpoint_every": 3, **more}
    return replace(settle(rows(60), "gan", tiny("gan"), {}, steps=9, **every), best_by=best_by)


@pytest.mark.parametrize(("name", "choose"), [("shift", min), ("spread", max)])
def test_a_metric_of_ones_own_selects_the_best_model(name: str, choose: object, mine: Path, tmp_path: Path) -> None:
    best_by = criterion_name(f"{mine}:{name}", BUILT_IN)
    run = train_settled(selecting(best_by), data=rows(60), out=tmp_path / "run")
    values = {line["step"]: line[tag(best_by)] for line in read_record(run.path / "quality.jsonl")}
    assert tag(best_by) == f"quality/{name}[data]"
    assert values.keys() == {2, 4, 6, 8, 9}
    assert run.best is not None
    assert run.best == (min(step for step in values if values[step] == run.best[1]), choose(values.values()))  # type: ignore[operator]
    assert gansmith.load(run.path / "best").card.steps == run.best[0]


def test_patience_knows_that_higher_is_better(mine: Path, tmp_path: Path) -> None:
    mine.write_text("def one(real, fake):\n    return 1.0\n\none.better = 'higher'\n")
    settings = selecting(criterion_name(f"{mine}:one", BUILT_IN), patience=2)
    run = train_settled(settings, data=rows(60), out=tmp_path / "run")
    assert (run.steps, run.best, run.gave_up) == (6, (2, 1.0), True)


def test_a_criterion_that_fails_ends_the_run_before_its_first_step(mine: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"best_by=.*mine\.py:broken' failed: ZeroDivisionError"):
        train_settled(selecting(criterion_name(f"{mine}:broken", BUILT_IN)), data=rows(60), out=tmp_path / "run")
    assert [path.name for path in (tmp_path / "run" / "checkpoints").iterdir()] == ["step-000000"]


def test_a_function_is_found_again_by_its_name() -> None:
    name = criterion_name(shift, BUILT_IN)
    assert (name, criterion_of(name).function) == (f"{__name__}:shift", shift)
    assert criterion_name("kid", BUILT_IN) == "kid"
    with pytest.raises(UsageError, match=r"best_by='fid': choose of worst, kid, sliced, or name a metric of your own"):
        criterion_name("fid", BUILT_IN)
    with pytest.raises(UsageError, match=r"its `better` is 'nearer', and a criterion needs 'lower' or 'higher'"):
        criterion_name(nearer, BUILT_IN)
    with pytest.raises(UsageError, match=r"The metric .*<lambda> cannot be found again"):
        criterion_name(lambda real, fake: 0.0, BUILT_IN)


def test_what_a_run_stores_of_a_criterion_is_compared_and_never_imported(mine: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap.py"
    trap.write_text(f"open({str(tmp_path / 'sprung')!r}, 'w').close()\ndef shift(real, fake): return 0.0\n")
    stored, given = f"{trap}:shift", f"{mine}:shift"
    with pytest.raises(UsageError, match=r"selected by a metric that is not gansmith's own, 'trap\.py:shift'"):
        find_stored_criterion(stored, "", None, BUILT_IN, "the run")
    sha256 = criterion_of(criterion_name(given, BUILT_IN)).sha256
    assert find_stored_criterion(stored, sha256, given, BUILT_IN, "the run") == (given, "")
    assert find_stored_criterion(stored, "0" * 64, given, BUILT_IN, "the run")[1] == (
        "mine.py:shift has changed since the training"
    )
    with pytest.raises(UsageError, match=r"selects by 'trap\.py:shift', a function of another name"):
        find_stored_criterion(stored, sha256, f"{mine}:spread", BUILT_IN, "the run")
    assert find_stored_criterion("kid", "", None, BUILT_IN, "the run") == ("kid", "")
    with pytest.raises(UsageError, match=r"selected by a metric that is not gansmith's own, 'trap\.py:shift'"):
        train_settled(selecting(stored), data=rows(60), out=tmp_path / "run")
    with pytest.raises(UsageError, match=r"is selected by kid. Leave it out"):
        find_stored_criterion("kid", "", given, BUILT_IN, "the run")
    assert not (tmp_path / "sprung").exists()
