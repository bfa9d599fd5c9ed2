"""How to read data, and what samples are translated from, checked where it enters."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from gansmith.data.conventions import LATEST
from gansmith.declaration import FORBID, Option, defaults, validated
from gansmith.errors import UsageError


@dataclass(frozen=True, kw_only=True)
class DataOptions:
    """Options of reading data: each is declared here once, with its type, default and line of help.

    Examples
    --------
    >>> import gansmith
    >>> gansmith.DataOptions(scale="feature", missing="mean").scale
    'feature'
    """

    __pydantic_config__: ClassVar[Any] = FORBID

    variable: Annotated[str | None, Option("variable of a .mat, .npz or HDF5 file")] = None
    samples_axis: Annotated[int | None, Option("axis along which samples lie, 0 for rows")] = None
    axes: Annotated[
        str | None, Option("what each axis of an array is: letters N (samples), H, W, C, L (length), as in HWCN")
    ] = None
    window: Annotated[int | None, Option("cut a long recording or time series into samples of so many moments")] = None
    stride: Annotated[
        int | None, Option("moments from the start of one window to that of the next; by default the window")
    ] = None
    series: Annotated[
        str | None, Option("column of a table that tells recordings apart, each of which is cut into windows by itself")
    ] = None
    dates: Annotated[
        Literal["auto", "day-first", "month-first"],
        Option("order of day and month in dates of a table such as 03/04/2024; auto finds it, or asks"),
    ] = "auto"
    label: Annotated[str | None, Option("column or variable that holds the classes")] = None
    condition: Annotated[
        tuple[str, ...],
        Option("columns or variables of numbers to condition on, such as age: --condition age mass (cgan)"),
    ] = ()
    unlabelled: Annotated[str | None, Option("label of samples whose class is unknown, such as -1")] = None
    drop: Annotated[tuple[str, ...], Option("columns of a table to leave out, as in --drop id name")] = ()
    columns: Annotated[
        Literal["all", "numeric"],
        Option("columns of a table to train on: all, or numeric to leave out those without numbers"),
    ] = "all"
    keep_index: Annotated[bool, Option("train on columns too that number or identify the rows of a table")] = False
    column: Annotated[
        tuple[str, ...],
        Option(
            "types of columns of a table in place of those found, as in --column age:integer zip:category note:out; "
            "types are real, integer, boolean, category, date, and out to leave a column out"
        ),
    ] = ()
    schema: Annotated[
        str | None,
        Option(
            "file with the types of a table's columns, as `gansmith data table.csv --write-schema types.json` writes it"
        ),
    ] = None
    header: Annotated[Literal["auto", "yes", "no"], Option("whether the first line of a table holds column names")] = (
        "auto"
    )
    separator: Annotated[
        str | None, Option("what separates the cells of a text table: comma, semicolon, tab, pipe or blank")
    ] = None
    decimal: Annotated[
        Literal["point", "comma"] | None, Option("decimal mark of a text table; by default as found")
    ] = None
    encoding: Annotated[
        str | None, Option("encoding of a text table, such as utf-8, utf-16 or latin-1; by default as found")
    ] = None
    missing_values: Annotated[
        tuple[str, ...],
        Option(
            "cells of a table that stand for missing values, beside empty ones, NA, ? and the like: "
            "--missing-values -999 none"
        ),
    ] = ()
    size: Annotated[
        tuple[int, int] | None,
        Option("HEIGHTxWIDTH, or one number, to resize images to; by default they keep their size"),
    ] = None
    crop: Annotated[bool, Option("cut the middle out of images in the aspect of the size, before resizing")] = False
    labels_from: Annotated[
        str | None,
        Option(
            "labels of images: a file such as labels.csv or dataset.json, a pattern of file names such as "
            "'{label}_*.png', folders, or none"
        ),
    ] = None
    unreadable: Annotated[Literal["error", "drop"], Option("images that cannot be read: an error, or left out")] = (
        "error"
    )
    fold: Annotated[str, Option("whether vectors are images: auto, none, square, or HEIGHTxWIDTH")] = "auto"
    scale: Annotated[
        Literal["auto", "global", "feature", "quantile"],
        Option("one range for all features, or one for each, or ranks of each, as of tables"),
    ] = "auto"
    missing: Annotated[
        Literal["auto", "error", "mean", "drop", "model"],
        Option(
            "missing values: an error, the feature's mean, drop the sample, or learn where they are, as of tables by "
            "themselves"
        ),
    ] = "auto"
    rule: Annotated[
        tuple[str, ...],
        Option(
            "rule between columns of a table that all samples keep, such as 'high >= low' or 'total = a + b within "
            "0.5'; one each time it is given"
        ),
    ] = ()
    pairs: Annotated[str | None, Option("two folders or files, A B: images to translate, and their targets")] = None
    unpaired: Annotated[str | None, Option("the same, where no image of A belongs to one of B")] = None
    side_by_side: Annotated[
        Literal["left", "right"] | None,
        Option("each image holds a pair: which half is the one to translate"),
    ] = None
    derive: Annotated[
        Literal["edges", "grey", "mask"] | None,
        Option("translate from images made of the samples"),
    ] = None
    source_variable: Annotated[
        str | None, Option("variable of the images to translate, beside the samples or in A")
    ] = None
    conventions: Annotated[
        int,
        Option(
            "version of the conventions by which axes, names of columns and classes are recognised, 1 for those of "
            "gansmith 0.1; a run keeps its own",
            ge=1,
            le=LATEST,
        ),
    ] = LATEST


@dataclass(frozen=True, kw_only=True)
class DataSettings(DataOptions):
    """Which data, and how to read it."""

    source: str


GivenOptions = DataOptions | Mapping[str, Any]


def given(options: GivenOptions | None) -> dict[str, Any]:
    """Return the data options that somebody gave, by name; raises UsageError for labels in place of their name."""
    if isinstance(options, DataOptions):
        usual = defaults(DataOptions)
        found = {name: value for name, value in vars(options).items() if not _is_same(value, usual[name])}
    else:
        found = dict(options or {})
    for name in ("label", "labels_from"):
        if not isinstance(found.get(name), str | int | Path | None):
            raise UsageError(
                f"{name}: it takes a name, and not the labels themselves. Give those with the samples, as in "
                "gansmith.train((samples, labels))."
            )
    return found


def _is_same(value: Any, usual: Any) -> bool:
    return type(value) is type(usual) and bool(value == usual)


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
    return replace(settings, pairs=place) if kind == "pairs" else replace(settings, unpaired=place)
