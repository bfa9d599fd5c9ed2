"""Axes of length 1, wherever they are: what trains on such samples can be drawn, measured, reported and written."""

from pathlib import Path

import numpy as np
import pytest

import gansmith
from gansmith.api.report import page_of
from gansmith.report.page import html, markdown

SHAPES = [  # of a sample as stored, the axes that are said, and what networks see
    ((1, 9), None, (9,)),
    ((9, 1), None, (9,)),
    ((1, 1), None, (1,)),
    ((1, 9), "NHW", (1, 1, 9)),
    ((9, 1), "NHW", (1, 9, 1)),
    ((1, 1), "NHW", (1, 1, 1)),
    ((1, 2), "NHW", (1, 1, 2)),
    ((1, 1, 9), None, (9,)),
    ((1, 1, 1), "NHWC", (1, 1, 1)),
    ((1, 1, 3), "NHWC", (3, 1, 1)),
    ((9, 1, 3), "NHWC", (3, 9, 1)),
    ((9, 3), "NLC", (3, 1, 9)),
    ((3, 9), "NCL", (3, 1, 9)),
    ((1, 9), "NCL", (9,)),
]


@pytest.mark.slow
@pytest.mark.parametrize(("shape", "axes", "seen"), SHAPES)
def test_every_part_of_a_run_works(
    tmp_path: Path, shape: tuple[int, ...], axes: str | None, seen: tuple[int, ...]
) -> None:
    stored = np.random.default_rng(0).normal(size=(60, *shape)).astype(np.float32)
    np.save(tmp_path / "data.npy", stored)
    how = {"axes": axes}
    assert gansmith.describe_data(tmp_path / "data.npy", how).shape == seen
    watched = {"sample_every": 1, "validate_every": 1, "log_every": 1}
    run = gansmith.train(tmp_path / "data.npy", steps=1, width=4, out=tmp_path / "run", data_options=how, **watched)
    gansmith.plot(run.path, tmp_path / "plot.png")
    page = page_of(gansmith.evaluate(run.path))
    assert "<html" in html(page)
    assert markdown(page)
    gansmith.generate(run.path, 30, tmp_path / "made.npy")
    made = np.load(tmp_path / "made.npy")
    assert (made.shape, made.dtype) == ((30, *shape), stored.dtype)
    assert stored.min() <= made.min() <= made.max() <= stored.max()
    page_of(gansmith.evaluate(str(tmp_path / "data.npy"), str(tmp_path / "made.npy"), data_options=how))
