"""The parts of a codec as JSON values and arrays, and back."""

from collections.abc import Mapping
from typing import Any, cast

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.codec.fold import Fold
from gansmith.data.codec.scale import Scale
from gansmith.data.codec.table_code import TableCode
from gansmith.data.held import holds
from gansmith.data.survey import Missing
from gansmith.errors import DataError

Parts = tuple[
    Scale, Fold | None, Missing, Array | None, bool, bool, TableCode | None
]  # the fields of a codec, in their order


def state_of(
    scale: Scale,
    fold: Fold | None,
    missing: Missing,
    means: Array | None,
    piled: bool,
    signals: bool,
    table: TableCode | None,
) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return JSON values and arrays that `parts_of` reads."""
    document: dict[str, Any] = {
        "scale": "feature" if scale.per_feature else "global",
        "fold": None if fold is None else [fold.height, fold.width],
        "missing": missing,
        "piled": piled,
    }
    document |= {"signals": True} if signals else {}
    arrays = {"low": scale.low, "high": scale.high} | ({} if means is None else {"means": means})
    if table is not None:
        document["table"], of_table = table.to_state()
        arrays |= of_table
    return document, arrays


def parts_of(document: Mapping[str, Any], arrays: Mapping[str, Array]) -> Parts:
    """Return the parts that `state_of` describes; raises DataError where they are damaged or do not fit each other."""
    try:
        low, high, means = arrays["low"], arrays["high"], arrays.get("means")
        sides = document["fold"]
        if sides is not None and not all(type(side) is int for side in sides):
            raise ValueError("its fold is not of whole numbers")
        fold = None if sides is None else Fold(low.size, *sides)
        sane = low.shape == high.shape and low.dtype == high.dtype and low.size > 0 and low.dtype.kind in "iuf"
        sane = sane and bool(np.all(low <= high) and np.all(np.isfinite(low)) and np.all(np.isfinite(high)))
        fits = fold is None or (low.ndim == 1 and fold.holds(low.size))
        filled = means is None or (means.shape == low.shape and means.dtype.kind == "f")
        filled = filled and (means is None or bool(np.all((low <= means) & (means <= high))))
        if not (sane and fits and filled and 1 <= low.ndim <= 3):
            raise ValueError("its parts do not fit each other")
        policy = {"refuse": "error"}.get(document["missing"], document["missing"])  # as version 0.1 called it
        if policy not in ("error", "mean", "drop", "model") or document["scale"] not in ("global", "feature"):
            raise ValueError("an unknown choice")
        scale = Scale(low, high, document["scale"] == "feature")
        piled, signals = (bool(document.get(name, False)) for name in ("piled", "signals"))
        table = TableCode.from_state(document["table"], arrays) if "table" in document else None
        if table is not None and (low.ndim != 1 or len(table.columns) != len(low) or fold is not None):
            raise ValueError("its table has other columns")
        if table is not None and not holds(low.dtype, table.extremes):
            raise ValueError(f"its table has values that {low.dtype} does not hold")
        return scale, fold, cast(Missing, policy), means, piled, signals, table
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"The stored codec is damaged: {error}. Restore the model from a copy.") from error
