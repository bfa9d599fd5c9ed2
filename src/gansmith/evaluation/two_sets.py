"""Two sets of samples from anywhere, read and scaled alike, to be evaluated."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from gansmith.config.command_line import shown
from gansmith.data.codec.codec import Codec
from gansmith.data.codec.measured import Measured
from gansmith.data.dataset import Dataset
from gansmith.data.expressions.constants import spelled
from gansmith.data.formats.read import open_data
from gansmith.data.formats.table_choices import TableChoices
from gansmith.data.formats.window_rows import channel_names
from gansmith.data.load import Source, read, source_name
from gansmith.data.missing import missing_error
from gansmith.data.options import DataSettings, data_settings
from gansmith.data.quantities import names_of
from gansmith.data.reader.library_errors import shown as named_in_text
from gansmith.data.same_categories import labels_among, with_categories
from gansmith.data.same_columns import alike
from gansmith.data.schema import Column
from gansmith.data.survey import feature_means
from gansmith.errors import DataError, UsageError, option
from gansmith.evaluation.judgement.sets import Conditioned
from gansmith.evaluation.rows import Labels, chosen_rows, other_rows, usual_count
from gansmith.evaluation.sample_sets import SampleSets
from gansmith.evaluation.tables import Tables

LEAST = 2  # samples, as of any data
_OF_BOTH = (  # sets, where they fit
    *("variable", "samples_axis", "axes", "label", "condition", "unlabelled", "window", "stride", "missing"),
)
ANOTHER_UNIT = 20  # how many times narrower or wider than the real ones samples are that come in other units


def of_files(real: Source, fake: Source, reading: Mapping[str, Any], count: int | None, seed: int) -> SampleSets:
    """Return two sets of samples from anywhere, scaled alike by the range of the real ones; `count` rows at most.

    Generated values outside of that range lie outside of [-1, 1].

    reading is as for `train`, and of both sets. Of real rows there are up to twice as many, as one half gives the floor
    of the other. Raises UsageError where the sets differ in shape, DataError where one cannot be read.
    """
    settings = data_settings(source_name(real), reading)
    refuse_sources(settings)
    first, codec = read(settings, real)
    second, codec, notes, left = beside(first, opened_alike(fake, settings, first), codec)
    common = np.result_type(first.values.dtype, second.values.dtype)
    if common != first.values.dtype:  # so that generated values are neither cut off nor rounded to the real ones' type
        first = replace(first, values=first.values.astype(common))
        fitted = Codec.fit(first, scale=settings.scale, fold=settings.fold, missing=settings.missing)
        codec = replace(fitted, means=codec.means)
    measured = Measured.of(codec, first.origin.columns)
    wanted = count or usual_count(measured.codec.shape)
    rows, some = chosen_rows(np.arange(len(first)), 2 * wanted, seed), chosen_rows(np.arange(len(second)), wanted, seed)
    table = None if codec.table is None else codec.table.columns
    labels, asked = first.labels, labels_among(second, first.class_names)
    return SampleSets(
        name=shown(second.origin.path),
        against=f"{len(rows):,} samples of {shown(first.origin.path)}",
        real=measured.encode(first.values[rows]),
        fake=measured.encode(second.values[some].astype(common), clip=False),
        train=None,
        real_labels=None if labels is None else labels[rows],
        train_labels=None,
        asked=None if asked is None else asked[some],
        codec=measured.codec,
        columns=measured.names,
        channels=channel_names(first.origin),
        tables=Tables.of(table, measured, first.values[rows], second.values[some]),
        class_names=first.class_names,
        foreign=tuple(name for name in second.class_names if labels is not None and name not in first.class_names),
        notes=notes + left + _remarks(codec, second.values[some]),
        others=measured.encode(first.values[other_rows(np.arange(len(first)), rows, measured.codec.shape, seed)]),
        conditions=_conditioned(first, second, rows, some),
    )


def _conditioned(real: Dataset, fake: Dataset, rows: Labels, some: Labels) -> Conditioned | None:
    """Return the conditions of real rows and of generated ones; None where one of them has none."""
    if real.conditions is None or fake.conditions is None or real.conditions.shape[1:] != fake.conditions.shape[1:]:
        return None
    return Conditioned(names_of(real.origin.conditions), real.conditions[rows], None, fake.conditions[some])


def beside(real: Dataset, fake: Dataset, codec: Codec) -> tuple[Dataset, Codec, tuple[str, ...], tuple[str, ...]]:
    """Return generated samples with the columns and categories of real ones, and without missing values.

    With them come the codec, which fills missing values where that is its policy, what is to be said of columns, and
    of missing values. Raises UsageError where the sets differ in shape, DataError for values that may not be missing.
    """
    second, notes = alike(real, fake)
    second, unknown = with_categories(real, second)
    second, codec, left = _complete(real, second, codec)
    return second, codec, notes + unknown, left


def require_columns(real: Dataset, other: Dataset) -> None:
    """Raise UsageError where columns with names are not those of the real data, in any order."""
    names, found = real.origin.columns, other.origin.columns
    named = bool(names and found) and bool(other.origin.details.get("header", 1))
    if not named or len(names) != len(found) or real.has_channels:
        return
    if missing := [name for name in names if name not in found]:
        instead = next(name for name in found if name not in names)
        raise UsageError(
            f"{other.origin.path} has no column {named_in_text(missing[0])!r}, which {real.origin.path} has, but "
            f"{named_in_text(instead)!r}. Give a file with the same columns."
        )


def refuse_sources(settings: DataSettings) -> None:
    """Raise UsageError for options of what samples are translated from."""
    for name in ("pairs", "unpaired", "side_by_side", "derive", "source_variable"):
        if getattr(settings, name) is not None:
            raise UsageError(
                f"--{name.replace('_', '-')} is for translators. Two sets of samples are compared as they are: leave "
                "it out."
            )


def opened_alike(fake: Source, settings: DataSettings, real: Dataset, fewest: int = LEAST) -> Dataset:
    """Open generated samples the way real ones are read, or as they lie where that does not fit their format.

    Columns that real ones are read without may be missing, as from what a model trained without them writes. Where
    classes of real ones are folders, a table has them in a column of its own.
    """
    given = {name: getattr(settings, name) for name in _OF_BOTH}
    table = TableChoices.among(settings)
    opened = partial(
        open_data,
        fake,
        drop=settings.drop,
        lenient=True,
        fewest=fewest,
        size=settings.size,
        crop=settings.crop,
        table=table,
        conventions=settings.conventions,
    )
    try:
        return opened(**given)
    except (DataError, UsageError) as error:
        label = given if real.labels is None else given | {"label": real.origin.label or "label"}
        for other in (given | {"unlabelled": None}, label, {}):
            with suppress(DataError, UsageError):
                return opened(**other)
        raise error from None  # what was wrong with reading it as it was asked for


def _complete(real: Dataset, fake: Dataset, codec: Codec) -> tuple[Dataset, Codec, tuple[str, ...]]:
    """Return generated samples without missing values, or a codec that fills them, and what is to be said of that.

    They are filled with the means of real columns, whether or not anything is missing there. Raises DataError for
    missing values that are refused, and where too few samples are left.
    """
    found = fake.survey
    if not found.missing:
        return fake, codec, ()
    if codec.missing == "error":
        raise missing_error(fake, found)
    if codec.missing == "model":
        return fake, codec, ()
    if codec.missing == "mean":
        scale = codec.scale
        means = feature_means(real.values, scale.low, scale.high) if codec.means is None else codec.means
        note = f"{found.missing:,} generated values are missing and are filled with the means of real ones."
        return fake, replace(codec, means=means), (note,)
    kept = codec.complete_rows(fake.values)
    if kept.sum() < LEAST:
        raise DataError(
            f"{fake.origin.path}: {kept.sum()} of {len(fake):,} samples have no missing value, so none are left to "
            f"measure. Fill with each column's mean ({option('missing', 'mean')}), or look at what wrote them."
        )
    note = f"{np.sum(~kept):,} of {len(fake):,} generated samples have missing values and are left out."
    return fake.rows(kept), codec, (note,)


def _outside(columns: tuple[Column, ...], codec: Codec, fake: np.ndarray) -> tuple[str, ...]:
    """Return what is to be said of generated values outside of the range of the real ones, column by column."""
    scale, found = codec.scale, list[tuple[float, str]]()
    for place, column in enumerate(columns):
        low, high = float(scale.low[place]), float(scale.high[place])
        share = 0.0 if column.is_named else float(((fake[:, place] < low) | (fake[:, place] > high)).mean())
        if share:
            found.append((share, f"{shown(column.name)!r} ({spelled(column, low)} to {spelled(column, high)})"))
    if not found:
        return ()
    (share, worst), *others = sorted(found, reverse=True)
    more = f", and of {len(others)} other columns fewer" if others else ""
    return (
        f"{max(share, 0.0001):.2%} of the generated values of {worst} lie outside the range of the real ones{more}.",
    )


def _remarks(codec: Codec, fake: np.ndarray) -> tuple[str, ...]:
    """Return what is to be said of the range of generated values."""
    columns, scale, notes = () if codec.table is None else codec.table.columns, codec.scale, list[str]()
    if any(column.is_named or column.type == "date" for column in columns):
        return _outside(columns, codec, fake)
    low, high = (scale.low, scale.high) if scale.per_feature else (scale.low.min(), scale.high.max())
    outside = (fake < low) | (fake > high)
    if outside.any():
        ends, share = f"{scale.low.min():g} to {scale.high.max():g}", f"{outside.mean():.2%}"
        many = f"{outside.sum():,} of {outside.size:,}" if share == "0.00%" else f"{share} of the"
        notes.append(f"{many} generated values lie outside the range of the real ones ({ends}).")
    wide = float(scale.high.max()) - float(scale.low.min())
    found = float(np.nanmax(fake)) - float(np.nanmin(fake))
    if not wide / ANOTHER_UNIT <= found <= wide * ANOTHER_UNIT:
        notes.append(
            f"Generated values span {found:g} and real ones {wide:g}: are they in the same units? They are compared as "
            "they are."
        )
    return tuple(notes)
