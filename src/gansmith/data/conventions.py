"""Versions of the conventions by which data is read where no option says how: a run keeps those that it began with.

Without them a run could not be resumed after a convention has changed, as the same file would be other data. A new
convention is a new version: the reader that follows it asks for the version of its `Choices`.
"""

from collections.abc import Mapping
from typing import Any

BY_EVIDENCE = 2  # names, index columns, classes and axes are found by the evidence in the file; 1 is gansmith 0.1
SIGNALS = 3  # arrays of few long channels are signals; before, they were images
TABLES = 4  # columns of tables have types, and codes of their own; before, all were numbers in one range each or all
AS_MEANT = 5  # folders train/ and test/ are no classes of arrays, and names of declared categories no missing values
LATEST = AS_MEANT
IMAGES = BY_EVIDENCE  # the latest by which an array of few long channels is images, as is all that is translated
_RECORDED = "conventions"  # the field of a run's settings
_OF_SECOND = "keep_index"  # a field that settings have since version 2, which did not record it


def recorded_conventions(data: Mapping[str, Any]) -> int:
    """Return the version in the stored settings of data, of those that do not say it the version of their time."""
    found: int = data.get(_RECORDED, BY_EVIDENCE if _OF_SECOND in data else 1)
    return found
