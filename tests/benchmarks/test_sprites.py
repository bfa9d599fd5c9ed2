"""Sprites are split by species, measured against baselines with closed forms, and every setting runs to its table."""

import math
from pathlib import Path

import numpy as np
import pytest
from conftest import real_data
from PIL import Image

from benchmarks.quality import sprite_tasks
from benchmarks.quality.sprite_measures import (
    baselines,
    closeness,
    mean_colours,
    mean_sprite,
    nearest_sprite,
    told_apart,
)
from benchmarks.quality.sprite_tasks import Pairs, Sprites, apart, parts_of, species_of, split, task
from gansmith.errors import DataError

NAMES = tuple(f"kind{number}" for number in range(40) for _ in range(1 + number % 3))


def toy(height: int = 16, width: int = 18) -> Sprites:
    """Discs of one colour on nothing, a colour for each species, whose shiny has red and blue exchanged."""
    rows, columns = np.mgrid[:height, :width]
    inside = np.hypot(rows - height / 2, columns - width / 2) < height / 3
    regular = np.zeros((len(NAMES), height, width, 4), np.uint8)
    for place, name in enumerate(NAMES):
        number = int(name.removeprefix("kind"))
        regular[place][inside] = (40 + 5 * number, 60, 250 - 5 * number, 255)
    return Sprites(regular, regular[..., [2, 1, 0, 3]], NAMES)


def test_forms_sexes_and_colours_are_of_one_species() -> None:
    assert {species_of(name) for name in ("pikachu", "pikachu-gmax", "female/pikachu", "female/pikachu-a-b")} == {
        "pikachu"
    }


def test_no_species_is_in_two_parts_and_a_tenth_of_them_is_tested_on() -> None:
    pairs = task("shiny", toy())
    parts = split(pairs)
    species = {name: set(part.species) for name, part in parts.items()}
    assert not species["train"] & species["validation"]
    assert not species["train"] & species["test"]
    assert not species["validation"] & species["test"]
    assert {name: len(found) for name, found in species.items()} == {"train": 32, "validation": 4, "test": 4}
    assert sum(len(part.sources) for part in parts.values()) == len(pairs.sources)
    assert all(len(part.sources) == len(part.targets) == len(part.species) for part in parts.values())


def test_the_split_is_a_function_of_the_species_alone() -> None:
    assert parts_of(NAMES) == parts_of(tuple(reversed(NAMES)))
    assert parts_of(NAMES) == parts_of(tuple(sorted(set(NAMES))))
    tested = [name for name in sorted(set(NAMES)) if parts_of(NAMES)[name] == "test"]
    assert tested not in (sorted(set(NAMES))[:4], sorted(set(NAMES))[-4:])


def test_unpaired_sources_and_targets_share_no_species() -> None:
    numbers = np.array([int(name.removeprefix("kind")) for name in NAMES], np.uint8)
    sources, targets = apart(Pairs(numbers, numbers, NAMES))
    assert not set(sources) & set(targets)
    assert set(sources) | set(targets) == set(numbers)
    assert abs(len(set(sources)) - len(set(targets))) <= 1


def test_sprites_are_read_where_both_colours_are(tmp_path: Path) -> None:
    for colour, names in (("regular", ("a", "a-x", "only")), ("shiny", ("a", "a-x"))):
        (tmp_path / colour / "female").mkdir(parents=True)
        for name in (*names, "female/a"):
            shade = (10 if colour == "regular" else 20, len(name), 0, 255)
            Image.new("RGBA", (18, 16), shade).save(tmp_path / colour / f"{name}.png")
    found = sprite_tasks.sprites_in(tmp_path)
    assert found.species == ("a", "a", "a")
    assert found.regular.shape == found.shiny.shape == (3, 16, 18, 4)
    assert found.regular[:, 0, 0, 1].tolist() == found.shiny[:, 0, 0, 1].tolist() == [1, 3, 8]
    assert (found.regular[..., 0] == 10).all()
    assert (found.shiny[..., 0] == 20).all()
    with pytest.raises(DataError, match="holds no sprite that is in both"):
        sprite_tasks.sprites_in(tmp_path / "nowhere")


def test_no_tested_species_is_seen_in_training() -> None:
    found = sprite_tasks.sprites_in(real_data("pokemon"))
    parts = split(task("shiny", found))
    assert len(parts["test"].species) >= 80
    assert not set(parts["train"].species) & set(parts["test"].species)
    sources, targets = apart(parts["train"])
    tested = {picture.tobytes() for picture in parts["test"].targets}
    assert not tested & {picture.tobytes() for picture in targets}
    assert len(sources) + len(targets) <= len(parts["train"].sources)


def pairs_of(name: sprite_tasks.Task = "shiny") -> dict[str, Pairs]:
    return split(task(name, toy()))


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
    assert closeness(made, tested)["iou"] == pytest.approx(opaque[0].mean())


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
    grey = parts["test"].sources[..., :3].astype(int)
    wanted = [
        np.abs(g - t[..., :3]).sum() / (3 * 255 * (t[..., 3] > 0).sum())
        for g, t in zip(grey, parts["test"].targets, strict=True)
    ]
    names, places = np.unique(parts["test"].species, return_inverse=True)
    wanted = [np.mean(np.array(wanted)[places == i]) for i in range(len(names))]
    assert closeness(made["identity"], parts["test"])["l1"] == pytest.approx(np.mean(wanted))


def test_edges_as_they_are_have_no_colour_and_no_outline() -> None:
    parts = pairs_of("edges")
    made = baselines("edges", parts["train"], parts["test"].sources)
    assert set(made) == {"identity", "mean sprite", "nearest sprite"}
    assert (made["identity"][..., :3] == parts["test"].sources[..., np.newaxis]).all()
    opaque = (parts["test"].targets[..., 3] > 0).mean()
    assert closeness(made["identity"], parts["test"])["iou"] == pytest.approx(opaque)


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
