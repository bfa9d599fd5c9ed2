"""Evaluate a run: figures on what was held out, beside their floors, a verdict that is right, a report of all."""

import json
from pathlib import Path

import numpy as np
import pytest
from evaluated_runs import COUNT, by_name, normal, pretend, trained
from tiny_runs import as_version_01, pictures

import gansmith
from gansmith.api.report import write_report
from gansmith.cli import main
from gansmith.data.split import split
from gansmith.errors import DataError, StorageError, UsageError
from gansmith.evaluation.asked import asked_for
from gansmith.evaluation.metrics_file import measured_of
from gansmith.storage.seal import sealed


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with data and a run on it."""
    folder = tmp_path_factory.mktemp("place")
    np.save(folder / "data.npy", normal(0))
    trained(folder / "run", folder / "data.npy")
    return folder


def test_a_run_is_measured_on_what_was_held_out(place: Path) -> None:
    done = gansmith.evaluate(place / "run")
    kept, held = split(COUNT, 0.1)
    assert done.subject.against == "100 held-out samples of data.npy"
    unseen = {row.tobytes() for row in normal(0)[held]}
    codec = done.subject.codec
    assert {row.tobytes() for row in codec.decode(done.subject.real)} == unseen
    assert len(done.subject.train) == len(kept)
    assert not {row.tobytes() for row in codec.decode(done.subject.train)} & unseen
    assert {by_name(done)[name].n for name in ("fd", "kid", "coverage", "ks")} == {100}
    assert done.verdict.startswith("Poor: ")


def test_the_figures_are_in_the_run_and_come_back_the_same(place: Path) -> None:
    done = gansmith.evaluate(place / "run", count=90)
    document = json.loads((place / "run" / "metrics.json").read_text(), parse_constant=pytest.fail)
    assert document == json.loads(json.dumps(sealed(done.to_json()), allow_nan=False))
    assert document["verdict"] == done.verdict
    assert measured_of(place / "run", asked_for(count=90)) == (done.figures, done.judgement.grade)
    assert measured_of(place / "run", asked_for(count=91)) is None


def test_figures_are_of_one_model_and_not_of_the_next(tmp_path: Path) -> None:
    run = trained(tmp_path / "run", normal(0))
    np.save(tmp_path / "data.npy", normal(0))
    gansmith.evaluate(run, data=tmp_path / "data.npy", count=60)
    assert measured_of(run, asked_for(count=60)) is not None
    gansmith.resume(run, data=normal(0), steps=3)
    assert measured_of(run, asked_for(count=60)) is None


def test_infinite_figures_are_words_in_json_and_numbers_again(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, lambda count: np.repeat(normal(0)[:1], count, axis=0))
    done = gansmith.evaluate(place / "run", count=80, thorough=True)
    assert by_name(done)["spectrum"].value == float("inf")
    stored = json.loads((place / "run" / "metrics.json").read_text(), parse_constant=pytest.fail)
    assert {figure["name"]: figure["value"] for figure in stored["figures"]}["spectrum"] == "inf"
    assert measured_of(place / "run", asked_for(count=80, thorough=True)) == (done.figures, done.judgement.grade)


def test_best_checkpoints_and_models_are_measured_like_runs(place: Path) -> None:
    steps = sorted((place / "run" / "checkpoints").iterdir())
    first, last = (gansmith.evaluate(step, count=60) for step in (steps[0], steps[-1]))
    for part in ("best", "final"):
        done = gansmith.evaluate(place / "run" / part, count=60)
        assert done.subject.run == place / "run"
        assert done.figures == last.figures
    assert first.subject.model != last.subject.model


def test_a_seed_decides_everything_and_the_count_is_an_upper_bound(place: Path) -> None:
    one, same, other = (gansmith.evaluate(place / "run", count=70, seed=seed) for seed in (3, 3, 4))
    assert one.figures == same.figures
    assert one.figures != other.figures
    assert (len(one.subject.real), len(one.subject.fake), len(one.subject.train)) == (70, 70, 70)
    many = gansmith.evaluate(place / "run", count=5000)
    assert len(many.subject.real) == 100


def test_data_that_has_moved_is_named_and_other_data_refused(place: Path, tmp_path: Path) -> None:
    run = trained(tmp_path / "run", normal(0))
    with pytest.raises(DataError, match="data in memory"):
        gansmith.evaluate(run)
    moved = tmp_path / "moved.npy"
    np.save(moved, normal(0))
    assert (
        gansmith.evaluate(run, data=moved, count=60).figures == gansmith.evaluate(run, data=normal(0), count=60).figures
    )
    np.save(moved, normal(0)[::-1])
    with pytest.raises(DataError, match=r"moved.npy is not what .*run was trained on"):
        gansmith.evaluate(run, data=moved)


def test_where_nothing_was_held_out_that_is_said(tmp_path: Path) -> None:
    run = trained(tmp_path / "run", normal(0), validation_fraction=0.0)
    done = gansmith.evaluate(run, data=normal(0), count=120)
    assert "Nothing was held out" in done.subject.notes[0]
    assert "120 training samples" in done.subject.against
    assert done.subject.train is None
    assert by_name(done)["kid"].n == 60  # half of the reals gives the floor
    as_version_01(run, "validation_fraction")  # as in runs from before there was such a thing
    assert gansmith.evaluate(run, data=normal(0), count=120).figures == done.figures


def test_a_perfect_model_is_at_its_floors_and_good(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, lambda count: normal(77, count))
    done = gansmith.evaluate(place / "run")
    assert done.verdict.startswith("Good: ")
    found = by_name(done)
    assert {figure.value is None for figure in found.values()} == {False}
    for name, figure in found.items():
        if figure.standard_error is not None and figure.floor is not None:
            assert abs(figure.value - figure.floor) < 5 * figure.standard_error + 0.03, name
        if figure.p_value is not None:
            assert figure.p_value > 0.005, name
    assert (found["duplicates"].value, found["duplicates"].floor) == (0, 0)


def test_collapsed_samples_are_told(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noise = np.random.default_rng(1).standard_normal((2000, 3)).astype(np.float32)
    pretend(monkeypatch, lambda count: normal(0)[:1] + 0.05 * noise[:count])
    assert gansmith.evaluate(place / "run").verdict.startswith("Poor: it has collapsed: ")
    few = normal(0)[[5, 50, 500]]
    pretend(monkeypatch, lambda count: few[np.arange(count) % 3] + 0.02 * noise[:count])
    assert "it repeats itself: " in gansmith.evaluate(place / "run").verdict


def test_copied_training_data_is_told(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, _ = split(COUNT, 0.1)
    pretend(monkeypatch, lambda count: normal(0)[kept][:count])
    done = gansmith.evaluate(place / "run", count=len(kept))
    assert done.verdict.startswith("Poor: it copies: 100% of its samples are equal to a row of the run's data")
    noise = np.random.default_rng(1).standard_normal((COUNT, 3)).astype(np.float32)
    run = trained(tmp_path / "run", normal(0), validation_fraction=0.5)
    kept, _ = split(COUNT, 0.5)
    pretend(monkeypatch, lambda count: normal(0)[kept][:count] + 0.01 * noise[:count])
    close = gansmith.evaluate(run, data=normal(0), count=400)
    assert by_name(close)["duplicates"].value == 0
    assert "it copies: " in close.verdict


@pytest.mark.parametrize("method", ["pix2pix", "cyclegan"])
def test_translators_are_measured_on_translations_of_sources_held_out(method: str, tmp_path: Path) -> None:
    data = pictures(240, 16)
    run = trained(tmp_path / "run", data, method, data_options={"derive": "grey"})
    done = gansmith.evaluate(run, data=data, features=["raw"])
    model, (_, held) = gansmith.load(run), split(240, 0.1)
    expected = model.card.codec.encode(model.translate(data[held]))  # the grey of a grey picture is itself
    assert {row.tobytes() for row in done.subject.fake} == {row.tobytes() for row in expected}
    assert by_name(done)["kid"].n == len(held) == 60
    assert done.subject.asked is None
    write_report(done, report=tmp_path / "report.html")
    assert "Nearest training samples" in (tmp_path / "report.html").read_text()


def test_a_run_knows_how_its_data_is_read(place: Path) -> None:
    with pytest.raises(UsageError, match="label: a run knows how its data is read"):
        gansmith.evaluate(place / "run", data_options={"label": "kind"})


def test_samples_that_lie_in_a_run_s_folder_are_no_run(place: Path, tmp_path: Path) -> None:
    np.save(place / "run" / "samples" / "made.npy", normal(1, 100))
    done = gansmith.evaluate(place / "data.npy", place / "run" / "samples" / "made.npy")
    assert done.subject.run is None
    write_report(done, report=tmp_path / "r.html")
    assert "gansmith evaluate data.npy made.npy" in (tmp_path / "r.html").read_text()


def test_the_report_of_a_run_says_all_and_how_to_repeat_it(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = gansmith.evaluate(place / "run", count=60, seed=2)
    names = ("r.html", "r.md", "card.md")
    write_report(done, **dict(zip(("report", "markdown_file", "card"), (tmp_path / n for n in names), strict=True)))
    page, text, card = ((tmp_path / name).read_text() for name in names)
    for title in ("Losses", "Quality over time", "Samples over time", "Real beside", "by column"):
        assert title in page
    for figure in done.figures:
        assert figure.label in page
        assert figure.label in text
    assert "gansmith evaluate run --count 60 --seed 2" in page
    assert str(place) not in page + text + card  # the folders say who somebody is
    assert card.startswith("---\n")
    (line,) = [line.strip() for line in text.splitlines() if line.startswith("    gansmith train")]
    words = line.split()[1:]
    monkeypatch.chdir(place)
    assert main([*words, "--out", str(tmp_path / "again"), "--quiet"]) == 0
    samples = [gansmith.load(run).sample(9) for run in (place / "run", tmp_path / "again")]
    np.testing.assert_array_equal(*samples)
    with pytest.raises(StorageError, match="no exists and that you may write there"):
        write_report(done, report=tmp_path / "no" / "r.html")
