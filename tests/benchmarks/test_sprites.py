"""Sprites are split by species, measured against baselines with closed forms, and every setting runs to its table."""

from pathlib import Path

import numpy as np
import pytest
from conftest import real_data
from PIL import Image

from benchmarks.quality import sprite_tasks
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
