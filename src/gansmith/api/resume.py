"""Resume: go on with a run exactly where its newest whole checkpoint stands."""

from collections.abc import Callable
from pathlib import Path

from gansmith.api.train import Run, Source
from gansmith.config.settings import TrainSettings
from gansmith.core.method import Method
from gansmith.data.dataset import Dataset
from gansmith.data.describe import describe
from gansmith.data.options import named_apart, with_sources_at
from gansmith.errors import DataError, option, quoted, remark
from gansmith.methods.registry import given_name, own_of
from gansmith.records.data_places import read_of_run
from gansmith.records.directory import RunDirectory
from gansmith.records.run_record import Guard, Recorded, circumstances, differing, read_run
from gansmith.report.facts import is_noted
from gansmith.runs.play import play
from gansmith.runs.restore import require_fitting
from gansmith.runs.setup import assemble
from gansmith.training.launch import computing, is_first_process, pick_device
from gansmith.training.processes import process_group


def resume(
    run: str | Path,
    *,
    data: Source | None = None,
    sources: str | Path | None = None,
    steps: int | None = None,
    recipe: str | Callable[..., Method] | None = None,
    allow_drift: bool = False,
    quiet: bool = True,
) -> Run:
    """Go on with a run exactly where its newest whole checkpoint stands, to its steps or to more.

    data, sources: where the data is now, and what it is translated from, if not where they were. recipe: the recipe of
    your own that the run was trained by, where it was. allow_drift goes on with settings, data or a recipe that have
    changed, which the run then says of itself. Raises DataError where any of them is no longer what the run was trained
    with, or no checkpoint is whole.
    """
    directory = RunDirectory.open(Path(run))
    known = read_run(directory, recipe=None if recipe is None else given_name(recipe), allow_drift=allow_drift)
    settings, drift = _recipe_of(known, allow_drift)
    if sources is not None:
        settings = settings.model_copy(update={"data": with_sources_at(settings.data, str(sources))})
    if steps is not None:
        settings = replace(settings, steps=steps)
    where = pick_device(settings.device)
    with computing(settings.threads), process_group(where) as replicas:
        hint = f"If the data has moved: gansmith train {named_apart(settings.data)} {option('resume', quoted(run))}"
        dataset, codec = read_of_run(directory, settings.data, data, known.data_sha256, hint)
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
        return play(assembly, game, directory, guard, quiet=quiet, summary=summary, resume=True)


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
    settings = known.settings.model_copy(update={"recipe": "" if own is None else own.sha256})
    return settings, (*known.changed, known.remark)


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
