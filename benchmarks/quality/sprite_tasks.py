"""Sprites to translate: regular ones, shiny ones, and a split by species that no form or colour leaks across."""

import os
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.results import ROOT
from gansmith.core.randomness import key
from gansmith.data.derive import derive
from gansmith.data.formats.image_listing import find_images
from gansmith.data.formats.read import open_data
from gansmith.errors import DataError

Pictures = npt.NDArray[np.uint8]
Task = Literal["grey", "edges", "shiny"]

TRAIN, HELD = 0.8, 0.1  # shares of the species trained on, and of those kept to choose by; the rest is tested on


class Sprites(NamedTuple):
    """The same sprites twice, (N, 56, 68, 4) each in RGBA, and the species (N,) of each."""

    regular: Pictures
    shiny: Pictures
    species: tuple[str, ...]


class Pairs(NamedTuple):
    """Sources (N, H, W) or (N, H, W, 4), the targets (N, H, W, 4) that belong to them, and the species (N,) of each."""

    sources: Pictures
    targets: Pictures
    species: tuple[str, ...]

    def where(self, chosen: npt.NDArray[np.bool_]) -> "Pairs":
        """Return the pairs that a mask (N,) chooses."""
        species = tuple(name for name, is_chosen in zip(self.species, chosen, strict=True) if is_chosen)
        return Pairs(self.sources[chosen], self.targets[chosen], species)


def folder() -> Path:
    """Return the folder of the sprites: that of GANSMITH_DATA, else the one beside the checkout."""
    return Path(os.environ.get("GANSMITH_DATA", ROOT.parent / "shared" / "data")) / "pokemon"


@cache
def sprites() -> Sprites:
    """Return all sprites that are there in both colours; raises DataError where the folder is not."""
    return sprites_in(folder())


def sprites_in(place: Path) -> Sprites:
    """Return the sprites of a folder that lie, under one name, in both its `regular` and its `shiny`."""
    found = {colour: _by_name(place / colour) for colour in ("regular", "shiny")}
    names = sorted(found["regular"].keys() & found["shiny"].keys())
    if not names:
        raise DataError(f"{place} holds no sprite that is in both regular/ and shiny/. Set GANSMITH_DATA.")
    regular, shiny = (
        np.asarray(open_data(place / colour, images=[files[name] for name in names]).values, np.uint8)
        for colour, files in found.items()
    )
    return Sprites(regular, shiny, tuple(species_of(name) for name in names))


def _by_name(colour: Path) -> dict[str, Path]:
    files = find_images(colour) if colour.is_dir() else []
    return {file.relative_to(colour).with_suffix("").as_posix(): file for file in files}


def species_of(name: str) -> str:
    """Return the species of a sprite's name, which forms follow after a hyphen: "pikachu" of "female/pikachu-gmax"."""
    return name.rpartition("/")[2].partition("-")[0]


def parts_of(species: tuple[str, ...]) -> dict[str, str]:
    """Return which part each species is in, "train", "validation" or "test", by the order of their hashes."""
    order = sorted(set(species), key=lambda name: key("sprites", name))
    first, second = round(TRAIN * len(order)), round((TRAIN + HELD) * len(order))
    ends = (("train", 0, first), ("validation", first, second), ("test", second, len(order)))
    return {name: part for part, start, end in ends for name in order[start:end]}


def task(name: Task, given: Sprites) -> Pairs:
    """Return all pairs of a task: "grey" or "edges" of regular sprites to these, "shiny" from regular to shiny."""
    if name == "shiny":
        return Pairs(given.regular, given.shiny, given.species)
    return Pairs(np.asarray(derive(given.regular, name), np.uint8), given.regular, given.species)


def split(pairs: Pairs) -> dict[str, Pairs]:
    """Return the pairs by part: no species is in two."""
    part = parts_of(pairs.species)
    of_each = np.array([part[species] for species in pairs.species])
    return {name: pairs.where(of_each == name) for name in ("train", "validation", "test")}


def apart(pairs: Pairs) -> tuple[Pictures, Pictures]:
    """Return the sources of one half of the species and the targets of the other, so that there is no pair."""
    order = sorted(set(pairs.species), key=lambda name: key("half", name))
    ours = set(order[: len(order) // 2])
    of_sources = np.array([species in ours for species in pairs.species])
    return pairs.sources[of_sources], pairs.targets[~of_sources]
