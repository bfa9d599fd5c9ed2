"""Evaluate a run, or two sets of samples: figures beside their floors, a verdict that is right, mistakes by name."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tiny_runs import pictures, rows, tiny

import gansmith
from gansmith.api import evaluation
from gansmith.api.evaluation import Evaluation, asked_for, figures_of
from gansmith.api.model import Model
from gansmith.api.report import write_report
from gansmith.cli import main
from gansmith.data.split import split
from gansmith.errors import DataError, UsageError
from gansmith.evaluation.metric import Figure

COUNT = 800  # rows of the data, a tenth of which is held out, or 100


def normal(seed: int, count: int = COUNT) -> np.ndarray:
    """Return float32 (count, 3), correlated, in a range of its own."""
    mixed = np.random.default_rng(seed).standard_normal((count, 3)) @ np.array([[1, 0.5, 0], [0, 1, 0.3], [0, 0, 1]])
    return (mixed * 5 + 20).astype(np.float32)


def trained(out: Path, data: object, method: str = "gan", **settings: object) -> Path:
    usual: dict[str, object] = {"steps": 2, "sample_every": 2, "out": out}
    gansmith.train(data, method, **(usual | settings), **tiny(method))  # type: ignore[arg-type]
    return out


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with data and a run on it."""
    folder = tmp_path_factory.mktemp("place")
    np.save(folder / "data.npy", normal(0))
    trained(folder / "run", folder / "data.npy")
    return folder


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep what is cached in the test's own folder."""
    monkeypatch.setattr(evaluation, "CACHE", tmp_path / "cache")
    return tmp_path / "cache"


def by_name(done: Evaluation) -> dict[str, Figure]:
    return {figure.name: figure for figure in done.figures}


def pretend(monkeypatch: pytest.MonkeyPatch, made: Callable[[int], np.ndarray]) -> None:
    """Let models return these samples, whatever they have learnt."""
    monkeypatch.setattr(Model, "sample", lambda model, count, *, seed=0: made(count))


def test_a_run_is_measured_on_what_was_held_out(place: Path) -> None:
    done = gansmith.evaluate(place / "run")
    kept, held = split(COUNT, 0.1)
    assert done.subject.against == f"100 held-out samples of {place / 'data.npy'}"
    unseen = {row.tobytes() for row in normal(0)[held]}
    codec = gansmith.load(place / "run").card.codec
    assert {row.tobytes() for row in codec.decode(done.subject.real)} == unseen
    assert len(done.subject.train) == len(kept)
    assert not {row.tobytes() for row in codec.decode(done.subject.train)} & unseen
    assert {figure.n for figure in done.figures if figure.name not in ("copies", "nndr", "duplicates")} == {100}
    assert done.verdict.startswith("Poor: ")


def test_the_figures_are_in_the_run_and_come_back_the_same(place: Path) -> None:
    done = gansmith.evaluate(place / "run", count=90)
    document = json.loads((place / "run" / "metrics.json").read_text(), parse_constant=pytest.fail)
    assert document == json.loads(json.dumps(done.to_json(), allow_nan=False))
    assert document["verdict"] == done.verdict
    assert figures_of(place / "run", asked_for(count=90)) == done.figures
    assert figures_of(place / "run", asked_for(count=91)) is None


def test_figures_are_of_one_model_and_not_of_the_next(tmp_path: Path) -> None:
    run = trained(tmp_path / "run", normal(0))
    np.save(tmp_path / "data.npy", normal(0))
    gansmith.evaluate(run, data=tmp_path / "data.npy", count=60)
    assert figures_of(run, asked_for(count=60)) is not None
    gansmith.resume(run, data=normal(0), steps=3)
    assert figures_of(run, asked_for(count=60)) is None


def test_infinite_figures_are_words_in_json_and_numbers_again(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, lambda count: np.repeat(normal(0)[:1], count, axis=0))
    done = gansmith.evaluate(place / "run", count=80)
    assert by_name(done)["spectrum"].value == float("inf")
    stored = json.loads((place / "run" / "metrics.json").read_text(), parse_constant=pytest.fail)
    assert {figure["name"]: figure["value"] for figure in stored["figures"]}["spectrum"] == "inf"
    assert figures_of(place / "run", asked_for(count=80)) == done.figures


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
    with pytest.raises(DataError, match="array in memory"):
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
    run = trained(tmp_path / "run", normal(0), held_out=0.0)
    done = gansmith.evaluate(run, data=normal(0), count=120)
    assert "Nothing was held out" in done.subject.notes[0]
    assert "120 training samples" in done.subject.against
    assert done.subject.train is None
    assert {figure.n for figure in done.figures} == {60}  # half of the reals gives the floor
    config = json.loads((run / "config.json").read_text())
    del config["held_out"]  # as in runs from before there was such a thing
    (run / "config.json").write_text(json.dumps(config))
    assert gansmith.evaluate(run, data=normal(0), count=120).figures == done.figures


def test_a_perfect_model_is_at_its_floors_and_good(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, lambda count: normal(77, count))
    done = gansmith.evaluate(place / "run")
    assert done.verdict.startswith("Good: ")
    found = by_name(done)
    assert {figure.value is None for figure in found.values()} == {False}
    for name, figure in found.items():
        if figure.standard_error is not None:
            assert abs(figure.value - figure.floor) < 5 * figure.standard_error + 0.03, name
        if figure.p_value is not None:
            assert figure.p_value > 0.005, name
    assert (found["duplicates"].value, found["duplicates"].floor) == (0, 0)


def test_collapsed_samples_are_told(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noise = np.random.default_rng(1).standard_normal((2000, 3)).astype(np.float32)
    pretend(monkeypatch, lambda count: normal(0)[:1] + 0.05 * noise[:count])
    assert gansmith.evaluate(place / "run").verdict.startswith("It has collapsed: ")
    few = normal(0)[[5, 50, 500]]
    pretend(monkeypatch, lambda count: few[np.arange(count) % 3] + 0.02 * noise[:count])
    assert "It has collapsed: coverage" in gansmith.evaluate(place / "run").verdict


def test_copied_training_data_is_told(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, _ = split(COUNT, 0.1)
    pretend(monkeypatch, lambda count: normal(0)[kept][:count])
    done = gansmith.evaluate(place / "run", count=len(kept))
    assert "It copies its training data: 100% of the samples equal" in done.verdict
    noise = np.random.default_rng(1).standard_normal((COUNT, 3)).astype(np.float32)
    run = trained(tmp_path / "run", normal(0), held_out=0.5)
    kept, _ = split(COUNT, 0.5)
    pretend(monkeypatch, lambda count: normal(0)[kept][:count] + 0.01 * noise[:count])
    close = gansmith.evaluate(run, data=normal(0), count=400)
    assert by_name(close)["duplicates"].value == 0
    assert "lie nearer to training" in close.verdict


@pytest.mark.parametrize("method", ["pix2pix", "cyclegan"])
def test_translators_are_measured_on_translations_of_sources_held_out(method: str, tmp_path: Path) -> None:
    data = pictures(240, 16)
    run = trained(tmp_path / "run", data, method, reading={"derive": "grey"})
    done = gansmith.evaluate(run, data=data, features=["raw"])
    model, (_, held) = gansmith.load(run), split(240, 0.1)
    expected = model.card.codec.encode(model.translate(data[held]))  # the grey of a grey picture is itself
    assert {row.tobytes() for row in done.subject.fake} == {row.tobytes() for row in expected}
    assert by_name(done)["kid"].n == len(held) == 60
    assert done.subject.asked is None
    write_report(done, report=tmp_path / "report.html")
    assert "Nearest training samples" in (tmp_path / "report.html").read_text()


def clusters(seed: int, count: int = 600) -> tuple[np.ndarray, np.ndarray]:
    """Return float32 (count, 4) of three classes that lie apart, and the classes."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(3, size=count)
    return (rng.standard_normal((count, 4)) + 4 * np.eye(4)[labels]).astype(np.float32), labels


def test_a_labelled_model_is_measured_by_a_classifier_that_is_kept(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values, labels = clusters(0)
    np.savez(tmp_path / "data.npz", x=values, labels=labels)
    reading = {"variable": "x", "label": "labels"}
    run = trained(tmp_path / "run", tmp_path / "data.npz", "cgan", reading=reading)
    done = gansmith.evaluate(run, features=["classifier"])
    found = by_name(done)
    assert done.features.startswith("classifier-")
    assert {"is", "modes", "mode-kl", "tstr"} < set(found)
    assert found["tstr"].floor > 0.9
    assert found["tstr"].value < 0.7
    kept = sorted(cache.rglob("*.safetensors"))
    assert len(kept) == 1
    stamps = [path.stat().st_mtime_ns for path in kept]
    assert gansmith.evaluate(run, features=["classifier"]).figures == done.figures
    assert [path.stat().st_mtime_ns for path in sorted(cache.rglob("*.safetensors"))] == stamps
    by_class = [values[labels == label] for label in range(3)]
    pretend(monkeypatch, lambda count: np.stack([by_class[i % 3][i // 3 % 100] for i in range(count)]))
    assert by_name(gansmith.evaluate(run, features=["classifier"]))["tstr"].value > 0.9


def test_two_tables_with_labels_teach_each_other(tmp_path: Path) -> None:
    names = np.array(["cat", "dog", "owl"])
    for name, seed, kinds in (("real", 0, names), ("fake", 1, names), ("turned", 1, names[[1, 2, 0]])):
        values, labels = clusters(seed)
        lines = [",".join([*map(str, row), kinds[label]]) for row, label in zip(values, labels, strict=True)]
        (tmp_path / f"{name}.csv").write_text("a,b,c,d,kind\n" + "\n".join(lines))
    with (tmp_path / "fake.csv").open() as file:  # of two classes only, whose numbers are others than in the real table
        (tmp_path / "two.csv").write_text("".join(line for line in file if not line.strip().endswith("cat")))
    (tmp_path / "bare.csv").write_text("\n".join(["a,b,c,d", *(",".join(map(str, row)) for row in clusters(1)[0])]))
    found = {
        name: by_name(
            gansmith.evaluate(
                tmp_path / "real.csv", tmp_path / f"{name}.csv", features=["classifier"], reading={"label": "kind"}
            )
        )
        for name in ("fake", "turned", "two", "bare")
    }
    assert found["fake"]["tstr"].value > 0.9
    assert found["turned"]["tstr"].value < 0.1
    assert 0.5 < found["two"]["tstr"].value < 0.8  # classes are matched by name, not by order
    assert "tstr" not in found["bare"]


@pytest.mark.parametrize("shape", [(3,), (8, 8), (8, 8, 3), (9, 7, 4)])
def test_two_arrays_of_any_shape_are_compared(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    real, fake = (rng.uniform(0, 255, (count, *shape)).astype(np.uint8) for count in (120, 60))
    done = gansmith.evaluate(real, fake)
    assert done.verdict.startswith("Good: ")
    assert ("ms-ssim" in by_name(done)) == (len(shape) > 1)
    assert done.features.startswith("values" if len(shape) == 1 else "random-conv-")
    assert done.subject.run is None


def test_generated_values_are_neither_rounded_nor_cut_to_the_real_ones_type() -> None:
    real = np.random.default_rng(0).integers(0, 10, (200, 3)).astype(np.uint8)
    done = gansmith.evaluate(real, real[:90] + np.float32(0.4))
    values = np.unique(np.round(4.5 * done.subject.fake + 4.5, 3))
    np.testing.assert_allclose(values, [*(np.arange(9) + 0.4), 9])  # 9.4 is outside of what there is
    (note,) = done.subject.notes
    assert "of the generated values lie outside the range of the real ones (0 to 9)" in note


def test_other_units_are_asked_about() -> None:
    real = np.random.default_rng(0).integers(0, 256, (200, 3)).astype(np.uint8)
    done = gansmith.evaluate(real, real[:90] / 255)
    assert any("are they in the same units?" in note for note in done.subject.notes)


def test_columns_that_never_change_and_few_rows_leave_metrics_out_with_the_reason() -> None:
    real = normal(0, 300)
    real[:, 1] = 7
    done = gansmith.evaluate(real, real[:100])
    assert by_name(done)["correlation"].note == "without 1 constant features"
    few = gansmith.evaluate(normal(0, 30), normal(1, 9))
    assert few.verdict == "Too few samples to tell anything in values."
    for figure in few.figures:
        assert figure.value is None
        assert figure.note.startswith("n = 9 is below")


def test_missing_values_are_refused_filled_or_dropped_as_asked() -> None:
    real, fake = normal(0, 200), normal(1, 120)
    fake[3, 1] = np.nan
    with pytest.raises(DataError, match=r"array: row 3, column 1 is nan.*--missing drop"):
        gansmith.evaluate(real, fake)
    real[5, 0] = np.inf
    with pytest.raises(DataError, match=r"array: row 5, column 0 is inf"):
        gansmith.evaluate(real, normal(1, 120))
    dropped = gansmith.evaluate(real, fake, reading={"missing": "drop"})
    assert (len(dropped.subject.real), len(dropped.subject.fake)) == (199, 119)
    filled = gansmith.evaluate(real, fake, reading={"missing": "mean"})
    assert (len(filled.subject.real), len(filled.subject.fake)) == (200, 120)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ((rows(), rows(width=5)), UsageError, r"shape \(4,\) and array of \(5,\). Give two sets of the same kind"),
        ((rows(), pictures()), UsageError, "Give two sets of the same kind"),
        ((rows(), rows()[:1]), DataError, "1 samples"),
        ((rows(),), UsageError, "Give two sets of samples"),
        (("nowhere",), UsageError, "nowhere is no run nor part of one"),
        (("nowhere.npy", rows()), DataError, "nowhere.npy"),
    ],
)
def test_sets_that_cannot_be_compared_are_refused_by_name(
    arguments: tuple[object, ...], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        gansmith.evaluate(*arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"features": ["rwa"]}, "--features rwa: choose of raw, pca"),
        ({"features": ["classifier"]}, "this data has none"),
        ({"features": ["random"]}, "these samples are vectors"),
        ({"count": 0}, "-n 0: ask for at least one"),
        ({"data": "x.npy"}, "--data is where a run's data is now"),
        ({"reading": {"derive": "grey"}}, "--derive is for translators"),
    ],
)
def test_options_that_make_no_sense_are_refused_by_name(options: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        gansmith.evaluate(rows(100), rows(100), **options)  # type: ignore[arg-type]


def test_a_run_knows_how_its_data_is_read(place: Path) -> None:
    with pytest.raises(UsageError, match="--label: a run knows how its data is read"):
        gansmith.evaluate(place / "run", reading={"label": "kind"})


def test_samples_that_lie_in_a_run_s_folder_are_no_run(place: Path, tmp_path: Path) -> None:
    np.save(place / "run" / "samples" / "made.npy", normal(1, 100))
    done = gansmith.evaluate(place / "data.npy", place / "run" / "samples" / "made.npy")
    assert done.subject.run is None
    write_report(done, report=tmp_path / "r.html")
    assert f"gansmith evaluate {place}/data.npy {place}/run/samples/made.npy" in (tmp_path / "r.html").read_text()


def test_progress_goes_from_nothing_to_all() -> None:
    told: list[tuple[int, int]] = []
    gansmith.evaluate(rows(80), rows(80), features=["raw", "pca"], progress=lambda name, *now: told.append(now))
    done, total = zip(*told, strict=True)
    assert (done[0], done[-1]) == (0, total[-1])
    assert list(done) == sorted(done)
    assert len(set(total)) == 1


def test_the_report_of_a_run_says_all_and_how_to_repeat_it(place: Path, tmp_path: Path) -> None:
    done = gansmith.evaluate(place / "run", count=60, seed=2)
    names = ("r.html", "r.md", "card.md")
    write_report(done, **dict(zip(("report", "markdown_file", "card"), (tmp_path / n for n in names), strict=True)))
    page, text, card = ((tmp_path / name).read_text() for name in names)
    for title in ("Losses", "Quality over time", "Samples over time", "Real beside", "by column", "Nearest training"):
        assert title in page
    for figure in done.figures:
        assert figure.label in page
        assert figure.label in text
    assert f"gansmith evaluate {place / 'run'} --count 60 --seed 2" in page
    assert card.startswith("---\n")
    (line,) = [line.strip() for line in text.splitlines() if line.startswith("    gansmith train")]
    words = line.split()[1:]
    assert main([*words, "--out", str(tmp_path / "again"), "--quiet"]) == 0
    samples = [gansmith.load(run).sample(9) for run in (place / "run", tmp_path / "again")]
    np.testing.assert_array_equal(*samples)
    with pytest.raises(UsageError, match="there is no folder"):
        write_report(done, report=tmp_path / "no" / "r.html")
