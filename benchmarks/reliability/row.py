"""One row of the table: a kind of mishap, how often it is tried, and the trial itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

Play = Callable[[Sequence[int], Path], Iterator[str]]
"""Trials of these numbers, in an empty folder: yields "" for each that held, else a line that says what went wrong."""


@dataclass(frozen=True)
class Row:
    """A mishap under the identifier it has in the table.

    A trial is a function of its number alone, so that a fault can be repeated by that number. `tries` is how many
    every check makes, `soak` how many `make soak` makes; `chunk` trials share one folder and one line of the record.
    """

    name: str  # "R1", "S1-mat"
    mishap: str  # what is done, in one sentence
    holds: str  # what has to be true then
    tries: int
    soak: int
    play: Play
    chunk: int = 1
