"""The picture of a run: samples in a grid, or sources beside what became of them, the same throughout the run."""

import numpy as np

from gansmith.core.batch import joined
from gansmith.core.game import Game
from gansmith.core.sampling import kinds, sample
from gansmith.core.translation import translate
from gansmith.runs.setup import Assembly
from gansmith.training.callbacks.image_grids import channels_grid, grid, rows_of

GRID = 64  # samples in a picture
ROWS = 8  # translations in it
WIDEST = 32  # columns, where they are classes or categories


def showcase(assembly: Assembly, game: Game) -> np.ndarray:
    """Return a picture, (H, W) or (H, W, 3) uint8, of samples or of translations as they are after the steps so far."""
    return _samples(assembly, game) if assembly.card.source is None else _translations(assembly, game)


def _samples(assembly: Assembly, game: Game) -> np.ndarray:
    """Return a grid, a column for each class."""
    method, codec, seed = game.method, assembly.card.codec, assembly.settings.seed
    columns = kinds(method.prior) if 1 < kinds(method.prior) <= WIDEST else None
    count = GRID - GRID % columns if columns else GRID
    encoded = sample(game.networks[method.sampler], method.prior, count, seed).numpy()
    if assembly.card.spec.is_image and codec.signals:
        return channels_grid(codec.decode(encoded)[:, 0])
    if assembly.card.spec.is_image:
        return grid(np.moveaxis(encoded, 1, -1), columns, span=(-1.0, 1.0))
    return grid(codec.decode(encoded))


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
