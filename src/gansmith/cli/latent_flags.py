"""Flags of the commands about latent space, and what their words mean."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from gansmith.cli.options import Json, NoMark, OwnRecipe, Quiet, Seed, conditions_among, flag
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
Numbers = Annotated[
    tuple[int, ...], several("numbers of samples of --seed, from 0, as `generate` draws them", "--numbers")
]
Bases = Annotated[
    tuple[int, ...],
    several("numbers of the samples of --seed that are changed, from 0 (default: the first alone)", "--numbers"),
]


@dataclass(frozen=True)
class SampleFlags:
    """Which samples a command starts from, as given by flags."""

    seed: Seed = 0
    label: Annotated[str | None, flag("class of all samples, by name or index")] = None
    condition: Annotated[
        tuple[str, ...], several("values of conditions for all samples, as in --condition age=63")
    ] = ()

    def asked(self) -> dict[str, Any]:
        """Return them as arguments of the api; raises UsageError for conditions that are none."""
        return {"seed": self.seed, "label": self.label, "condition": conditions_among(self.condition)}


@dataclass(frozen=True)
class MannerFlags:
    """How a command loads the model, marks its files and says what it has done, as given by flags."""

    no_mark: NoMark = False
    method: OwnRecipe = None
    quiet: Quiet = False
    json: Json = False


ANY_SAMPLES, AS_USUAL = SampleFlags(), MannerFlags()
Samples = Annotated[SampleFlags, Parameter(name="*")]
Manner = Annotated[MannerFlags, Parameter(name="*")]


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
