"""The settings of a run, checked where they enter."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gansmith.config.hyper_parameters import resolve
from gansmith.config.renamed import of_document
from gansmith.config.run_options import BEST_BY, DEFAULT_MINUTES, RunOptions
from gansmith.data.load import Source, source_name
from gansmith.data.options import DataSettings
from gansmith.declaration import validated
from gansmith.errors import UsageError, option
from gansmith.methods.registry import given_name, own_of
from gansmith.metrics.own import criterion_name, criterion_of


@dataclass(frozen=True, kw_only=True)
class TrainSettings(RunOptions):
    """All that decides a run besides the data's bytes; written to the run directory, fully resolved."""

    data: DataSettings
    method: str
    recipe: str = ""  # SHA-256 of the file of a recipe of one's own
    hyper: dict[str, Any]
    metric: str = ""  # SHA-256 of the file of a metric of one's own, where that is what chooses the best model


def checked(values: Mapping[str, Any]) -> TrainSettings:
    """Return a run's settings; raises UsageError naming the first field that is wrong, its value and its remedy."""
    return validated(TrainSettings, values)


def recorded(values: Mapping[str, Any]) -> TrainSettings:
    """Return the settings that a run wrote down, under the names of its time.

    Runs that say nothing of a validation set had none; where a run says nothing of `best_by`, kid was all there was.
    """
    now = of_document(values)
    older = {} if "validation_fraction" in now else {"validation_fraction": 0.0, "validate_every": 0}
    return checked({"best_by": "kid", **older, **now})


def settle(
    data: Source, method: str, hyper: Mapping[str, Any], reading: Mapping[str, Any], **rest: Any
) -> TrainSettings:
    """Return the settings of a run, checked and complete but for the steps that the minutes will allow."""
    method = given_name(method)
    resolved, own = resolve(method, hyper), own_of(method)
    chosen = {"method": method, "hyper": resolved, "recipe": "" if own is None else own.sha256}
    best_by = criterion_name(rest.pop("best_by", None) or RunOptions.best_by, BEST_BY)
    chosen |= {"best_by": best_by, "metric": "" if best_by in BEST_BY else criterion_of(best_by).sha256}
    settings = checked({"data": {"source": source_name(data), **reading}, **chosen, **rest})
    if settings.patience and not (settings.validate_every and settings.validation_fraction):
        raise UsageError(
            f"{option('patience', settings.patience)} counts measurements on held-out data, and there would be "
            f"none. Leave it "
            f"out, or give {option('validate_every')} and {option('validation_fraction')} more than 0."
        )
    if settings.steps is None and settings.minutes is None:
        return replace(settings, minutes=DEFAULT_MINUTES)
    return settings


def default_label(method: str, source: str) -> str:
    """Return how a run directory is named after its number: method and the data's bare name."""
    bare = Path(source).name.split(".")[0] or Path(source).resolve().name
    recipe = method.rpartition(":")[2].replace("_", "-")
    return f"{recipe}-{''.join(c if c.isalnum() or c in '-_' else '-' for c in bare)}"
