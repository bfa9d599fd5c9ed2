"""Dates of the Gregorian calendar as days since 1970."""

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array

_YEARS = (1000, 2999)


def civil_days(year: Array, month: Array, day: Array) -> npt.NDArray[np.int64]:
    """Return the days from 1970-01-01 to dates of the Gregorian calendar."""
    months = (12 * (year.astype(np.int64) - 1970) + month.astype(np.int64) - 1).astype("datetime64[M]")
    days: npt.NDArray[np.int64] = months.astype("datetime64[D]").astype(np.int64) + day.astype(np.int64) - 1
    return days


def are_dates(year: Array, month: Array, day: Array) -> npt.NDArray[np.bool_]:
    """Return which of them are dates of the Gregorian calendar."""
    fits = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31) & (year >= _YEARS[0]) & (year <= _YEARS[1])
    safe = np.where(fits, month, 1)
    begins = civil_days(np.where(fits, year, 1970), safe, np.ones_like(safe))
    ends = civil_days(np.where(fits, year, 1970), safe + 1, np.ones_like(safe))
    return np.asarray(fits & (day <= ends - begins))
