"""Measures of translated sprites and the baselines that cost no training have closed forms on discs."""

import math

import numpy as np
import pytest
from toy_sprites import pairs_of

from benchmarks.quality.sprite_measures import (
    baselines,
    closeness,
    mean_colours,
    mean_sprite,
    nearest_sprite,
    told_apart,
)
from benchmarks.quality.sprite_tasks import Pairs


def over_species(values: np.ndarray, pairs: Pairs) -> float:
    """The mean over species of the means of each."""
    names = sorted(set(pairs.species))
    return float(np.mean([values[np.array(pairs.species) == name].mean() for name in names]))


def moved(pictures: np.ndarray, by: int) -> np.ndarray:
    """Pictures whose colours are all off by so much, in the direction in which there is room, transparency kept."""
    colours = pictures[..., :3].astype(int)
    return np.concatenate([np.where(colours < 128, colours + by, colours - by), pictures[..., 3:]], -1).astype(np.uint8)


def test_the_true_sprites_are_at_no_distance_and_of_no_other_texture() -> None:
    parts = pairs_of()
    tested = parts["test"]
    assert closeness(tested.targets, tested) == {"l1": 0.0, "psnr": math.inf, "exact": 1.0, "iou": 1.0}
    assert told_apart(tested.targets, tested, seed=0) == pytest.approx(0.5, abs=1e-12)
    striped = parts["train"].targets.copy()
    striped[:, ::2] = moved(striped[:, ::2], 30)  # stripes, whatever the colour
    assert told_apart(striped, parts["train"], seed=0) > 0.95


@pytest.mark.parametrize(("by", "exact"), [(8, 1.0), (9, 0.0), (51, 0.0)])
def test_a_shift_of_all_colours_has_closed_forms(by: int, exact: float) -> None:
    tested = pairs_of()["test"]
    found = closeness(moved(tested.targets, by), tested)
    assert found["l1"] == pytest.approx(by / 255)
    assert found["psnr"] == pytest.approx(-20 * math.log10(by / 255))
    assert (found["exact"], found["iou"]) == (exact, 1.0)


def test_colours_count_where_the_target_is_opaque_and_outlines_everywhere() -> None:
    tested = pairs_of()["test"]
    opaque = tested.targets[..., 3] > 0
    made = tested.targets.copy()
    made[~opaque] = (255, 255, 255, 127)
    assert closeness(made, tested)["l1"] == 0
    assert closeness(made, tested)["iou"] == 1
    made[..., 3] = 128
    assert closeness(made, tested)["iou"] == pytest.approx(over_species(opaque.mean((1, 2)), tested))


def test_species_count_alike_however_many_forms_they_have() -> None:
    targets = np.full((4, 16, 16, 4), 255, np.uint8)
    made = targets.copy()
    made[:3, ..., :3] = 204
    found = closeness(made, Pairs(targets, targets, ("many", "many", "many", "one")))
    assert found["l1"] == pytest.approx(0.1)
    assert found["exact"] == pytest.approx(0.5)


def test_a_colour_that_follows_from_the_grey_is_found_by_its_mean() -> None:
    parts = pairs_of("grey")
    made = baselines("grey", parts["train"], parts["test"].sources)
    assert set(made) == {"identity", "mean colour of each grey", "nearest sprite"}
    found = closeness(made["mean colour of each grey"], parts["test"])  # between two known greys for unknown species
    assert found["exact"] == 1.0
    again = closeness(mean_colours(parts["train"], parts["train"].sources), parts["train"])
    assert again["l1"] <= 3 / 255  # neighbouring colours may share a grey
    sources, targets = (part.astype(int) for part in parts["test"][:2])
    apart = np.abs(sources - targets)[..., :3].sum((1, 2, 3)) / (targets[..., 3] > 0).sum((1, 2)) / 3 / 255
    assert closeness(made["identity"], parts["test"])["l1"] == pytest.approx(over_species(apart, parts["test"]))


def test_edges_as_they_are_have_no_colour_and_no_outline() -> None:
    parts = pairs_of("edges")
    made = baselines("edges", parts["train"], parts["test"].sources)
    assert set(made) == {"identity", "mean sprite", "nearest sprite"}
    assert (made["identity"][..., :3] == parts["test"].sources[..., np.newaxis]).all()
    opaque = (parts["test"].targets[..., 3] > 0).mean((1, 2))
    assert closeness(made["identity"], parts["test"])["iou"] == pytest.approx(over_species(opaque, parts["test"]))


def test_the_mean_sprite_is_the_mean_of_what_is_opaque() -> None:
    targets = np.zeros((2, 16, 16, 4), np.uint8)
    targets[0, :8] = (100, 0, 50, 255)
    targets[1] = (200, 100, 50, 255)
    train = Pairs(targets, targets, ("a", "b"))
    mean = mean_sprite(train, targets[:1])[0]
    assert (mean[:8] == (150, 50, 50, 255)).all()
    assert (mean[8:] == (200, 100, 50, 255)).all()
    targets[1, 15] = 0
    assert (mean_sprite(train, targets[:1])[0, 15, :, 3] == 0).all()


def test_a_known_source_brings_back_its_own_target() -> None:
    train = pairs_of()["train"]
    made = nearest_sprite(train, train.sources[5:9])
    assert closeness(made, Pairs(*(part[5:9] for part in train)))["l1"] == 0.0
