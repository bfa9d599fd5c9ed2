"""Plot: the real samples of a run's data beside generated ones, with their statistics, in one figure."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, overload

import numpy as np

from gansmith.config.command_line import shown
from gansmith.data.codec.measured import Measured
from gansmith.data.dataset import Dataset
from gansmith.data.formats.mark_writers import figure_facts, marked_png
from gansmith.data.formats.window_rows import channel_names
from gansmith.data.load import MOVED, Source
from gansmith.data.options import GivenOptions, given
from gansmith.data.outputs import require_free
from gansmith.drawing.lettering import rendered
from gansmith.drawing.notebook import shown as shown_in_notebook
from gansmith.errors import DataError, UsageError, option, printable, quoted, remark
from gansmith.evaluation.copied_models import data_of_copy, is_copy
from gansmith.methods.registry import given_name
from gansmith.models.load import Recipe, load
from gansmith.models.marked import mark_of
from gansmith.models.model import Model
from gansmith.records.data_places import read_of_run
from gansmith.records.directory import RunDirectory, run_around
from gansmith.records.run_record import learned_from, read_run
from gansmith.report.overview import comparison_figure
from gansmith.report.own_units import as_drawn
from gansmith.report.table_figure import by_column, table_figure
from gansmith.storage.atomic import write_bytes
from gansmith.storage.natures import nature_of
from gansmith.storage.places import possible

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SAMPLES = 1000  # at most, for the statistics
FORMATS = (".png", ".pdf", ".svg", "")


@overload
def plot(
    run: str | Path,
    output: str | Path,
    *,
    data: Source | None = None,
    data_options: GivenOptions | None = None,
    seed: int = 0,
    mark: bool = True,
    recipe: Recipe | None = None,
) -> Path: ...


@overload
def plot(
    run: str | Path,
    output: None = None,
    *,
    data: Source | None = None,
    data_options: GivenOptions | None = None,
    seed: int = 0,
    mark: bool = True,
    recipe: Recipe | None = None,
) -> "Figure": ...


def plot(
    run: str | Path,
    output: str | Path | None = None,
    *,
    data: Source | None = None,
    data_options: GivenOptions | None = None,
    seed: int = 0,
    mark: bool = True,
    recipe: Recipe | None = None,
) -> "Path | Figure":
    """Plot real and generated samples side by side, with their mean, standard deviation and spectrum.

    If the data is no longer what the run was trained on, it is plotted all the same, with a remark on stderr.

    Parameters
    ----------
    run : str or Path
        A run directory; or a model that was copied alone, with `data`.
    output : str or Path, optional
        The file to write: .png, .pdf or .svg. By default nothing is written.
    data : str, Path or array, optional
        Where the data of the run is now, if it has moved; for a model that was copied alone, real samples.
    data_options : DataOptions or dict, optional
        How to read the data for a model that was copied alone. A run has its own options.
    seed : int, default 0
        Seed of the noise and of the choice of real samples.
    mark : bool, default True
        Write into the file, for machines to read, that it shows synthetic samples, and by which model.
    recipe : callable or str, optional
        For a run of a method of your own: its function, or where it is, as "file.py:function".

    Returns
    -------
    Path or matplotlib.figure.Figure
        The file written, or the figure if `output` is None.

    Raises
    ------
    UsageError
        The output has another suffix or would replace an input, or `run` is a model and its data is not named.
    DataError
        The data or the model cannot be read.
    """
    again = (data,) if isinstance(data, (str, Path)) else ()
    if output is not None:
        _check(possible(output), (*learned_from(possible(run)), *again))
    model, dataset, said = _opened(Path(run), data, given(data_options), recipe)
    chosen = np.random.default_rng(seed).permutation(len(dataset))[:SAMPLES]  # not sorted: data often is, by class
    real, fake = dataset.values[chosen], _made(model, dataset, chosen, seed)
    title = f"{printable(Path(run).name)}, {model.card.steps:,} steps"
    figure = _figure(model, dataset, real, fake, title)
    if said:
        remark(said)
    if output is None:
        return shown_in_notebook(figure)
    kind = Path(output).suffix.lower().lstrip(".") or "png"
    put = mark_of(model, len(fake), seed=None if dataset.source else seed, real=len(real)) if mark else None
    drawn = rendered(figure, kind, figure_facts(kind, put))
    write_bytes(output, drawn if put is None or kind != "png" else marked_png(drawn, put))
    return Path(output)


def _opened(
    run: Path, data: Source | None, reading: Mapping[str, Any], recipe: Recipe | None
) -> tuple[Model, Dataset, str]:
    """Return the model and the real samples of a run, or of a model with data; and what is to be said of them."""
    if not (possible(run) / "config.json").is_file():
        if data is None or not is_copy(run):
            raise UsageError(_refusal(run))
        model = load(run, recipe=recipe)
        return model, data_of_copy(model, data, reading), ""
    if reading:
        raise UsageError(f"{option(next(iter(reading)))}: a run knows how its data is read. Leave it out.")
    model = load(run, recipe=recipe)
    known = read_run(RunDirectory.open(run), recipe=None if recipe is None else given_name(recipe))
    dataset, _ = read_of_run(RunDirectory(run), known.settings.data, data, known.data_sha256, MOVED)
    is_same = dataset.sha256 == known.data_sha256
    remarked = f"{shown(dataset.origin.path)} is not what {run} was trained on; it is drawn as it is."
    return model, dataset, "" if is_same else remarked


def _refusal(place: Path) -> str:
    """Return why a place that is no run directory is not drawn, and the command that works."""
    nature = nature_of(place)
    what = "is not a run directory" if nature is None else f"is {nature}, and not a run directory"
    around = run_around(place) if possible(place).is_dir() else None
    if around is not None:
        return f"{place} {what}. Name its run: gansmith plot {quoted(around)}."
    if nature is None or not nature.startswith(("a model", "a checkpoint")):
        return f"{place} {what}, so its real data is not known. Name the run."
    return f"{place} {what}, so its real data is not known. Name the run, or real samples with {option('data')}."


def _figure(model: Model, dataset: Dataset, real: np.ndarray, fake: np.ndarray, title: str) -> "Figure":
    """Return the figure of real and generated samples in the units of the data; of a table that of its columns."""
    codec = model.card.codec
    if real.shape[1:] != fake.shape[1:]:
        raise DataError(f"Samples have shape {real.shape[1:]}; the model was made for {fake.shape[1:]}.")
    measured = Measured.of(codec, dataset.origin.columns)
    if codec.table is not None and by_column(codec.table.columns, measured.made):
        numbers = measured.numbers(real), measured.numbers(fake)
        tables = real.astype(np.float64), fake.astype(np.float64)
        return cast("Figure", table_figure(codec.table.columns, *tables, numbers, title=title))
    names = channel_names(model.card.origin)
    drawn = [as_drawn(measured.codec, measured.encode(samples)) for samples in (real, fake)]
    return cast("Figure", comparison_figure(*drawn, title=title, names=names))


def _made(model: Model, dataset: Dataset, chosen: np.ndarray, seed: int) -> np.ndarray:
    """Return as many samples, or translations of the sources that belong to the chosen."""
    if dataset.source is None:
        return model.sample(len(chosen), seed=seed)
    return model.translate(dataset.source.values[chosen % len(dataset.source)])


def _check(output: Path, inputs: tuple[str | Path, ...]) -> None:
    if output.suffix.lower() not in FORMATS:
        raise UsageError(f"{output}: a picture is a {', '.join(filter(None, FORMATS))}. Choose one of these endings.")
    require_free(output, inputs)
