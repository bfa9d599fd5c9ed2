"""How to read data, and what samples are translated from, checked where it enters."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from gansmith.errors import UsageError, option

Settings = TypeVar("Settings", bound=BaseModel)
Place = Annotated[str, BeforeValidator(lambda place: str(place) if isinstance(place, Path) else place)]
Names = Annotated[tuple[str, ...], BeforeValidator(lambda names: (names,) if isinstance(names, str) else names)]


class DataOptions(BaseModel):
    """How to read data: the one place where each option is declared, with its type, default and line of help."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    variable: Annotated[str | None, Field(description="variable of a .mat, .npz or HDF5 file")] = None
    samples_axis: Annotated[int | None, Field(description="axis along which samples lie, 0 for rows")] = None
    label: Annotated[str | None, Field(description="column or variable that holds the classes")] = None
    drop: Annotated[Names, Field(description=f"columns of a table to leave out, as in {option('drop')} id name")] = ()
    size: Annotated[
        tuple[int, int] | None,
        Field(description="HEIGHTxWIDTH, or one number, to resize images to; by default they keep their size"),
    ] = None
    crop: Annotated[
        bool, Field(description="cut the middle out of images in the aspect of the size, before resizing")
    ] = False
    labels_from: Annotated[
        Place | None,
        Field(
            description="labels of images: a file such as labels.csv or dataset.json, a pattern of file names such as "
            "'{label}_*.png', folders, or none"
        ),
    ] = None
    unreadable: Annotated[
        Literal["error", "drop"], Field(description="images that cannot be read: an error, or left out")
    ] = "error"
    fold: Annotated[str, Field(description="whether vectors are images: auto, none, square, or HEIGHTxWIDTH")] = "auto"
    scale: Annotated[
        Literal["auto", "global", "feature"], Field(description="one range for all features, or one for each")
    ] = "auto"
    missing: Annotated[
        Literal["error", "mean", "drop"],
        Field(description="missing values: an error, the feature's mean, or drop the sample"),
    ] = "error"
    pairs: Annotated[
        Place | None, Field(description="two folders or files, A B: images to translate, and their targets")
    ] = None
    unpaired: Annotated[Place | None, Field(description="the same, where no image of A belongs to one of B")] = None
    side_by_side: Annotated[
        Literal["left", "right"] | None,
        Field(description="each image holds a pair: which half is the one to translate"),
    ] = None
    derive: Annotated[
        Literal["edges", "grey", "mask"] | None,
        Field(description="translate from images made of the samples"),
    ] = None
    source_variable: Annotated[
        str | None, Field(description="variable of the images to translate, beside the samples or in A")
    ] = None


class DataSettings(DataOptions):
    """Which data, and how to read it."""

    source: str


GivenOptions = DataOptions | Mapping[str, Any]


def given(options: GivenOptions | None) -> dict[str, Any]:
    """Return the data options that somebody gave, by name."""
    return options.model_dump(exclude_unset=True) if isinstance(options, DataOptions) else dict(options or {})


def data_settings(source: str, options: Mapping[str, Any]) -> DataSettings:
    """Return the settings of reading a source; raises UsageError naming the first option that is wrong."""
    return validated(DataSettings, {"source": source, **options})


def named_apart(settings: DataSettings) -> str:
    """Return how a command names the data, and the sources where they lie in a place of their own."""
    return "--pairs A B" if settings.pairs else "--unpaired A B" if settings.unpaired else "DATA"  # of a shell command


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
        field = "_".join(str(part) for part in first["loc"] if part != "data")
        raise UsageError(f"{option(field, first.get('input'))}: {first['msg']}.") from None
