"""Evaluate two sets of samples, of any tool: in the real ones' units; what cannot be compared is refused by name."""

from pathlib import Path

import numpy as np
import pytest
from evaluated_runs import by_name, normal
from tiny_runs import pictures, rows

import gansmith
from gansmith.errors import DataError, UsageError


@pytest.mark.parametrize("shape", [(3,), (8, 8), (8, 8, 3), (9, 7, 4)])
def test_two_arrays_of_any_shape_are_compared(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    real, fake = (rng.uniform(0, 255, (count, *shape)).astype(np.uint8) for count in (240, 120))
    done = gansmith.evaluate(real, fake)
    assert done.verdict.startswith("Good: ")
    assert ("ms-ssim" in by_name(done)) == (len(shape) > 1)
    spaces = {figure.features for figure in done.figures}
    assert {"values", "pixels" if len(shape) > 1 else "ranks"} <= spaces
    assert done.subject.run is None


def test_generated_values_are_neither_rounded_nor_cut_to_the_real_ones_type() -> None:
    real = np.random.default_rng(0).integers(0, 10, (200, 3)).astype(np.uint8)
    done = gansmith.evaluate(real, real[:90] + np.float32(0.4))
    values = np.unique(np.round(4.5 * done.subject.fake + 4.5, 3))
    np.testing.assert_allclose(values, np.arange(10) + 0.4)
    (note,) = done.subject.notes
    assert "of the generated values lie outside the range of the real ones (0 to 9)" in note


def test_other_units_are_asked_about() -> None:
    real = np.random.default_rng(0).integers(0, 256, (200, 3)).astype(np.uint8)
    done = gansmith.evaluate(real, real[:90] / 255)
    assert any("are they in the same units?" in note for note in done.subject.notes)


def test_columns_that_never_change_and_few_rows_leave_metrics_out_with_the_reason() -> None:
    real = normal(0, 300)
    real[:, 1] = 7
    done = gansmith.evaluate(real, real[:100], thorough=True)
    assert by_name(done)["correlation"].note == "without 1 constant features"
    few = gansmith.evaluate(normal(0, 30), normal(1, 9))
    assert few.judgement.grade == "untold"
    assert few.verdict.startswith("Not enough samples to tell. With 30 real rows and 9 samples, nothing is measured")
    for figure in few.figures:
        assert figure.value is None
        assert figure.note.startswith("n = 9 is below")


def test_copies_are_looked_for_among_all_real_rows_however_few_are_measured() -> None:
    real = normal(0, 3000)
    done = gansmith.evaluate(real, real[:400], count=100)
    assert (len(done.subject.real), len(done.subject.others)) == (200, 2800)
    assert done.verdict.startswith("Poor: it copies: 100% of its samples are equal to a real row")
    assert by_name(done)["copied"].note.endswith("3,000 real rows searched")


def test_missing_values_are_refused_filled_or_dropped_as_asked() -> None:
    real, fake = normal(0, 200), normal(1, 120)
    fake[3, 1] = np.nan
    with pytest.raises(DataError, match=r"array: row 3, column 1 is nan.*missing='?drop'?"):
        gansmith.evaluate(real, fake)
    real[5, 0] = np.inf
    with pytest.raises(DataError, match=r"array: row 5, column 0 is inf"):
        gansmith.evaluate(real, normal(1, 120))
    dropped = gansmith.evaluate(real, fake, data_options={"missing": "drop"})
    assert (len(dropped.subject.real), len(dropped.subject.fake)) == (199, 119)
    filled = gansmith.evaluate(real, fake, data_options={"missing": "mean"})
    assert (len(filled.subject.real), len(filled.subject.fake)) == (200, 120)


def table(path: Path, names: str, values: np.ndarray) -> str:
    np.savetxt(path, values, delimiter=",", header=names, comments="", fmt="%.9g")
    return str(path)


def test_columns_are_matched_by_name_and_else_by_order_with_a_word(tmp_path: Path) -> None:
    values = np.random.default_rng(0).normal(size=(200, 2)) * [1.0, 9.0] + [0.0, 50.0]
    real = table(tmp_path / "real.csv", "mass,size", values)
    turned = table(tmp_path / "turned.csv", "size,mass", values[:, ::-1])
    other = table(tmp_path / "other.csv", "mass,width", values)
    plain, same, renamed = (gansmith.evaluate(real, fake) for fake in (real, turned, other))
    assert by_name(same)["fd"] == by_name(plain)["fd"]
    assert same.subject.notes == plain.subject.notes == ()
    assert by_name(renamed)["fd"] == by_name(plain)["fd"]
    (note,) = renamed.subject.notes
    assert note.endswith("are compared in their order: 'size' with 'width'.")


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ((rows(), rows(width=5)), UsageError, r"shape \(4,\) and array of \(5,\). Give two sets of the same kind"),
        ((rows(), pictures()), UsageError, "Give two sets of the same kind"),
        ((rows(), rows()[:1]), DataError, "1 sample of"),
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
        ({"features": ["rwa"]}, "features='rwa': choose of raw, pca"),
        ({"features": ["classifier"]}, "this data has none"),
        ({"features": ["random"]}, "these samples are vectors"),
        ({"count": 0}, "count=0: ask for at least one"),
        ({"data": "x.npy"}, "data is where a run's data is now"),
        ({"data_options": {"derive": "grey"}}, "derive is for translators"),
    ],
)
def test_options_that_make_no_sense_are_refused_by_name(options: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        gansmith.evaluate(rows(100), rows(100), **options)  # type: ignore[arg-type]


def test_progress_goes_from_nothing_to_all() -> None:
    told: list[tuple[int, int]] = []
    gansmith.evaluate(rows(80), rows(80), features=["raw", "pca"], progress=lambda name, *now: told.append(now))
    done, total = zip(*told, strict=True)
    assert (done[0], done[-1]) == (0, total[-1])
    assert list(done) == sorted(done)
    assert len(set(total)) == 1
