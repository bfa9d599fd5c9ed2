"""The command `detect`, with `train` and `score` below it."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from gansmith.cli.options import NO_DATA_FLAGS, USES, Json, OwnRecipe, Quiet, Reading, flag
from gansmith.cli.progress import progress_on
from gansmith.cli.words import say
from gansmith.errors import UsageError, printable

FAKES = Parameter(
    help="generated samples, one set for each generator: files, folders, or runs and models, whose samples are drawn",
    consume_multiple=True,
)
UNITS = "floats of black and white, where some images hold 8-bit levels and others floats, as in --range 0 1"


def train(
    real: Annotated[str, flag("real samples: a file, a folder or a built-in set", "REAL")],
    /,
    *,
    fake: Annotated[tuple[str, ...], FAKES] = (),
    output: Annotated[Path, flag("directory of the detector", "--output", "-o")],
    count: Annotated[int | None, flag("largest number of samples of each set (default 10000)", "--count", "-n")] = None,
    steps: Annotated[int, flag("most training steps; training stops earlier on the validation part")] = 2000,
    seed: Annotated[int, flag("random seed of the parts, the network and the noise of models")] = 0,
    range: Annotated[tuple[float, float] | None, flag(UNITS)] = None,
    method: OwnRecipe = None,
    reading: Reading = NO_DATA_FLAGS,
    quiet: Quiet = False,
    json: Json = False,
) -> int:
    """Train a detector of generated samples, and test it on generators that it has not seen."""
    from gansmith.api.detect import train_detector
    from gansmith.detection.text import detector_text

    if not fake:
        raise UsageError("--fake is missing: name a set of generated samples, or a run.")
    with progress_on(sys.stderr, quiet) as progress:
        made = train_detector(
            real,
            list(fake),
            output,
            count=count,
            steps=steps,
            seed=seed,
            range=range,
            data_options=reading.changed(),
            recipe=method,
            progress=progress,
        )
    text = f"{detector_text(made)}\n  gansmith detect score {printable(str(output))} FILE -o scores.csv"
    say(text, {"output": str(output), **made.to_json()}, quiet, json)
    return 0


def score(
    detector: Annotated[Path, flag("directory of a detector", "DETECTOR")],
    data: Annotated[str, flag("samples to score: a file, a folder, or a run or model", "FILE")],
    /,
    *,
    output: Annotated[Path | None, flag("file of scores (.csv), a line for each sample", "--output", "-o")] = None,
    prior: Annotated[float, flag("share of generated samples that is expected, between 0 and 1")] = 0.5,
    reading: Reading = NO_DATA_FLAGS,
    quiet: Quiet = False,
    json: Json = False,
) -> int:
    """Score samples: the probability that each is generated, or that it is unlike all that the detector knows."""
    from gansmith.api.detect import score_samples
    from gansmith.detection.text import scores_text

    with progress_on(sys.stderr, quiet) as progress:
        found = score_samples(detector, data, output, prior=prior, data_options=reading.changed(), progress=progress)
    place = data if output is None else f"{output} ({data})"
    say(scores_text(found, printable(place)), {"output": output and str(output), **found.to_json()}, quiet, json)
    return 0


_LAST = 100  # of the commands in its group
detect = App(
    name="detect", help="Train a detector of generated samples, and score files with it.", group=USES, sort_key=_LAST
)
detect.command(train)
detect.command(score)
