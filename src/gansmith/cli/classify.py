"""The command `classify`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from gansmith.cli.options import NO_DATA_FLAGS, Json, OwnRecipe, Quiet, Reading, flag
from gansmith.cli.progress import progress_on
from gansmith.cli.words import say
from gansmith.errors import first_few, printable

if TYPE_CHECKING:
    from gansmith.api.classify import Classified
    from gansmith.runs.accuracy import Accuracy

_MOST_CLASSES = 20  # that are listed


def classify(
    run: Annotated[Path, flag("run of sgan or acgan, or a checkpoint of it", "RUN")],
    data: Annotated[str, flag("samples to classify: a file, a folder or a built-in set", "DATA")],
    /,
    *,
    output: Annotated[Path | None, flag("file of classes (.csv), a line for each sample", "--output", "-o")] = None,
    no_baseline: Annotated[bool, flag("no supervised baseline, which is trained once and kept in the run")] = False,
    run_data: Annotated[str | None, flag("current location of the data of the run, if it has moved")] = None,
    method: OwnRecipe = None,
    reading: Reading = NO_DATA_FLAGS,
    quiet: Quiet = False,
    json: Json = False,
) -> int:
    """Classify samples with the critic of a semi-supervised run, beside the supervised baseline."""
    from gansmith.api.classify import classify as told

    with progress_on(sys.stderr, quiet) as progress:
        made = told(
            run,
            data,
            output,
            baseline=not no_baseline,
            run_data=run_data,
            data_options=reading.changed(),
            recipe=method,
            progress=progress,
        )
    place = data if output is None else f"{output} ({data})"
    say(_text(made, place), {"output": output and str(output), **made.to_json()}, quiet, json)
    return 0


def _text(made: "Classified", place: str) -> str:
    counts = made.to_json()["classes"]
    listed = first_few([f"{name} ({count:,})" for name, count in counts.items()], _MOST_CLASSES)
    lines = [f"{place}: {len(made.predicted):,} samples.", f"  predicted    {listed}"]
    lines += [_accuracy(found) for found in (made.of_run, made.of_data) if found is not None]
    return "\n".join(map(printable, [*lines, *(f"  note: {note.rstrip('.')}." for note in made.notes)]))


def _accuracy(found: "Accuracy") -> str:
    text = f"  accuracy     {found.value:.4f} ± {found.error:.4f} on {found.samples:,} {found.where}"
    if found.baseline is None:
        return text
    gain, verdict = found.value - found.baseline, "ahead of it" if found.is_ahead else "no gain over it"
    return f"{text}; supervised baseline {found.baseline:.4f}: {verdict} ({gain:+.4f} ± {found.difference_error:.4f})"
