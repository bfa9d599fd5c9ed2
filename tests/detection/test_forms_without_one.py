"""The row of a generator that a detector has not seen comes from the form that the other sets have."""

from pathlib import Path

import numpy as np
from PIL import Image
from toy_sets import smooth

import gansmith
from gansmith.data.load import read
from gansmith.data.options import data_settings
from gansmith.detection.form import Form, in_one_form

RNG = np.random.default_rng(0)
REAL = np.round(RNG.normal(size=(400, 3)), 3)
FINE = np.round(RNG.normal(size=(400, 3)) + 0.5, 3)
COARSE = np.round(RNG.normal(size=(400, 3)) * 9)


def form(real: object, **made: object) -> Form:
    settings = data_settings("memory", {})
    first, codec = read(settings, real)  # type: ignore[arg-type]
    return in_one_form(first, {name: read(settings, one)[0] for name, one in made.items()}, codec, settings, None)  # type: ignore[arg-type]


def test_a_coarse_generator_that_is_left_out_rounds_nothing() -> None:
    alone, both = form(REAL, fine=FINE), form(REAL, fine=FINE, coarse=COARSE)
    assert len(np.unique(both.sets[0])) < 20
    left, notes = both.without("coarse", ["fine"])
    assert left.preparation == alone.preparation
    for found, expected in zip(left.sets, alone.sets, strict=False):
        np.testing.assert_array_equal(found, expected)
    assert len(left.sets) == 3
    assert "AUC unseen" in notes[0]
    assert both.without("fine", ["coarse"]) == (both, ())


def test_the_report_names_the_form_of_the_row() -> None:
    hidden = gansmith.train_detector(REAL, {"coarse": COARSE, "fine": FINE}, steps=1)
    assert [row.unseen is not None for row in hidden.table] == [True, True]
    assert [note for note in hidden.notes if "AUC unseen" in note] == [
        "Form of the row 'coarse', AUC unseen: no set is changed."
    ]


def test_the_jpeg_quality_of_a_set_that_is_left_out_compresses_no_other(tmp_path: Path) -> None:
    for number, pixels in enumerate(smooth(120, 16, 2)):
        (tmp_path / "jpeg").mkdir(exist_ok=True)
        Image.fromarray(pixels).save(tmp_path / "jpeg" / f"{number}.jpg", quality=20)
    both = form(smooth(120, 16, 0), other=smooth(120, 16, 1), jpeg=tmp_path / "jpeg")
    assert both.preparation.jpeg is not None
    left, _ = both.without("jpeg", ["other"])
    assert left.preparation.jpeg is None
    assert both.without("other", ["jpeg"])[0] is both


def test_the_size_of_a_set_that_is_left_out_stays_known() -> None:
    both = form(smooth(120, 16, 0), other=smooth(120, 16, 1), small=smooth(120, 12, 2))
    assert both.without("small", ["other"]) == (both, ())
    assert both.preparation.size == (9, 9)
