"""The settings of a run, checked where they enter."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from gansmith.config.hyper_parameters import resolve
from gansmith.data.load import source_name
from gansmith.data.options import DataSettings, validated
from gansmith.errors import UsageError
from gansmith.methods.registry import given_name, own_of

DEFAULT_MINUTES = 10.0


class TrainSettings(BaseModel):
    """All that decides a run besides the data's bytes; written to the run directory, fully resolved."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: DataSettings
    method: str
    recipe: str = ""  # SHA-256 of the file of a recipe of one's own
    hyper: dict[str, Any]
    steps: Annotated[int, Field(ge=1)] | None = None
    minutes: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    seed: Annotated[int, Field(ge=0)] = 0
    pack: Annotated[int, Field(ge=1)] = 1
    augment: Literal["none", "diffaugment", "ada"] = "none"
    device: str = "auto"
    threads: Annotated[int, Field(ge=1, le=1024)] | None = None
    precision: Literal["float32", "bfloat16"] = "float32"
    compile: bool = False
    held_out: Annotated[float, Field(ge=0, lt=1)] = 0.1
    evaluate_every: Annotated[int, Field(ge=0)] = 2000
    best_by: Literal["worst", "kid", "sliced"] = "worst"
    patience: Annotated[int, Field(ge=0)] = 0
    log_every: Annotated[int, Field(ge=1)] = 10
    sample_every: Annotated[int, Field(ge=0)] = 1000
    checkpoint_every: Annotated[int, Field(ge=0)] = 1000
    init_from: str | None = None


def checked(values: Mapping[str, Any]) -> TrainSettings:
    """Return a run's settings; raises UsageError naming the first field that is wrong, its value and its remedy."""
    return validated(TrainSettings, values)


def recorded(values: Mapping[str, Any]) -> TrainSettings:
    """Return the settings that a run wrote down; runs older than `held_out` held nothing out, nor measured.

    Where a run says nothing of `best_by`, kid was all there was.
    """
    older = {"held_out": 0.0, "evaluate_every": 0} if "held_out" not in values else {}
    return checked({"best_by": "kid", **older, **values})


def settle(
    data: str | Path | np.ndarray, method: str, hyper: Mapping[str, Any], reading: Mapping[str, Any], **rest: Any
) -> TrainSettings:
    """Return the settings of a run, checked and complete but for the steps that the minutes will allow."""
    method = given_name(method)
    resolved, own = resolve(method, hyper), own_of(method)
    chosen = {"method": method, "hyper": resolved, "recipe": "" if own is None else own.sha256}
    settings = checked({"data": {"source": source_name(data), **reading}, **chosen, **rest})
    if settings.patience and not (settings.evaluate_every and settings.held_out):
        raise UsageError(
            f"--patience {settings.patience} counts measurements on held-out data, and there would be none. Leave it "
            "out, or give --evaluate-every and --held-out more than 0."
        )
    if settings.steps is None and settings.minutes is None:
        return settings.model_copy(update={"minutes": DEFAULT_MINUTES})
    return settings


def default_label(method: str, source: str) -> str:
    """Return how a run directory is named after its number: method and the data's bare name."""
    bare = Path(source).name.split(".")[0] or Path(source).resolve().name
    recipe = method.rpartition(":")[2].replace("_", "-")
    return f"{recipe}-{''.join(c if c.isalnum() or c in '-_' else '-' for c in bare)}"
