"""Figures of raw values: in the units of the data, equal to their closed forms, and standardised beside."""

from pathlib import Path

import numpy as np
import pytest
from evaluated_runs import pretend, trained

import gansmith
from gansmith.evaluation.result import Evaluation
from gansmith.metrics.frechet import frechet_distance, frechet_of_moments
from gansmith.metrics.result import MetricValue
from gansmith.metrics.transport import wasserstein_of_columns

MEANS = np.array([[3.0, -40.0, 0.02], [4.0, -38.0, 0.03]])
ROOTS = (np.diag([2.0, 3.0, 0.01]), np.diag([1.0, 6.0, 0.02]) + 0.3 * np.eye(3, k=1))


def gaussian(which: int, count: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, 3)) @ ROOTS[which] + MEANS[which]


def raw(done: Evaluation) -> list[MetricValue]:
    """Return the figures of raw values, which come after those that the judgement stands on."""
    first = next(place for place, figure in enumerate(done.figures) if figure.name == "fd")
    return list(done.figures[first:])


def values(done: Evaluation) -> dict[str, float | None]:
    return {figure.label: figure.value for figure in raw(done)}


def closed_form(scale: np.ndarray | float = 1.0) -> float:
    """Return |m1 - m2|^2 + Bures of both, with every column divided by its scale."""
    (first, second), (one, other) = MEANS / scale, (root / scale for root in ROOTS)
    return frechet_of_moments(first, one.T @ one, second, other.T @ other)


@pytest.mark.parametrize("scale", ["global", "feature"])
def test_the_frechet_distance_of_two_gaussians_is_its_closed_form_in_the_units_of_the_data(scale: str) -> None:
    real, fake = gaussian(0, 8000, 0), gaussian(1, 4000, 1)
    found = values(gansmith.evaluate(real, fake, features=["raw"], data_options={"scale": scale}))
    assert found["fd[values]"] == pytest.approx(closed_form(), rel=0.05)
    if scale == "feature":
        assert next(iter(found)) == "fd[standardised]"
        assert found["fd[standardised]"] == pytest.approx(closed_form(np.diag(ROOTS[0])), rel=0.05)


def test_other_units_of_the_data_are_units_of_the_distances_and_of_nothing_else() -> None:
    real, fake = gaussian(0, 600, 0), gaussian(1, 300, 1)
    small, large = (
        gansmith.evaluate(unit * real, unit * fake, data_options={"scale": "global"}, features=["raw"])
        for unit in (1, 1000)
    )
    powers = {"fd": 2, "sliced-w1": 1, "w1": 1, "mean-distance": 1}
    for one, other in zip(raw(small), raw(large), strict=True):
        factor = 1000.0 ** powers.get(one.name, 0)
        pairs = [(one.value, other.value), (one.floor, other.floor), (one.standard_error, other.standard_error)]
        for here, there in pairs:
            assert there == (None if here is None else pytest.approx(factor * here, rel=1e-5, abs=1e-9)), one.label


def test_a_run_s_distances_are_those_of_its_samples_as_they_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = gaussian(0, 4000, 0)
    run = trained(tmp_path / "run", data, validation_fraction=0.5)
    fake = np.clip(gaussian(1, 2000, 1), data.min(axis=0), data.max(axis=0))  # as models keep to what they have seen
    pretend(monkeypatch, lambda count: fake[:count])
    found = values(gansmith.evaluate(run, data=data, features=["raw"]))
    cut = frechet_of_moments(*moments(gaussian(0, 4000, 5)), *moments(fake))
    assert found["fd[values]"] == pytest.approx(cut, rel=0.1)
    assert found["fd[values]"] == pytest.approx(closed_form(), rel=0.3)
    assert found["fd[standardised]"] is not None


def moments(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return samples.mean(axis=0), np.cov(samples.T)


def test_pixels_are_in_the_units_of_the_pictures() -> None:
    rng = np.random.default_rng(0)
    real, fake = rng.integers(100, 140, (120, 4, 4), np.uint8), rng.integers(110, 150, (60, 4, 4), np.uint8)
    found = values(gansmith.evaluate(real, fake, features=["raw"]))
    wanted = frechet_distance(real[:60].reshape(60, -1), fake.reshape(60, -1))  # of some 60 of the real ones
    assert found["fd[pixels]"] == pytest.approx(wanted, rel=0.3)
    assert found["fd[pixels]"] > 16 * 10**2  # ten levels brighter, in each of 16 pixels


@pytest.mark.parametrize("fold", ["none", "9x9"])
def test_what_folding_repeats_counts_once(fold: str) -> None:
    rng = np.random.default_rng(1)
    real, fake = rng.uniform(0, 10, (400, 70)), rng.uniform(0, 12, (200, 70))
    found = values(gansmith.evaluate(real, fake, features=["raw"], data_options={"fold": fold}))
    named = "values" if fold == "none" else "pixels"
    shift = wasserstein_of_columns(np.linspace(0, 10, 999)[:, None], np.linspace(0, 12, 999)[:, None])[0]
    assert shift == pytest.approx(1.0, rel=0.01)
    assert found[f"fd[{named}]"] == pytest.approx(frechet_distance(real[:200], fake), rel=0.1)


def test_a_column_that_never_changes_is_not_blind_to_what_does() -> None:
    real = gaussian(0, 400, 0)
    real[:, 1] = 7.0
    fake = gaussian(0, 200, 1)
    fake[:, 1] = 7.5
    found = values(gansmith.evaluate(real, fake, features=["raw"], data_options={"scale": "feature"}))
    assert found["fd[values]"] >= 0.25
    assert found["fd[standardised]"] > 3.9  # half of both sets apart by all that varies
