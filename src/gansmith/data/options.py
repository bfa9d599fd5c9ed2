"""How to read data, and what samples are translated from, checked where it enters."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from gansmith.errors import UsageError

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


def data_settings(source: str, reading: Mapping[str, Any]) -> DataSettings:
    """Return the settings of reading a source; raises UsageError likewise."""
    return validated(DataSettings, {"source": source, **reading})


def named_apart(settings: DataSettings) -> str:
    """Return how a command names the data, and the sources where they lie in a place of their own."""
    return "--pairs A B" if settings.pairs else "--unpaired A B" if settings.unpaired else "DATA"


def with_sources_at(settings: DataSettings, place: str) -> DataSettings:
    """Return the settings of sources that have moved; raises UsageError where they had no place of their own."""
    kind = next((kind for kind in ("pairs", "unpaired") if getattr(settings, kind) is not None), None)
    if kind is None:
        raise UsageError(f"{place}: this run has no sources in a place of their own. Name its data alone.")
    return settings.model_copy(update={kind: place})


def validated(kind: type[Settings], values: Mapping[str, Any]) -> Settings:
    """Return the values as settings of that kind; raises UsageError naming the first that is wrong."""
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = "-".join(str(part) for part in first["loc"] if part != "data").replace("_", "-")
        raise UsageError(f"--{field} {first.get('input')}: {first['msg']}.") from None
