"""The command `tune`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from gansmith.cli.judging import Conditions
from gansmith.cli.options import NO_DATA_FLAGS, Json, Quiet, Reading, flag, flag_class, flag_fields
from gansmith.cli.progress import progress_on
from gansmith.cli.train import RUN
from gansmith.cli.words import say
from gansmith.config.run_options import OF_ONE_RUN, OF_THE_SEARCH, RunOptions
from gansmith.errors import UsageError, printable, remark

if TYPE_CHECKING:
    from gansmith.tuning.result import Tuning

SEARCHED = Parameter(
    help="methods to search, as in gan wgan-gp (default: all that fit the data, but for sgan)",
    consume_multiple=True,
)
NO_CONDITIONS = flag_class("Kept", flag_fields(RunOptions, without=(*OF_ONE_RUN, *OF_THE_SEARCH)), Conditions)()
if TYPE_CHECKING:
    ConditionFlags = Conditions
else:
    ConditionFlags = Annotated[type(NO_CONDITIONS), Parameter(name="*", group=RUN)]


def tune(
    source: Annotated[str | None, flag("built-in set, file or folder", "DATA")] = None,
    /,
    *,
    methods: Annotated[tuple[str, ...], SEARCHED] = (),
    minutes: Annotated[
        float, flag("minutes in total: half for the search, half for the default in one run, on all machines together")
    ] = 60.0,
    trials: Annotated[
        int | None, flag("largest number of trials (default: 3, 9, 27 or 81, as the minutes allow)")
    ] = None,
    study: Annotated[
        Path, flag("directory of the search; the same command continues it, and joins it from another machine")
    ] = Path("tuning"),
    seed: Annotated[int, flag("random seed of the draws and of all runs")] = 0,
    jobs: Annotated[int, flag("number of runs at the same time")] = 1,
    keep: Annotated[str, flag("run directories to keep at the end: all, or best")] = "all",
    run: ConditionFlags = NO_CONDITIONS,
    reading: Reading = NO_DATA_FLAGS,
    quiet: Quiet = False,
    json: Json = False,
) -> int:
    """Search over methods and hyper-parameters, and compare the best with the default at equal total time."""
    from gansmith.api.tune import tune as search

    data = reading.data(source)
    if data is None:
        raise UsageError("Name the data to search on: a built-in set, a file or a folder; `gansmith tune planets`.")
    with progress_on(sys.stderr, quiet) as tell:
        done = search(
            data,
            methods=methods,
            minutes=minutes,
            trials=trials,
            study=study,
            seed=seed,
            jobs=jobs,
            keep=keep,
            data_options=reading.changed(),
            run_options=run.changed(),
            say=(lambda text: None) if quiet else remark,
            progress=tell,
        )
    say(_text(done), done.to_json(), quiet, json)
    return 0


def _text(done: "Tuning") -> str:
    seconds = done.document["seconds"]
    rows = [
        done.sentence,
        f"  search   {seconds['search'] / 60:.3g} min, {len(done.trials)} trials; best {seconds['tuned'] / 60:.3g} min",
        f"  default  {seconds['default'] / 60:.3g} min in one run",
        f"Best run: {done.run}",
        f"Report: {done.path / 'report.md'}",
        "This repeats it:",
        f"  {done.command}",
    ]
    return "\n".join(map(printable, rows))
