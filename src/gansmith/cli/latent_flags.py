"""Flags of the commands about latent space, and what their words mean."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from gansmith.cli.options import flag
from gansmith.data.reader.library_errors import shown
from gansmith.errors import UsageError

RunOrModel = Annotated[Path, flag("run, checkpoint or model directory", "RUN")]


def several(text: str, *names: str) -> Parameter:
    """Return the line of help of a flag that takes several values."""
    return Parameter(name=list(names) or None, help=text, consume_multiple=True)


Outputs = Annotated[
    tuple[Path, ...],
    several(
        "output files; the suffix decides: a figure (.png, .pdf, .svg), or samples as of generate", "--output", "-o"
    ),
]
Label = Annotated[str | None, flag("class of all samples, by name or index")]
Conditions = Annotated[tuple[str, ...], several("values of conditions for all samples, as in --condition age=63")]
Numbers = Annotated[
    tuple[int, ...], several("numbers of samples of --seed, from 0, as `generate` draws them", "--numbers")
]
Bases = Annotated[
    tuple[int, ...],
    several("numbers of the samples of --seed that are changed, from 0 (default: the first alone)", "--numbers"),
]


def needed(output: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return the outputs; raises UsageError where none is named."""
    if not output:
        raise UsageError("--output (-o) names no file. Name one or more.")
    return output


def terms(words: tuple[str, ...], name: str) -> list[list[int]]:
    """Return the numbers of each term; raises UsageError for what is none."""
    found = []
    for word in words:
        numbers = word.split(",")
        if not all(number.isdecimal() and len(number) < 10 for number in numbers):
            raise UsageError(f"--{name} {shown(word)}: give the number of a sample, or several as in 3,14,25.")
        found.append([int(number) for number in numbers])
    return found


def samples_among(first: str, more: tuple[int, ...]) -> str | list[int]:
    """Return the numbers of samples, or the file; raises UsageError for a file and numbers."""
    if first.isdecimal() and len(first) < 19:
        return [int(first), *more]
    if more:
        raise UsageError(
            f"{shown(first)} is a file, and {more[0]} the number of a sample. Name one file, or numbers alone."
        )
    return first
