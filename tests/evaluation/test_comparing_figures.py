"""Real beside generated samples: signals each on axes of their own, of any length, however wild, and their spectrum."""

import io
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image

from gansmith.drawing.canvas import SIGNAL
from gansmith.metrics.spectrum import power
from gansmith.report.curves import FAKE, REAL
from gansmith.report.overview import drawn_comparison
from gansmith.training.callbacks.image_grids import grid


def noise(seed: int, width: int, rows: int = 40) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-1, 1, (rows, width))


def pixels(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(int)


def inked(picture: np.ndarray, colour: str, tolerance: int = 40) -> np.ndarray:
    """Return (H, W) where a picture has a colour."""
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return np.asarray(np.abs(picture - wanted).max(axis=-1) < tolerance)


def stretches(rows: Sequence[bool]) -> int:
    """Return how many stretches of rows with ink there are."""
    return int((np.diff(np.concatenate([[0], np.asarray(rows, int)])) == 1).sum())


def test_the_spectrum_of_a_wave_is_one_line_and_power_is_variance() -> None:
    phase = np.random.default_rng(0).uniform(0, 7, (20, 1))
    wave = 3 * np.sin(2 * np.pi * 5 * np.arange(64) / 64 + phase) + 2
    found = power(wave)
    assert found.argmax() == 5
    assert np.delete(found, 5).max() < 1e-20
    white = noise(1, 65)  # of an odd length every frequency but 0 comes twice
    assert 2 * power(white)[1:].sum() == pytest.approx(((white - white.mean(axis=1, keepdims=True)) ** 2).sum(1).mean())


def test_each_signal_has_axes_of_its_own_beside_the_real_ones() -> None:
    flat = np.repeat(np.linspace(-1, 1, 40)[:, None], 200, axis=1) * 0.1
    picture = pixels(drawn_comparison(flat, flat))
    for colour in (REAL, FAKE):
        left = inked(picture[:, : picture.shape[1] * 2 // 3], colour)
        assert stretches(left.sum(axis=1) > 100) == 5  # five lines, each across its axes
    real, fake = (
        np.flatnonzero(inked(picture, colour)[:, : picture.shape[1] * 2 // 3].any(axis=0)) for colour in (REAL, FAKE)
    )
    assert real.max() < fake.min()


@pytest.mark.parametrize("width", [1, 2, 3, 5, SIGNAL, SIGNAL + 1, 5000])
@pytest.mark.parametrize("fake", [noise(1, 1), np.zeros((40, 1)), np.full((1, 1), 1e6), 0.01 * noise(2, 1)])
def test_vectors_of_any_length_are_drawn(width: int, fake: np.ndarray) -> None:
    picture = pixels(drawn_comparison(noise(0, width), np.repeat(fake, width, axis=1), title="a run"))
    assert 350 < picture.shape[0] < 1000
    assert inked(picture, REAL, 90).sum() > 20


def test_the_sheet_of_a_run_shows_signals_apart() -> None:
    flat = np.repeat(np.linspace(0, 1, 64)[:, None], 100, axis=1)
    signals, rows = grid(flat), grid(flat[:, :5])
    blue = [inked(picture[:, :400].astype(int), "#1f77b4").sum(axis=1) > 100 for picture in (signals, rows)]
    assert stretches(blue[0]) == 4  # of two columns, in the colour of a first line
    assert stretches(blue[1]) == 1
