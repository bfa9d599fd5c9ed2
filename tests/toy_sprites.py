"""Sprites of a few closed forms: discs of one colour on nothing."""

import numpy as np

from benchmarks.quality.sprite_tasks import Pairs, Sprites, Task, split, task

NAMES = tuple(f"kind{number}" for number in range(40) for _ in range(1 + number % 3))


def toy(height: int = 16, width: int = 18) -> Sprites:
    """Return discs with a colour and one of two sizes for each species; a shiny one has red and blue exchanged."""
    rows, columns = np.mgrid[:height, :width]
    distance = np.hypot(rows - height / 2, columns - width / 2)
    regular = np.zeros((len(NAMES), height, width, 4), np.uint8)
    for place, name in enumerate(NAMES):
        number = int(name.removeprefix("kind"))
        regular[place][distance < height / (3 + number % 2)] = (40 + 5 * number, 60, 250 - 5 * number, 255)
    return Sprites(regular, regular[..., [2, 1, 0, 3]], NAMES)


def pairs_of(name: Task = "shiny") -> dict[str, Pairs]:
    """Return the discs' pairs of a task, by part."""
    return split(task(name, toy()))
