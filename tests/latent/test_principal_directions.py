"""Directions of a linear layer are those of its weights; a direction moves its own coordinate and no other."""

import numpy as np
import pytest
from small_models import run_of, run_on

import gansmith
from gansmith.errors import DataError, UsageError
from gansmith.latent.directions import principal


@pytest.mark.parametrize("width", [5, 400])  # fewer values than samples, and more
def test_a_linear_layer_has_the_directions_of_its_singular_vectors(width: int) -> None:
    draw = np.random.default_rng(0)
    left, right = (np.linalg.qr(draw.standard_normal((size, 4)))[0] for size in (width, 4))
    weights = left @ np.diag([5.0, 3.0, 2.0, 1.0]) @ right.T
    noise = draw.standard_normal((200, 4))
    noise = np.linalg.qr(noise - noise.mean(0))[0]  # as if of infinitely many samples: white to rounding
    vectors, variance = principal(noise @ weights.T, noise, 4)
    assert np.allclose(np.abs(vectors @ right), np.eye(4), atol=1e-6)
    assert np.allclose(variance, np.array([25, 9, 4, 1]) / 39)
    assert (vectors[np.arange(4), np.abs(vectors).argmax(1)] > 0).all()


def test_a_direction_that_the_layer_ignores_is_none_of_the_first() -> None:
    noise = np.random.default_rng(0).standard_normal((500, 3))
    noise -= noise.mean(0)
    vectors, _ = principal(noise[:, :2] * [1, 2], noise, 3)
    assert len(vectors) == 2
    assert np.abs(vectors[:, 2]).max() < 0.2


def test_a_layer_that_does_not_vary_is_refused() -> None:
    with pytest.raises(DataError, match="the same for all noise"):
        principal(np.zeros((10, 3)), np.ones((10, 2)), 1)


def test_samples_move_along_the_direction_alone_in_standard_deviations() -> None:
    model = gansmith.load(run_on("image"))
    made = gansmith.directions(model, count=2, steps=3, numbers=[0, 4])
    assert made.values.tolist() == [-3, 0, 3]
    assert made.samples.shape[:3] == (2, 2, 3)
    assert made.effects.shape == (2, 2)
    assert len(made.layers) >= 2
    assert made.layer.startswith("2 (")
    assert gansmith.directions(model, layer=1, count=1).layer.startswith("1 (")


def test_directions_of_the_same_model_are_the_same() -> None:
    one, other = (gansmith.directions(run_of("infogan"), count=2, steps=2) for _ in range(2))
    assert np.array_equal(one.vectors, other.vectors)
    assert np.array_equal(one.samples, other.samples)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"layer": 0}, "layer=0: the layers of this generator are 1 "),
        ({"layer": 99}, "layer=99"),
        ({"count": 0}, "count=0: the noise has 5 numbers"),
        ({"count": 6}, "count=6"),
        ({"steps": 1}, "steps=1: draw each direction at two places"),
    ],
)
def test_directions_out_of_range_are_refused(options: dict[str, int], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        gansmith.directions(run_on("image"), **options)  # type: ignore[arg-type]
