"""The picture of a run: samples in a grid, or sources beside what became of them, the same throughout the run."""

import numpy as np
import torch

from gansmith.core.batch import joined
from gansmith.core.game import Game
from gansmith.core.randomness import key
from gansmith.core.sampling import kinds, labels_of, sample
from gansmith.core.translation import translate
from gansmith.data.codec.measured import Measured
from gansmith.data.formats.marks import Mark
from gansmith.methods.own import without_folders
from gansmith.runs.setup import Assembly
from gansmith.training.callbacks.image_grids import channels_grid, grid, rows_of

GRID = 64  # samples in a picture
ROWS = 8  # translations in it
WIDEST = 32  # columns, where they are classes or categories


def showcase(assembly: Assembly, game: Game) -> np.ndarray:
    """Return a picture, (H, W) or (H, W, 3) uint8, of samples or of translations as they are after the steps so far."""
    return _samples(assembly, game) if assembly.card.source is None else _translations(assembly, game)


def mark_of_showcase(assembly: Assembly, game: Game) -> Mark:
    """Return the mark of that picture; translations lie between sources and targets, which are real."""
    method = without_folders(assembly.card.method)
    if assembly.card.source is not None:
        return Mark(method, None, ROWS, real=2 * ROWS)
    columns = _columns(game)
    return Mark(method, None, GRID - GRID % columns if columns else GRID, assembly.settings.seed)


def _columns(game: Game) -> int | None:
    number = kinds(game.method.prior)
    return number if 1 < number <= WIDEST else None


def _samples(assembly: Assembly, game: Game) -> np.ndarray:
    """Return a grid, a column for each class."""
    method, codec, seed = game.method, assembly.card.codec, assembly.settings.seed
    columns = _columns(game)
    count = GRID - GRID % columns if columns else GRID
    told, labels = assembly.card.conditions, labels_of(method.prior, count)
    drawn = (
        None if told is None else told.draw(count, key(seed, "conditions"), None if labels is None else labels.numpy())
    )
    numbers = None if told is None or drawn is None else torch.from_numpy(told.encode(drawn))
    encoded = sample(game.networks[method.sampler], method.prior, count, seed, numbers=numbers).numpy()
    if assembly.card.spec.is_image and codec.signals:
        return channels_grid(codec.decode(encoded)[:, 0])
    if assembly.card.spec.is_image:
        return grid(np.moveaxis(encoded, 1, -1), columns, span=(-1.0, 1.0))
    measured = Measured.of(codec, assembly.card.origin.columns)
    return grid(np.asarray(measured.numbers(codec.decode(encoded))))


def _translations(assembly: Assembly, game: Game) -> np.ndarray:
    """Return rows of source, translation and target, and where there is a way back what becomes of the target."""
    method, networks = game.method, game.networks
    batches = [assembly.stream.at(index) for index in range(-(-ROWS // method.batch_size))]
    real, condition = joined(batches)
    assert condition.image is not None  # noqa: S101
    shown = [condition.image, translate(networks[method.sampler], condition.image), real]
    if method.back_sampler is not None:
        shown.append(translate(networks[method.back_sampler], real))
    return rows_of([np.moveaxis(part[:ROWS].float().cpu().numpy(), 1, -1) for part in shown], span=(-1.0, 1.0))
