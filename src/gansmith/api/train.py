"""Train: from a data source to a run directory with a model in it; and go on with a run that was cut off."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from gansmith.config.settings import TrainSettings, default_label, settle
from gansmith.core.compute import Precision
from gansmith.core.method import Method
from gansmith.data.dataset import Dataset
from gansmith.data.describe import describe
from gansmith.data.load import read, read_again
from gansmith.data.options import named_apart, with_sources_at
from gansmith.errors import DataError, quoted, remark
from gansmith.methods.modify import Augmentation
from gansmith.methods.registry import DEFAULT_METHOD, given_name, own_of
from gansmith.records.directory import RunDirectory
from gansmith.records.run_record import Guard, Recorded, circumstances, differing, identity, read_run
from gansmith.report.facts import is_noted
from gansmith.runs.budget import seconds_per_turn, steps_within
from gansmith.runs.own_callbacks import require_callbacks
from gansmith.runs.play import play
from gansmith.runs.restore import initialise, require_fitting
from gansmith.runs.result import Run
from gansmith.runs.setup import Assembly, assemble
from gansmith.training.callbacks.callback import Callback
from gansmith.training.launch import computing, is_first_process, pick_device
from gansmith.training.processes import process_group

Source = str | Path | np.ndarray
MARGIN = 0.95  # of the minutes is filled with steps: the rest is for pictures, checkpoints and a slower moment


def train(
    data: Source,
    method: str | Callable[..., Method] = DEFAULT_METHOD,
    *,
    steps: int | None = None,
    minutes: float | None = None,
    seed: int = 0,
    pack: int = 1,
    augment: Augmentation = "none",
    out: str | Path | None = None,
    device: str = "auto",
    threads: int | None = None,
    precision: Precision = "float32",
    compile: bool = False,
    reading: Mapping[str, Any] | None = None,
    held_out: float = 0.1,
    evaluate_every: int = 2000,
    best_by: Literal["worst", "kid", "sliced"] = "worst",
    patience: int = 0,
    log_every: int = 10,
    sample_every: int = 1000,
    checkpoint_every: int = 1000,
    init_from: str | Path | None = None,
    quiet: bool | None = None,
    callbacks: Sequence[Callback] = (),
    **hyper: Any,
) -> Run:
    """Train a method on data and return where it lies and how it ended.

    method: a name of METHODS, a recipe of your own (a function of (DataSpec, *, hyper-parameters) that returns a
    Method), or where it is, as "file.py:function". data: a built-in set's name, a file, a folder, or an array (N, D),
    (N, H, W) or (N, H, W, C). reading: how to read it (variable, samples_axis, label, drop, size, fold, scale,
    missing), and what samples are translated from (pairs, unpaired, side_by_side, derive, source_variable).
    steps or minutes bound the run; with neither it takes ten minutes. pack: samples that the critic judges at once.
    augment: whether it sees pictures transformed, always ("diffaugment") or as it learns them by heart ("ada").
    held_out: share of the data that the players never see; on it samples are measured every `evaluate_every` steps, the
    best model by `best_by` is kept in best/, and the run ends when `patience` measurements in a row bring no better one
    (0: never). best_by: "worst" of several unlike measurements, each in units of what it is between real samples, or
    the kernel distance "kid" or the "sliced" Wasserstein distance of values alone. threads, precision and compile: how
    networks are computed. quiet: whether nothing is shown; None shows progress in a notebook alone. callbacks: objects
    of subclasses of `gansmith.callbacks.Callback`, which follow the run, log and stop it. hyper: the method's own
    keyword arguments.
    Raises UsageError, DataError, DivergedError.
    """
    settings = settle(
        data,
        given_name(method),
        hyper,
        reading or {},
        steps=steps,
        minutes=minutes,
        seed=seed,
        pack=pack,
        augment=augment,
        device=device,
        threads=threads,
        precision=precision,
        compile=compile,
        validation_fraction=held_out,
        validate_every=evaluate_every,
        best_by=best_by,
        patience=patience,
        log_every=log_every,
        sample_every=sample_every,
        checkpoint_every=checkpoint_every,
        init_from=None if init_from is None else str(init_from),
    )
    return train_settled(settings, data=data, out=out, quiet=quiet, callbacks=callbacks)


def train_settled(
    settings: TrainSettings,
    *,
    data: Source | None = None,
    out: str | Path | None = None,
    quiet: bool | None = None,
    callbacks: Sequence[Callback] = (),
) -> Run:
    """Train as the settings say; data stands in for their source where it is an array."""
    require_callbacks(callbacks)
    where = pick_device(settings.device)
    with ExitStack() as stack:
        replicas = stack.enter_context(process_group(where))
        dataset, codec = read(settings.data, data)
        summary = describe(dataset) if is_first_process() else None  # before freed memory is kept: it needs some
        stack.enter_context(computing(settings.threads))
        assembly = assemble(settings, dataset, codec, where, replicas)
        del dataset  # what is trained on is the encoded copy: floats are not held twice
        assembly = budgeted(assembly)
        sha256 = summary.sha256 if summary else ""
        guard = Guard(sha256, identity(settings, sha256))
        game = assembly.game(assembly.settings.steps or 1)
        if settings.init_from:
            initialise(game, settings.init_from)
        label = default_label(settings.method, settings.data.source)
        if summary:
            run = RunDirectory.create(None if out is None else Path(out), label)
        else:
            run = RunDirectory(Path(out or label))  # only the first process writes
        return play(
            assembly,
            game,
            run,
            guard,
            quiet=quiet,
            minutes=settings.minutes,
            summary=summary,
            callbacks=callbacks,
        )


def resume(
    run: str | Path,
    *,
    data: Source | None = None,
    sources: str | Path | None = None,
    steps: int | None = None,
    recipe: str | Callable[..., Method] | None = None,
    allow_drift: bool = False,
    quiet: bool | None = None,
    callbacks: Sequence[Callback] = (),
) -> Run:
    """Go on with a run exactly where its newest whole checkpoint stands, to its steps or to more.

    data, sources: where the data is now, and what it is translated from, if not where they were. recipe: the recipe of
    your own that the run was trained by, where it was. allow_drift goes on with settings, data or a recipe that have
    changed, which the run then says of itself. quiet, callbacks: as for `train`. Raises DataError where any of them is
    no longer what the run was trained with, or no checkpoint is whole.
    """
    require_callbacks(callbacks)
    directory = RunDirectory.open(Path(run))
    known = read_run(directory, recipe=None if recipe is None else given_name(recipe), allow_drift=allow_drift)
    settings, drift = _recipe_of(known, allow_drift)
    if sources is not None:
        settings = settings.model_copy(update={"data": with_sources_at(settings.data, str(sources))})
    if steps is not None:
        settings = replace(settings, steps=steps)
    where = pick_device(settings.device)
    with computing(settings.threads), process_group(where) as replicas:
        hint = f"If the data has moved: gansmith train {named_apart(settings.data)} --resume {quoted(run)}"
        dataset, codec = read_again(settings.data, data, hint)
        if dataset.sha256 != known.data_sha256:
            drift += (_other_data(dataset, directory, known.data_sha256, allow_drift),)
        summary = describe(dataset) if is_first_process() and (drift or not is_noted(directory.path)) else None
        guard = Guard(dataset.sha256, known.identity, known.drift + drift)
        assembly = assemble(settings, dataset, codec, where, replicas)
        del dataset
        if replicas.rank == 0:
            _say_why(directory, (*drift, *differing(known.circumstances, circumstances(where, replicas))))
        require_fitting(assembly.method, directory)
        game = assembly.game(settings.steps or 1)
        return play(assembly, game, directory, guard, quiet=quiet, summary=summary, resume=True, callbacks=callbacks)


def budgeted(assembly: Assembly) -> Assembly:
    """Turn minutes into steps by timing a few turns, so that ramps have an end and the run can be repeated exactly."""
    settings = assembly.settings
    if settings.steps is not None or settings.minutes is None:
        return assembly
    per_turn = seconds_per_turn(lambda: assembly.game(1), assembly.stream)
    steps = steps_within(assembly.method.schedule, MARGIN * 60.0 * settings.minutes, per_turn)
    steps = int(assembly.replicas.agree(steps))
    return replace(assembly, settings=replace(settings, steps=steps))


def _recipe_of(known: Recorded, allow_drift: bool) -> tuple[TrainSettings, tuple[str, ...]]:
    """Return the settings to go on with and what has drifted; raises DataError where a recipe of one's own has."""
    if not known.remark:
        return known.settings, known.changed
    if not allow_drift:
        raise DataError(
            f"{known.remark}. Put the old file back, or go on with the new one, no longer exactly, with --allow-drift."
        )
    own = own_of(known.settings.method)
    settings = known.settings.model_copy(update={"recipe": "" if own is None else own.sha256})
    return settings, (*known.changed, known.remark)


def _other_data(dataset: Dataset, run: RunDirectory, sha256: str, allow_drift: bool) -> str:
    """Return in words that the data is other data; raises DataError unless that is allowed."""
    found = (
        f"{dataset.origin.path} is not what {run.path} was trained on: its SHA-256 begins with {dataset.sha256[:12]}"
    )
    if not allow_drift:
        raise DataError(
            f"{found}, the run's with {sha256[:12]}. Put the old data back, start a new run with --init-from "
            f"{quoted(run.path)}, or go on with this data, no longer exactly, with --allow-drift."
        )
    return f"data with SHA-256 {dataset.sha256[:12]} instead of {sha256[:12]}"


def _say_why(run: RunDirectory, reasons: tuple[str, ...]) -> None:
    """Say aloud, even in a quiet run, why it does not go on bit for bit."""
    if reasons:
        remark(f"{run.path} goes on, but no longer bit for bit as it would have: {'; '.join(reasons)}.")
