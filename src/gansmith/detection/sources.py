"""Real and generated samples as sets: from files, folders and arrays, or drawn from a run or model."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from gansmith.config.command_line import shown
from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.data.load import Source, read, source_name
from gansmith.data.options import DataSettings
from gansmith.errors import DataError, UsageError, option
from gansmith.evaluation.rows import MOST_VALUES, chosen_rows
from gansmith.evaluation.two_sets import beside, opened_alike, refuse_sources
from gansmith.models.load import Recipe, load

LEAST = 100  # samples of each set, of which a fifth are for testing
MOST = 10_000  # of each set by default
_OF_A_MODEL = ("config.json", "model.json", "state.safetensors")  # one of them lies in a run, a model or a checkpoint


def real_samples(source: Source, settings: DataSettings, count: int | None, seed: int) -> tuple[Dataset, Codec]:
    """Return real samples, `count` at most, and the codec of their data; raises DataError where they are too few."""
    refuse_sources(settings)
    data, codec = read(settings, source)
    return _some(data, source_name(source), count, seed), codec


def generated_samples(
    source: Source, settings: DataSettings, real: Dataset, count: int | None, seed: int, recipe: Recipe | None = None
) -> Dataset:
    """Return generated samples, `count` at most, of a file, folder or array; or as many of a model as are real ones."""
    if is_model(source):
        return drawn(Path(source), len(real), seed, recipe)
    return _some(opened_alike(source, settings, real), source_name(source), count, seed)


def in_one_shape(real: Dataset, other: Dataset, codec: Codec) -> tuple[Dataset, Codec, tuple[str, ...]]:
    """Return samples with the columns and categories of the real ones, the codec, and what is to be said of them.

    Images keep their size and channels, which `Preparation` brings together. Raises UsageError for another shape.
    """
    if min(real.values.ndim, other.values.ndim) >= 3 and not (real.has_channels or other.has_channels):
        if other.survey.missing:
            raise DataError(
                f"{other.origin.path} holds {other.survey.missing:,} missing values. Leave such images out."
            )
        return other, codec, ()
    other, codec, notes, left = beside(real, other, codec)
    return other, codec, notes + left


def is_model(source: Source) -> bool:
    """Whether a source is a directory with a model in it."""
    return isinstance(source, str | Path) and any((Path(source) / name).is_file() for name in _OF_A_MODEL)


def drawn(place: Path, count: int, seed: int, recipe: Recipe | None = None) -> Dataset:
    """Return samples of a run, checkpoint or model, with classes in the shares of its training data."""
    model = load(place, recipe=recipe)
    shares = "as-data" if any(model.card.class_counts) and model.prior.classes else None
    values = model.draw(count, seed=seed, label=shares).samples
    return Dataset(values, None, (), replace(model.card.origin, path=str(place)))


def most_of(shape: tuple[int, ...], count: int | None) -> int:
    """Return how many samples of a shape are taken of each set."""
    return count or max(LEAST, min(MOST, MOST_VALUES // int(np.prod(shape))))


def _some(data: Dataset, name: str, count: int | None, seed: int) -> Dataset:
    most = most_of(data.sample_shape, count)
    if min(len(data), most) < LEAST:
        few = f"{option('count', most)} asks for fewer" if most < LEAST else f"{shown(name)} holds {len(data):,}"
        error: type[UsageError | DataError] = UsageError if most < LEAST else DataError
        raise error(f"A detector needs {LEAST} samples of each set, and {few}. Give more.")
    return data if len(data) <= most else data.rows(chosen_rows(np.arange(len(data)), most, seed))


def names_of(sources: list[Source]) -> list[str]:
    """Return a name for each set of generated samples: that of its file, or its place where two have the same."""
    short = [Path(source_name(source)).name or source_name(source) for source in sources]
    full = [source_name(source) for source in sources]
    repeated = partial(_is_repeated, short)
    names = [full[at] if repeated(name) else name for at, name in enumerate(short)]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise UsageError(f"{shown(twice)} is named twice among the generated sets. Leave one out.")
    return names


def _is_repeated(names: list[str], name: str) -> bool:
    return names.count(name) > 1
