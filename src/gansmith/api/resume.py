"""Resume: go on with a run exactly where its newest whole checkpoint stands."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from gansmith.config.run_options import BEST_BY
from gansmith.config.settings import TrainSettings
from gansmith.core.method import Method
from gansmith.data.dataset import Dataset
from gansmith.data.describe import describe
from gansmith.data.load import Source
from gansmith.data.options import named_apart, with_sources_at
from gansmith.errors import DataError, option, quoted, remark
from gansmith.methods.registry import given_name, own_of
from gansmith.metrics.own import criterion_of, find_stored_criterion
from gansmith.records.data_places import read_of_run
from gansmith.records.directory import RunDirectory
from gansmith.records.run_record import Guard, Recorded, circumstances, differing, read_run
from gansmith.report.facts import is_noted
from gansmith.runs.own_callbacks import require_callbacks
from gansmith.runs.play import play
from gansmith.runs.restore import had_signals, require_fitting
from gansmith.runs.result import Run
from gansmith.runs.setup import assemble
from gansmith.training.callbacks.callback import Callback
from gansmith.training.launch import computing, is_first_process, pick_device
from gansmith.training.processes import process_group


def resume(
    run: str | Path,
    *,
    data: Source | None = None,
    sources: str | Path | None = None,
    steps: int | None = None,
    recipe: str | Callable[..., Method] | None = None,
    best_by: str | Callable[..., float] | None = None,
    allow_drift: bool = False,
    quiet: bool | None = None,
    callbacks: Sequence[Callback] = (),
) -> Run:
    """Continue a run from its newest complete checkpoint, bit for bit.

    Parameters
    ----------
    run : str or Path
        A run directory.
    data : str, Path or array, optional
        Where the data is now, if it has moved.
    sources : str or Path, optional
        Where the source images of a translation are now, if they have moved.
    steps : int, optional
        New number of steps, at least that of the run. By default the number planned.
    recipe : callable or str, optional
        For a run of a method of your own: its function, or where it is, as "file.py:function".
    best_by : callable or str, optional
        For a run whose best model a metric of your own chooses: its function, or where it is, as "file.py:function".
    allow_drift : bool, default False
        Continue although settings, data or recipe have changed. The run is then no longer exact, and its records say
        so.
    quiet : bool, optional
        Print nothing. By default progress is shown in notebooks only.
    callbacks : sequence of Callback, optional
        Callbacks that follow the run: see `gansmith.callbacks`.

    Returns
    -------
    Run
        The run directory, and how the run ended.

    Raises
    ------
    UsageError
        An argument does not fit the run, or the run needs a recipe and none was given.
    DataError
        Settings, data or recipe have changed, or no checkpoint is complete.
    DivergedError
        A loss or gradient is not finite.

    Examples
    --------
    >>> import gansmith
    >>> run = gansmith.train("ring", "gan", steps=2, network="mlp", width=8, validate_every=0, sample_every=0)
    >>> gansmith.resume(run.path, steps=4).steps
    4
    """
    require_callbacks(callbacks)
    directory = RunDirectory.open(Path(run))
    known = read_run(directory, recipe=None if recipe is None else given_name(recipe), allow_drift=allow_drift)
    settings, drift = _recipe_of(known, allow_drift)
    settings, drift = _criterion_of(settings, drift, best_by, directory, allow_drift)
    if sources is not None:
        settings = replace(settings, data=with_sources_at(settings.data, str(sources)))
    if steps is not None:
        settings = replace(settings, steps=steps)
    where = pick_device(settings.device)
    with computing(settings.threads), process_group(where) as replicas:
        hint = f"If the data has moved: gansmith train {named_apart(settings.data)} --resume {quoted(run)}"
        dataset, codec = read_of_run(directory, settings.data, data, known.data_sha256, hint)
        codec = replace(codec, signals=had_signals(directory, codec.signals))
        if dataset.sha256 != known.data_sha256:
            drift += (_other_data(dataset, directory, known.data_sha256, allow_drift),)
        noted = not drift and is_noted(directory.path)
        share = settings.validation_fraction
        summary = describe(dataset, codec.missing, share) if is_first_process() and not noted else None
        guard = Guard(dataset.sha256, known.identity, known.drift + drift)
        assembly = assemble(settings, dataset, codec, where, replicas)
        del dataset
        if replicas.rank == 0:
            _say_why(directory, (*drift, *differing(known.circumstances, circumstances(where, replicas))))
        require_fitting(assembly.method, directory)
        game = assembly.game(settings.steps or 1)
        return play(assembly, game, directory, guard, quiet=quiet, summary=summary, resume=True, callbacks=callbacks)


def _recipe_of(known: Recorded, allow_drift: bool) -> tuple[TrainSettings, tuple[str, ...]]:
    """Return the settings to go on with and what has drifted; raises DataError where a recipe of one's own has."""
    if not known.remark:
        return known.settings, known.changed
    if not allow_drift:
        raise DataError(
            f"{known.remark}. Put the old file back, or go on with the new one, no longer exactly, with "
            f"{option('allow_drift')}."
        )
    own = own_of(known.settings.method)
    settings = replace(known.settings, recipe="" if own is None else own.sha256)
    return settings, (*known.changed, known.remark)


def _criterion_of(
    settings: TrainSettings, drift: tuple[str, ...], given: object, run: RunDirectory, allow_drift: bool
) -> tuple[TrainSettings, tuple[str, ...]]:
    """Return settings with the metric of one's own that a person names for a run that had one, and what has drifted."""
    name, remark = find_stored_criterion(settings.best_by, settings.metric, cast(Any, given), BEST_BY, str(run.path))
    if remark and not allow_drift:
        raise DataError(f"{remark}. Put the old file back, or go on with the new one with {option('allow_drift')}.")
    metric = "" if name in BEST_BY else criterion_of(name).sha256
    return replace(settings, best_by=name, metric=metric), (*drift, remark) if remark else drift


def _other_data(dataset: Dataset, run: RunDirectory, sha256: str, allow_drift: bool) -> str:
    """Return in words that the data is other data; raises DataError unless that is allowed."""
    found = (
        f"{dataset.origin.path} is not what {run.path} was trained on: its SHA-256 begins with {dataset.sha256[:12]}"
    )
    if not allow_drift:
        raise DataError(
            f"{found}, the run's with {sha256[:12]}. Put the old data back, start a new run with {option('init_from')} "
            f"{quoted(run.path)}, or go on with this data, no longer exactly, with {option('allow_drift')}."
        )
    return f"data with SHA-256 {dataset.sha256[:12]} instead of {sha256[:12]}"


def _say_why(run: RunDirectory, reasons: tuple[str, ...]) -> None:
    """Say aloud, even in a quiet run, why it does not go on bit for bit."""
    if reasons:
        remark(f"{run.path} goes on, but no longer bit for bit as it would have: {'; '.join(reasons)}.")
