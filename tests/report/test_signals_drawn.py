"""Signals in reports: each channel has its curves, statistics, spectrum and autocorrelation, under its name."""

import numpy as np
import pytest
from pages import drawn

from gansmith.metrics.spectrum import autocorrelation, power
from gansmith.report.overview import comparison_figure
from gansmith.report.plots import comparison, neighbours
from gansmith.training.callbacks.image_grids import channels_grid

RNG = np.random.default_rng(2)


def test_autocorrelation_is_the_sum_of_products_at_each_lag() -> None:
    signals = RNG.normal(3, 2, (7, 40))
    expected = []
    for signal in signals - signals.mean(axis=1, keepdims=True):
        products = np.correlate(signal, signal, "full")[39:]
        expected.append(products[:21] / products[0])
    np.testing.assert_allclose(autocorrelation(signals), np.mean(expected, axis=0), atol=1e-12)


def test_autocorrelation_of_a_period_and_of_what_is_constant() -> None:
    wave = np.sin(2 * np.pi * np.arange(400) / 20)[np.newaxis]
    lags = np.arange(201)
    np.testing.assert_allclose(autocorrelation(wave), (1 - lags / 400) * np.cos(np.pi * lags / 10), atol=0.01)
    assert np.isnan(autocorrelation(np.ones((3, 8)))).all()
    np.testing.assert_array_equal(autocorrelation(np.concatenate([wave, np.ones((1, 400))])), autocorrelation(wave))


@pytest.mark.parametrize("channels", [1, 2, 6, 9])
def test_every_channel_has_a_row_of_curves_of_its_own(channels: int) -> None:
    real, fake = drawn(0, 30, channels, 1, 48), drawn(1, 20, channels, 1, 48)
    names = [f"sensor {place}" for place in range(channels)]
    figure = comparison_figure(real, fake, names=names)
    rows = min(6, channels)
    assert len(figure.axes) == 6 * rows
    for channel in range(rows):
        curves, made, mean, deviation, spectrum, correlation = figure.axes[6 * channel : 6 * channel + 6]
        assert curves.get_ylabel() == names[channel]
        np.testing.assert_array_equal(curves.lines[0].get_ydata(), real[0, channel, 0])
        np.testing.assert_array_equal(made.lines[0].get_ydata(), fake[0, channel, 0])
        for axes, of in (
            (mean, lambda part: part.mean(axis=0)),
            (deviation, lambda part: part.std(axis=0)),
            (spectrum, lambda part: power(part)[1:]),
            (correlation, autocorrelation),
        ):
            for line, part in zip(axes.lines, (real, fake), strict=True):
                np.testing.assert_allclose(line.get_ydata(), of(part[:, channel, 0]))
    caption = comparison(real, fake, names).caption
    assert ("of each channel" in caption) == (channels > 1)
    assert ("3 further channels are left out" in caption) == (channels == 9)


def test_signals_of_one_channel_have_an_autocorrelation() -> None:
    real, fake = drawn(0, 30, 64), drawn(1, 20, 64)
    found = next(axes for axes in comparison_figure(real, fake).axes if axes.get_title() == "autocorrelation")
    np.testing.assert_allclose(found.lines[0].get_ydata(), autocorrelation(real))
    assert "autocorrelation" in comparison(real, fake).caption


def test_constant_signals_are_drawn_without_spectra() -> None:
    flat = np.full((5, 2, 1, 40), 0.3)
    assert len(comparison(flat, flat).png) > 0
    assert len(neighbours(flat, flat, "training").png) > 0


@pytest.mark.parametrize("shape", [(1, 8, 2), (9, 300, 3), (2, 40, 7)])
def test_a_picture_of_a_run_shows_curves_of_each_channel(shape: tuple[int, ...]) -> None:
    picture = channels_grid(1e6 * RNG.normal(size=shape))
    assert picture.shape[2] == 3
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 2
    with pytest.raises(ValueError, match="must be"):
        channels_grid(np.zeros(shape[1:]))
