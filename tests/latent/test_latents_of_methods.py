"""The laws of latent space hold for every method and every kind of data; translators have none, and say so."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_models import FROM_NOISE, KINDS, run_of, run_on
from tiny_translators import coloured, trained

import gansmith
from gansmith.errors import UsageError
from gansmith.latent.latents import decoded, encoded
from gansmith.latent.stream import points

each_run = pytest.mark.parametrize("make", [*FROM_NOISE, *KINDS])


def run_for(make: str) -> Path:
    return run_of(make) if make in FROM_NOISE else run_on(make)


def near(one: np.ndarray, other: np.ndarray) -> bool:
    return np.allclose(one.astype(np.float64), other.astype(np.float64), rtol=1e-4, atol=1.0, equal_nan=True)


@each_run
def test_points_are_those_that_samples_are_made_of(make: str) -> None:
    model = gansmith.load(run_for(make))
    numbers = [0, 70, 3, 259]
    found = points(model, numbers, seed=4)
    assert np.array_equal(found.samples, model.sample(260, seed=4)[numbers], equal_nan=True)
    assert near(decoded(model, found.latents), found.samples)
    again = points(model, [3], seed=4)
    assert np.array_equal(again.latents.matrix(), found.latents.at([2]).matrix())
    assert len(found.latents.matrix()) == 4


@each_run
def test_a_walk_passes_its_stops_exactly(make: str) -> None:
    model = gansmith.load(run_for(make))
    made = gansmith.walk(model, seeds=[1, 5, 9], steps=3, label=0 if model.prior.classes else None)
    assert made.stops == (0, 3, 6)
    label: dict[str, Any] = {"label": 0} if model.prior.classes else {}
    for stop, seed in zip(made.stops, (1, 5, 9), strict=True):
        assert np.array_equal(made.samples[stop], model.sample(1, seed=seed, **label)[0], equal_nan=True)
    assert np.isfinite(encoded(model.network, made.latents).numpy()).all()


@each_run
def test_arithmetic_of_one_sample_is_that_sample(make: str) -> None:
    model = gansmith.load(run_for(make))
    made = gansmith.arithmetic(model, plus=[3], seed=2)
    assert np.array_equal(made.sample, model.sample(4, seed=2)[3], equal_nan=True)
    sums = gansmith.arithmetic(model, plus=[[3, 6], 9], minus=[[3, 6]], seed=2)
    alone = points(model, [9], 2).latents
    assert np.allclose(sums.latents.noise, alone.noise, atol=1e-6)


@each_run
def test_directions_are_orthonormal(make: str) -> None:
    model = gansmith.load(run_for(make))
    made = gansmith.directions(model, count=3, steps=3)
    assert np.allclose(made.vectors @ made.vectors.T, np.eye(len(made.vectors)), atol=1e-9)
    assert made.samples.shape[:3] == (len(made.vectors), 1, 3)
    assert (np.diff(made.variance) <= 1e-12).all()
    assert 0 < made.variance.sum() <= 1 + 1e-9


@each_run
def test_a_sample_of_the_model_is_inverted_to_itself(make: str) -> None:
    model = gansmith.load(run_for(make))
    own = points(model, [1, 4], 0).latents  # among those from which descents start
    samples = decoded(model, own, calibrate=False)
    made = gansmith.invert(model, samples, steps=40, starts=1)
    step = 1.0 if model.card.codec.dtype.kind in "iu" and made.unit == "units of the data" else 0.0
    assert (made.errors <= step + 1e-3 * np.abs(samples).max()).all()
    assert made.inverted.dtype == samples.dtype
    assert made.nearest is None
    assert any("training data is not known" in note for note in made.notes)


@pytest.mark.parametrize("verb", ["walk", "arithmetic", "directions", "traverse", "invert"])
def test_a_translator_has_no_latent_space(verb: str, tmp_path: Path) -> None:
    run = trained(tmp_path / "run", coloured(()), coloured((3,)))
    given: dict[str, Any] = {"plus": [1]} if verb == "arithmetic" else {"samples": 1} if verb == "invert" else {}
    with pytest.raises(UsageError, match=r"no latent space. Use: gansmith translate"):
        getattr(gansmith, verb)(run, **given)
