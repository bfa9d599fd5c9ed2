"""The settings of a run, checked where they enter."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from gansmith.errors import UsageError

DEFAULT_MINUTES = 10.0


Settings = TypeVar("Settings", bound=BaseModel)
Place = Annotated[str, BeforeValidator(lambda place: str(place) if isinstance(place, Path) else place)]
Names = Annotated[tuple[str, ...], BeforeValidator(lambda names: (names,) if isinstance(names, str) else names)]


class DataSettings(BaseModel):
    """Which data, and how to read it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    variable: str | None = None
    samples_axis: int | None = None
    label: str | None = None
    drop: Names = ()
    size: tuple[int, int] | None = None
    fold: str = "auto"
    scale: Literal["auto", "global", "feature"] = "auto"
    missing: Literal["refuse", "mean", "drop"] = "refuse"
    pairs: Place | None = None
    unpaired: Place | None = None
    side_by_side: Literal["left", "right"] | None = None
    derive: Literal["edges", "grey", "mask"] | None = None
    source_variable: str | None = None


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
    return _validated(TrainSettings, values)


def recorded(values: Mapping[str, Any]) -> TrainSettings:
    """Return the settings that a run wrote down; runs older than `held_out` held nothing out, nor measured.

    Where a run says nothing of `best_by`, kid was all there was.
    """
    older = {"held_out": 0.0, "evaluate_every": 0} if "held_out" not in values else {}
    return checked({"best_by": "kid", **older, **values})


def data_settings(source: str, reading: Mapping[str, Any]) -> DataSettings:
    """Return the settings of reading a source; raises UsageError likewise."""
    return _validated(DataSettings, {"source": source, **reading})


def named_apart(settings: DataSettings) -> str:
    """Return how a command names the data, and the sources where they lie in a place of their own."""
    return "--pairs A B" if settings.pairs else "--unpaired A B" if settings.unpaired else "DATA"


def with_sources_at(settings: DataSettings, place: str) -> DataSettings:
    """Return the settings of sources that have moved; raises UsageError where they had no place of their own."""
    kind = next((kind for kind in ("pairs", "unpaired") if getattr(settings, kind) is not None), None)
    if kind is None:
        raise UsageError(f"{place}: this run has no sources in a place of their own. Name its data alone.")
    return settings.model_copy(update={kind: place})


def _validated(kind: type[Settings], values: Mapping[str, Any]) -> Settings:
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = "-".join(str(part) for part in first["loc"] if part != "data").replace("_", "-")
        raise UsageError(f"--{field} {first.get('input')}: {first['msg']}.") from None


def default_label(method: str, source: str) -> str:
    """Return how a run directory is named after its number: method and the data's bare name."""
    bare = Path(source).name.split(".")[0] or Path(source).resolve().name
    recipe = method.rpartition(":")[2].replace("_", "-")
    return f"{recipe}-{''.join(c if c.isalnum() or c in '-_' else '-' for c in bare)}"
