"""Windows as they are written: rows of moments, each with the time since its window began."""

from dataclasses import replace

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.dataset import Origin
from gansmith.storage.json_text import parsed

_EXACT = 1e-6  # of a rate: what a whole number of moments a second may miss


def as_moments(origin: Origin) -> Origin:
    """Return the origin of windows with the names of channels for columns, as a table of moments has them."""
    if "window" not in origin.details:
        return origin
    return replace(origin, columns=channel_names(origin))


def channel_names(origin: Origin) -> tuple[str, ...]:
    """Return the names of the channels of windows, none where these had none."""
    try:
        return tuple(map(str, parsed(str(origin.details.get("channel_names", "[]")))))
    except (TypeError, ValueError):  # a stranger's model may say anything
        return ()


def times(count: int, window: int, origin: Origin) -> tuple[str, Array]:
    """Return the name of the column of time and its values, from 0 in each of the windows."""
    step = time_step(origin) or 1.0
    rate = round(1 / step) if 0 < step <= 1 else 0
    exact = rate > 0 and abs(rate * step - 1) < _EXACT
    each = np.arange(window) / rate if exact else np.arange(window) * step
    whole = np.array_equal(each, np.rint(each))
    return str(origin.details.get("time") or "time"), np.tile(each.astype(np.int64) if whole else each, count)


def time_step(origin: Origin) -> float | None:
    """Return the time between moments in the unit of the data, None where that is unknown."""
    try:
        step = float(origin.details.get("step", 0))
        rate = int(origin.details.get("rate", 0))
    except ValueError:  # a stranger's model may say anything
        return None
    if step > 0 and np.isfinite(step):
        return step
    return 1 / rate if rate > 0 else None
