"""The commands `evaluate` and `compare`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from gansmith.cli.options import (
    NO_DATA_FLAGS,
    AllowCode,
    Json,
    OwnRecipe,
    Quiet,
    Reading,
    flag,
    flag_class,
    flag_fields,
)
from gansmith.cli.progress import progress_on
from gansmith.cli.train import RUN
from gansmith.cli.words import say
from gansmith.config.run_options import OF_ONE_RUN, RunOptions
from gansmith.declaration import defaults
from gansmith.errors import StorageError, UsageError, printable, remark
from gansmith.report.plain_table import aligned

if TYPE_CHECKING:
    from gansmith.comparison.result import Comparison
    from gansmith.evaluation.result import Evaluation

FEATURES = Parameter(
    help="features to measure in: raw, pca, random, classifier, inception, or a TorchScript or ONNX file",
    consume_multiple=True,
)
THOROUGH = "slower metrics as well (mmd, w1, c2st, 1nn, correlation, spectrum), which the verdict does not need"
OWN_METRICS = Parameter(
    help="metrics of your own, as file.py:function: functions of real and generated samples that return a number",
    consume_multiple=True,
)
METHODS = Parameter(
    help="methods, with hyper-parameters after commas: gan dcgan wgan-gp,network=mlp",
    consume_multiple=True,
)


class Conditions:
    """Options of a run that are the same for all runs of a comparison."""

    def changed(self) -> dict[str, Any]:
        """Return the options that differ from their defaults."""
        usual = defaults(RunOptions)
        return {name: value for name, value in vars(self).items() if value != usual[name]}


NO_CONDITIONS = flag_class("Conditions", flag_fields(RunOptions, without=OF_ONE_RUN), Conditions)()
if TYPE_CHECKING:
    ConditionFlags = Conditions
else:
    ConditionFlags = Annotated[type(NO_CONDITIONS), Parameter(name="*", group=RUN)]


def evaluate(
    subject: Annotated[str, flag("run, or real samples: a file, a folder or a built-in set", "RUN")],
    fake: Annotated[str | None, flag("generated samples from any tool", "FAKE")] = None,
    /,
    *,
    features: Annotated[tuple[str, ...], FEATURES] = (),
    weights: Annotated[
        Path | None, flag("file with the weights of the Inception network", "--inception-weights")
    ] = None,
    data: Annotated[
        str | None, flag("current location of the data of a run, or data for a model that was copied alone")
    ] = None,
    reading: Reading = NO_DATA_FLAGS,
    count: Annotated[int | None, flag("largest number of samples of each set (default 5000)", "--count", "-n")] = None,
    seed: Annotated[int, flag("random seed of the noise and of the choice of samples")] = 0,
    method: OwnRecipe = None,
    metrics: Annotated[tuple[str, ...], OWN_METRICS] = (),
    thorough: Annotated[bool, Parameter(negative="", help=THOROUGH)] = False,
    allow_code: AllowCode = False,
    report: Annotated[Path | None, flag("HTML report (default report.html in the run)")] = None,
    markdown: Annotated[Path | None, flag("report in Markdown")] = None,
    card: Annotated[Path | None, flag("model card in Markdown")] = None,
    quiet: Quiet = False,
    json: Json = False,
) -> int:
    """Evaluate a run on its validation set, or two sets of samples: metric values, a verdict and a report."""
    from gansmith.api.report import require_places
    from gansmith.evaluation.evaluate import evaluate as measure

    read = (subject, fake, weights, data, *features, *(name.rpartition(":")[0] for name in metrics))
    require_places(read, report=report, markdown_file=markdown, card=card)
    with progress_on(sys.stderr, quiet) as tell:
        done = measure(
            subject,
            fake,
            features=features,
            weights=weights,
            data=data,
            data_options=reading.changed(),
            count=count,
            seed=seed,
            recipe=method,
            thorough=thorough,
            allow_code=allow_code,
            metrics=metrics,
            progress=lambda name, made, total: tell(made, total),
        )
    place, written = _write(done, report, markdown, card)
    say(_evaluation_text(done, place), done.to_json(), quiet, json)
    return 0 if written and done.kept else StorageError.exit_code


def _write(
    done: "Evaluation", report: Path | None, markdown: Path | None, card: Path | None
) -> tuple[Path | None, bool]:
    """Write the reports; return where the page is, if anywhere, and whether all could be written."""
    from gansmith.api.report import REPORT_FILE, write_report

    place = report or (done.subject.run / REPORT_FILE if done.subject.run is not None and done.kept else None)
    try:
        write_report(done, report=place, markdown_file=markdown, card=card)
    except StorageError as error:  # the values are printed all the same
        remark(str(error))
        return None, False
    return place, True


def compare(
    source: Annotated[str | None, flag("built-in set, file or folder", "DATA")] = None,
    /,
    *,
    methods: Annotated[tuple[str, ...], METHODS] = (),
    seeds: Annotated[int, flag("number of runs of each method, with seeds from 0")] = 3,
    minutes: Annotated[float | None, flag("minutes per run")] = None,
    steps: Annotated[int | None, flag("steps per run, in place of minutes")] = None,
    out: Annotated[Path, flag("directory of all runs; the same command continues an interrupted comparison")] = Path(
        "comparison"
    ),
    jobs: Annotated[int, flag("number of runs at the same time")] = 1,
    features: Annotated[tuple[str, ...], FEATURES] = (),
    count: Annotated[int | None, flag("largest number of samples of each set (default 5000)", "--count", "-n")] = None,
    by: Annotated[
        str | None,
        flag("metric that decides between equal grades, such as kid or kid[pixels] (default: the first distance)"),
    ] = None,
    allow_code: AllowCode = False,
    run: ConditionFlags = NO_CONDITIONS,
    reading: Reading = NO_DATA_FLAGS,
    quiet: Quiet = False,
    json: Json = False,
) -> int:
    """Compare methods over several seeds under one budget, and name the winner if there is one."""
    from gansmith.comparison.compare import compare as contest
    from gansmith.comparison.report import write_comparison

    data = reading.data(source)
    if data is None:
        raise UsageError("Name the data to compare on: a built-in set, a file or a folder; `gansmith compare planets`.")
    if not methods:
        raise UsageError(
            "--methods: name at least two, as in --methods gan dcgan wgan-gp. `gansmith methods` lists them."
        )
    with progress_on(sys.stderr, quiet) as tell:
        done = contest(
            data,
            methods,
            seeds=seeds,
            minutes=minutes,
            steps=steps,
            out=out,
            jobs=jobs,
            features=features,
            count=count,
            by=by,
            allow_code=allow_code,
            data_options=reading.changed(),
            run_options=run.changed(),
            say=(lambda text: None) if quiet else remark,
            progress=tell,
        )
    page = write_comparison(done)
    say(_comparison_text(done, page), done.to_json(), quiet, json)
    return 0


def _evaluation_text(done: "Evaluation", report: Path | None) -> str:
    from gansmith.report.page import row_of

    rows = [("metric[features]", "value", "real-vs-real", "better", "n")]
    shown = [row_of(figure) for figure in done.figures]
    rows += [(row.label, row.value, row.floor, row.better, row.n) for row in shown if not row.left_out]
    left_out = [f"  {row.label} skipped: {row.note.rstrip('.')}." for row in shown if row.left_out]
    end = [f"Report: {report}"] if report else []
    head = [done.verdict, f"{done.subject.name} against {done.subject.against}."]
    unsaid = [done.judgement.note] if done.judgement.findings else []  # without findings, the verdict has it
    notes = [f"  note: {note}" for note in (*done.subject.notes, *unsaid)]
    found = [f"  {finding.grade}: {finding.line}." for finding in done.judgement.findings]
    return "\n".join(map(printable, [*head, *notes, *found, *aligned(rows), *left_out, *end]))


def _comparison_text(done: "Comparison", page: Path) -> str:
    rows = [("rank", "method", "judged", done.figure, "seeds", "failed")]
    for standing in done.standings:
        error = "" if standing.standard_error is None else f" ± {standing.standard_error:.2g}"
        value = "" if standing.mean is None else f"{standing.mean:.4g}{error}"
        counts = str(standing.seeds), str(standing.failed)
        rows.append((str(standing.rank or "-"), standing.name, standing.grade or "-", value, *counts))
    failures = [f"  {t.contestant}, seed {t.seed}: {t.failure}" for t in done.trials if t.failure]
    end = [f"Runs and table: {done.path}", f"Report: {page}"]
    return "\n".join(map(printable, [done.sentence, *aligned(rows), *failures, *end]))
