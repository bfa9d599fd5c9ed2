"""Errors of gansmith as scikit-learn expects them: what is wrong with arguments or data is a ValueError too."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gansmith.errors import DataError, UsageError

_MEMORY = re.compile(r"^array(?=[: ])|[Tt]he data frame(?: of type \S+)?|[Tt]he given rows")
_OPTION = re.compile(r"\b(missing|scale|fold|column|rule|schema)=('[^']*')")
_LEFT_OUT = re.compile(r"[:,] drop='[^']*'")  # an estimator takes every column that it is given
_TEMPORARY = re.compile(r"\S*gansmith-\w+/run(?= )")


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
        raise UnfitOption(_of_estimator(str(error))) from error
    except DataError as error:
        raise UnfitData(_of_estimator(str(error))) from error


@contextmanager
def as_before_unless_done(estimator: Any) -> Iterator[None]:
    """Put an estimator's attributes back where the block does not end, for Ctrl-C too: never half of two fits."""
    before = dict(vars(estimator))
    try:
        yield
    except BaseException:
        vars(estimator).clear()
        vars(estimator).update(before)
        raise


def _of_estimator(text: str) -> str:
    """Return a message in the terms of estimators: data in memory is X, and options of reading are data_options."""
    text = _OPTION.sub(lambda found: f"data_options={{{found[1]!r}: {found[2]}}}", _MEMORY.sub("X", text))
    text = _LEFT_OUT.sub("", text).replace("choose another out.", "choose another path.")
    return _TEMPORARY.sub("The GAN", text)
