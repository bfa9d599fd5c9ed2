"""What a run in the directory of a comparison must be: the one that this comparison would train there."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gansmith.config.command_line import PLACES
from gansmith.config.renamed import RUN, of_keywords, renamed
from gansmith.config.run_options import OF_ONE_RUN, RunOptions
from gansmith.config.settings import TrainSettings, settle
from gansmith.declaration import as_json, declared, defaults, validated
from gansmith.errors import UsageError, option
from gansmith.records.directory import RunDirectory
from gansmith.records.run_record import differences, read_run

_FREE = {f"data.{name}" for name in PLACES}  # data may have moved: its hash is compared


def wanted(plan: Mapping[str, Any], method: str, hyper: Mapping[str, Any], seed: int) -> TrainSettings:
    """Return the settings of a run that a comparison of this plan trains; raises UsageError where there are none."""
    return settle(plan["data"], method, hyper, plan["reading"], **plan["options"], **plan["budget"], seed=seed)


def shared_options(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return options of a run that are the same for all runs of a comparison, checked, without those left at default.

    Raises UsageError for one that is unknown, out of its range, or each run's own.
    """
    for name in OF_ONE_RUN:
        if name in given:
            raise UsageError(
                f"--{name.replace('_', '-')} {given[name]}: each run of a comparison has its own. Leave it out."
            )
    options, usual = as_json(validated(RunOptions, of_keywords(given))), defaults(RunOptions)
    return {name: value for name, value in sorted(options.items()) if value != usual[name]}


def with_options(plan: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stored plan of a comparison with its options by name; version 0.1 kept them as flags."""
    if "flags" not in plan:
        return dict(plan)
    words = plan["flags"]
    given = renamed(_of_flags(words if isinstance(words, list) else []), RUN)
    known = {name: value for name, value in given.items() if name in declared(RunOptions)}
    return {name: value for name, value in plan.items() if name != "flags"} | {"options": shared_options(known)}


def require_entrant(place: Path, settings: TrainSettings, sha256: str, recipe: str | None) -> None:
    """Raise UsageError naming each field in which the run at `place` is not the one that the settings would train.

    sha256 is the hash of the comparison's data. Where no run is described yet, nothing is wrong. Raises DataError for a
    run that disagrees with its own checkpoints.
    """
    run = RunDirectory(place)
    if not run.is_described:
        return
    known = read_run(run, recipe=recipe)
    free = _FREE | ({"steps"} if settings.steps is None else set())  # which minutes were turned into
    free |= set() if settings.patience else {"best_by"}  # which decides nothing of the final model
    found = differences(known.settings, settings, free)
    if known.data_sha256 != sha256:
        found.append(f"data with SHA-256 {known.data_sha256[:12]} instead of {sha256[:12]}")
    if found:
        raise UsageError(
            f"{place} is not a run of this comparison: {'; '.join(found)}. Move it elsewhere, and the same command "
            f"trains it, or name another {option('out')}."
        )


def _of_flags(words: Sequence[str]) -> dict[str, Any]:
    """Return what flags of `gansmith train` say, by name: values as they are written, True for a flag alone."""
    given: dict[str, Any] = {}
    name = ""
    for word in words:
        if word.startswith("--"):
            flag, has_value, value = word.removeprefix("--").partition("=")
            is_off = flag.startswith("no-")
            name = flag.removeprefix("no-").replace("-", "_")
            given[name] = value if has_value else not is_off
        else:
            given[name] = word
    return given
