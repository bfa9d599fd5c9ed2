"""The built-in sets are what the issue says, every time."""

import numpy as np
import pytest
from planet_set import planet_set

from gansmith.data.formats.read import open_data
from gansmith.data.planets import CUT_AFTER, CUT_BEFORE, SIDE, planets


@pytest.fixture(scope="module")
def pictures() -> np.ndarray:
    return np.pad(planet_set(), ((0, 0), (CUT_BEFORE, CUT_AFTER)), mode="edge").reshape(-1, SIDE, SIDE)


def test_planets_are_the_same_every_time() -> None:
    values = planet_set()
    assert values.shape == (3909, 4734)
    assert values.dtype == np.float32
    np.testing.assert_array_equal(planets(), values)
    assert not np.array_equal(values[0], values[1])


def test_planets_are_bright_discs_with_dark_rims_on_a_dark_sky(pictures: np.ndarray) -> None:
    mean = pictures.mean(axis=0)
    y, x = np.indices(mean.shape) - (SIDE - 1) / 2
    rings = [mean[(np.hypot(x, y) >= r) & (np.hypot(x, y) < r + 4)].mean() for r in range(0, 34, 4)]
    assert np.all(np.diff(rings) < 0), "brightness falls from the centre outwards"
    assert rings[0] > 0.6
    assert abs(rings[-1]) < 0.01
    assert 0.9 < np.quantile(pictures.max(axis=(1, 2)), 0.5) < 1.4


def test_planets_are_smooth(pictures: np.ndarray) -> None:
    neighbours = np.corrcoef(pictures[:, :, 1:].ravel(), pictures[:, :, :-1].ravel())[0, 1]
    assert neighbours > 0.97


def test_planets_differ_in_size_phase_and_place(pictures: np.ndarray) -> None:
    lit = pictures > 0.15
    area = lit.sum(axis=(1, 2))
    assert area.max() > 4 * np.quantile(area, 0.02)
    y, x = np.indices((SIDE, SIDE))
    centre = np.stack([(lit * x).sum(axis=(1, 2)) / area, (lit * y).sum(axis=(1, 2)) / area])
    assert (centre.std(axis=1) > 1.5).all()


def test_digits() -> None:
    pytest.importorskip("sklearn")
    data = open_data("digits")
    assert data.values.shape == (1797, 8, 8)
    assert (data.values.min(), data.values.max()) == (0, 16)
    assert data.class_names == tuple("0123456789")


@pytest.mark.parametrize(("name", "modes", "deviation"), [("ring", 8, 0.01), ("grid", 25, 0.05)])
def test_mixtures(name: str, modes: int, deviation: float) -> None:
    data = open_data(name)
    assert data.values.shape == (100_000, 2)
    assert data.sha256 == open_data(name).sha256
    centres, counts = np.unique(np.rint(data.values * 100 / 50) / 2, axis=0, return_counts=True)
    if name == "grid":
        assert len(centres) == modes
        assert counts.min() == counts.max() == 4000
        spread = data.values - np.rint(data.values / 2) * 2
    else:
        angle = np.arctan2(data.values[:, 1], data.values[:, 0])
        nearest = np.rint(angle / (np.pi / 4)) * np.pi / 4
        spread = data.values - np.stack([np.cos(nearest), np.sin(nearest)], axis=1)
        assert np.unique(np.rint(angle / (np.pi / 4)).astype(int) % 8, return_counts=True)[1].tolist() == [12_500] * 8
    np.testing.assert_allclose(spread.std(axis=0), deviation, rtol=0.02)
    assert np.abs(spread.mean(axis=0)).max() < 0.01 * deviation * 3
