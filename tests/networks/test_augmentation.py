"""Augmentation: gradients pass, nothing happens at probability 0, and each transformation does what it says."""

import pytest
import torch
from torch import Tensor

from gansmith.networks.wrappers.augmentation import (
    TRANSFORMATIONS,
    Transformation,
    augment,
    colour,
    cutout,
    translation,
)

SHAPES = [(3, 16, 16), (1, 8, 24), (4, 13, 15), (1, 2, 1)]
each_shape = pytest.mark.parametrize("shape", SHAPES)
each_transformation = pytest.mark.parametrize("transformation", TRANSFORMATIONS)


def pictures(shape: tuple[int, ...], count: int = 32) -> Tensor:
    torch.manual_seed(0)
    return torch.rand(count, *shape, dtype=torch.float64) * 2 - 1


@each_shape
@each_transformation
def test_gradients_flow_twice(transformation: Transformation, shape: tuple[int, ...]) -> None:
    real = pictures(shape).requires_grad_()
    weight = torch.ones((), dtype=torch.float64, requires_grad=True)
    score = (weight * transformation(real)).square().sum()
    (slope,) = torch.autograd.grad(score, real, create_graph=True)
    reached = slope.flatten(1).abs().sum(1) > 0
    assert reached.double().mean() > (0.5 if min(shape[1:]) > 2 else 0)  # a box may blot out a tiny picture
    (gradient,) = torch.autograd.grad(slope.square().sum(), weight)
    assert torch.isfinite(gradient)
    assert gradient > 0


@each_shape
def test_at_probability_zero_nothing_happens(shape: tuple[int, ...]) -> None:
    real = pictures(shape)
    assert torch.equal(augment(real, torch.tensor(0.0)), real)


def test_the_probability_is_that_of_each_transformation() -> None:
    real = pictures((3, 8, 8), 4000)
    changed = (augment(real, torch.tensor(0.3)) != real).flatten(1).any(1).double().mean().item()
    assert changed == pytest.approx(1 - 0.7**3, abs=0.05)  # less the few that are moved by nothing
    assert (augment(real, torch.tensor(1.0)) != real).flatten(1).any(1).all()


@each_transformation
def test_each_sample_is_transformed_by_itself_and_by_the_default_generator(transformation: Transformation) -> None:
    same = pictures((3, 16, 16), 1).expand(16, -1, -1, -1)
    drawn = []
    for seed in (1, 1, 2):
        torch.manual_seed(seed)
        drawn.append(transformation(same))
    assert torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[0], drawn[2])
    assert len({sample.numpy().tobytes() for sample in drawn[0]}) > 8


def test_colour_is_one_affine_map_of_a_grey_picture() -> None:
    real = pictures((1, 8, 8))
    changed = colour(real)
    contrast = changed.std((1, 2, 3), keepdim=True) / real.std((1, 2, 3), keepdim=True)
    assert ((contrast > 0.5) & (contrast < 1.5)).all()
    level = changed.mean((1, 2, 3), keepdim=True) - real.mean((1, 2, 3), keepdim=True)
    assert (level.abs() < 0.5).all()
    torch.testing.assert_close(
        changed, contrast * (real - real.mean((1, 2, 3), keepdim=True)) + changed.mean((1, 2, 3), keepdim=True)
    )


def test_a_picture_without_colour_gets_none() -> None:
    grey = pictures((1, 8, 8)).expand(-1, 3, -1, -1)
    changed = colour(grey)
    torch.testing.assert_close(changed, changed[:, :1].expand_as(changed))


def test_translation_moves_whole_pixels_and_brings_in_grey() -> None:
    torch.manual_seed(1)
    moved = translation(torch.ones(400, 1, 16, 24))
    assert set(moved.unique().tolist()) == {0.0, 1.0}
    rows, columns = moved[:, 0].amax(2).sum(1), moved[:, 0].amax(1).sum(1)
    assert set(rows.tolist()) == {14.0, 15.0, 16.0}
    assert set(columns.tolist()) == {21.0, 22.0, 23.0, 24.0}
    point = torch.zeros(50, 1, 16, 16)
    point[:, :, 8, 8] = 1.0
    assert (translation(point).sum((1, 2, 3)) == 1).all()


def test_cutout_blots_out_one_box_of_at_most_half_the_sides() -> None:
    torch.manual_seed(1)
    kept = cutout(torch.ones(400, 2, 16, 12))
    blot = 1 - kept[:, 0]
    rows, columns = blot.amax(2).sum(1), blot.amax(1).sum(1)
    assert torch.equal(blot.sum((1, 2)), rows * columns)
    assert rows.max() == 8
    assert columns.max() == 6
    assert rows.min() >= 4
    assert torch.equal(kept[:, 0], kept[:, 1])
