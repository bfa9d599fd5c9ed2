"""Which numbers a number type holds, as a stranger's model may name any type beside any numbers."""

from typing import Any

import numpy as np

from gansmith.data.chunks import Array


def holds(kind: "np.dtype[Any]", values: Array) -> bool:
    """Return whether numbers stay what they are in a type, apart from the rounding of floats.

    Whole numbers do not wrap around, fractions and NaN become no whole numbers, and finite floats stay finite.
    """
    if kind.kind == "f":
        known = values[np.isfinite(values)]
        return not known.size or max(-float(known.min()), float(known.max())) <= float(np.finfo(kind).max)
    if values.dtype.kind == "f" and not (np.isfinite(values) & (values == np.rint(values))).all():
        return False
    if not values.size:
        return True
    least, most = (0, 1) if kind.kind == "b" else (np.iinfo(kind).min, np.iinfo(kind).max)
    return least <= int(values.min()) and int(values.max()) <= most
