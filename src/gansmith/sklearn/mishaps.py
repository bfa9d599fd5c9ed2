"""Errors of gansmith as scikit-learn expects them: what is wrong with arguments or data is a ValueError too."""

from collections.abc import Iterator
from contextlib import contextmanager

from gansmith.errors import DataError, UsageError


class UnfitOption(UsageError, ValueError):
    """A parameter of an estimator, or an argument, that is not valid."""


class UnfitData(DataError, ValueError):
    """Data that an estimator cannot be fitted to, or applied to."""


@contextmanager
def as_value_errors() -> Iterator[None]:
    """Let errors of options and data be ValueErrors as well, with the same text."""
    try:
        yield
    except (UnfitOption, UnfitData):
        raise
    except UsageError as error:
        raise UnfitOption(str(error)) from error
    except DataError as error:
        raise UnfitData(str(error)) from error
