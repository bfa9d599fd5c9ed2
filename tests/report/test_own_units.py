"""Figures show curves in the units of the data; images and features with ranges of their own are drawn encoded."""

from pathlib import Path

import numpy as np
import pytest

import gansmith
from gansmith.cli import main
from gansmith.data import Codec, open_data
from gansmith.data.codec.measured import Measured
from gansmith.latent.cells import Cells
from gansmith.report.own_units import are_drawn_in_units, as_drawn

RNG = np.random.default_rng(5)
PLACES = np.linspace(0, 6, 80)


def spectra(count: int = 60) -> np.ndarray:
    """Smooth spectra whose places differ in level and spread by orders of magnitude."""
    level = 100 + 900 * np.exp(-((PLACES - 3) ** 2))
    return level * (1 + 0.3 * RNG.normal(size=(count, 1)) * np.sin(PLACES) ** 2)


def test_signals_are_drawn_as_they_were_given_also_where_each_place_has_a_range() -> None:
    values = spectra()
    codec = Codec.fit(open_data(values), scale="feature")
    assert codec.signals
    assert codec.scale.per_feature
    np.testing.assert_allclose(as_drawn(codec, codec.encode(values)), values, rtol=1e-12)


def test_signals_of_several_channels_keep_their_layout() -> None:
    dataset = open_data(np.stack([spectra(40), -5 * spectra(40)], axis=1), axes="NCL")
    codec = Codec.fit(dataset, scale="feature")
    drawn = as_drawn(codec, codec.encode(dataset.values))
    assert drawn.shape == (40, 2, 1, 80)
    np.testing.assert_allclose(drawn, np.moveaxis(dataset.values, -1, 1), rtol=1e-12)


def test_vectors_of_one_range_are_drawn_in_it() -> None:
    values = RNG.normal(300, 20, (50, 6))
    codec = Codec.fit(open_data(values), scale="global", tables=False)
    np.testing.assert_allclose(as_drawn(codec, codec.encode(values)), values, rtol=1e-12)


@pytest.mark.parametrize(
    ("values", "options"),
    [
        (RNG.integers(0, 256, (30, 8, 8)).astype(np.uint8), {}),
        (RNG.normal(size=(50, 6)) * 10.0 ** np.arange(6), {"scale": "feature", "tables": False}),
        (RNG.normal(size=(50, 80)) * 1e200, {"scale": "global", "tables": False}),
        (1e9 + RNG.uniform(size=(50, 80)) * 1e-3, {"scale": "global", "tables": False}),
    ],
    ids=["images", "units of several columns", "beyond any axis", "too narrow for an axis"],
)
def test_the_rest_is_drawn_as_networks_see_it(values: np.ndarray, options: dict[str, object]) -> None:
    codec = Codec.fit(open_data(values), **options)  # type: ignore[arg-type]
    encoded = codec.encode(values)
    assert not are_drawn_in_units(codec)
    assert as_drawn(codec, encoded) is encoded


def test_plot_walk_and_evaluation_show_the_units_of_signals(tmp_path: Path) -> None:
    values = spectra()
    run = gansmith.train(
        values, "gan", steps=2, network="mlp", width=8, out=tmp_path / "run", validate_every=0, sample_every=0
    )
    curves = [axes.lines[0].get_ydata() for axes in gansmith.plot(run.path, data=values).axes if len(axes.lines) == 1]
    real = [curve for curve in curves if any(np.allclose(curve, row) for row in values)]
    assert len(real) == 5
    drawn = gansmith.evaluate(run.path, data=values).plot().axes
    means = next(axes for axes in drawn if axes.get_title() == "mean").lines[0].get_ydata()
    assert np.ptp(means) > 500
    model = gansmith.load(run.path)
    samples = model.sample(3)
    np.testing.assert_allclose(Cells.of(model).encoded(samples), samples, rtol=1e-6)


def test_a_report_names_the_step_of_the_model_and_not_that_of_the_last_record(tmp_path: Path) -> None:
    np.save(tmp_path / "spectra.npy", spectra())
    run = gansmith.train(
        tmp_path / "spectra.npy",
        "gan",
        steps=7,
        network="mlp",
        width=8,
        out=tmp_path / "run",
        validate_every=0,
        sample_every=0,
        log_every=5,
    )
    page = tmp_path / "report.html"
    assert main(["evaluate", str(run.path), "--report", str(page), "--quiet"]) == 0
    assert "gan, 7 of 7 planned steps" in page.read_text()


def test_measured_numbers_of_a_table_stay_encoded() -> None:
    table = open_data(np.column_stack([RNG.normal(0, 1, 60), RNG.normal(500, 90, 60)]))
    codec = Codec.fit(table)
    measured = Measured.of(codec, table.origin.columns)
    encoded = measured.encode(table.values)
    assert as_drawn(measured.codec, encoded) is encoded or not measured.codec.scale.per_feature
