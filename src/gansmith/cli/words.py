"""The output of commands on stdout: a text for people or a document for machines."""

import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gansmith.declaration import as_json
from gansmith.errors import ELLIPSIS, first_few, printable, quoted, within

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gansmith.api.describe_data import DataReport
    from gansmith.api.generate import Generated
    from gansmith.data.describe import DataSummary
    from gansmith.data.describe_columns import ColumnSummary
    from gansmith.runs.dry_run import DryRun
    from gansmith.runs.result import Run

_MOST_COLUMNS = 60  # of a table that are listed
_SCALES = {
    "global": "one range for all values",
    "feature": "each feature has a range of its own",
    "quantile": "each column has its own ranks, parts and categories",
}


def say(text: str, document: dict[str, Any], quiet: bool, as_json: bool) -> None:
    """Print the text for people, or the document for machines; nothing when quiet.

    Characters that control a terminal are escaped in both, because names come from files of unknown origin.
    """
    if sys.stdout is None:  # closed by whoever started the command
        return
    if as_json:
        sys.stdout.write(json.dumps(document, indent=2).replace("\x7f", "\\u007f") + "\n")
    elif not quiet:
        sys.stdout.write(printable(text, keep="\n\t") + "\n")
    sys.stdout.flush()  # here, where the error of a closed pipe or a full disk is still caught


def outcome_text(outcome: "Run") -> str:
    """Return how a run ended, and the commands that use it."""
    path = quoted(outcome.path)
    now = outcome.steps - outcome.resumed_at
    some = f", {now:,} of them now," if outcome.resumed_at else ""
    lasted = f"{outcome.steps:,} steps{some} in {duration(outcome.seconds)}"
    if outcome.exit_code:
        return f"Stopped after {lasted}; nothing is lost. Go on with: gansmith train --resume {path}"
    missing = outcome.planned - outcome.steps
    short = f" The time limit was reached {missing:,} steps before the planned end." if missing > 0 else ""
    if outcome.gave_up and outcome.best:
        short = f" It stopped early because no evaluation was better than that of step {outcome.best[0]:,}; "
        short += f"to continue from there, start a new run: gansmith train DATA --init-from {path}"
    elif outcome.gave_up:
        short = " It stopped early because no evaluation found finite samples."
    best = (
        f"\n  best on the validation set: step {outcome.best[0]:,}, in {printable(str(outcome.path / 'best'))}"
        if outcome.best
        else ""
    )
    return (
        f"{printable(str(outcome.path))}: {lasted}.{short}{best}\n"
        f"  gansmith {_use(outcome)}\n"
        f"  gansmith plot {path} -o plot.png\n"
        f"  tensorboard --logdir {quoted(outcome.path.parent)} --samples_per_plugin scalars=10000,images=100"
    )


def _use(outcome: "Run") -> str:
    """Return the command that makes samples or translations of the kind of the data, at a place that is free."""
    from gansmith.data.outputs import free_output
    from gansmith.records.run_record import learned_from

    path, ending, read = quoted(outcome.path), outcome.ending_of_outputs, learned_from(outcome.path)
    if not outcome.translates:
        return f"generate {path} -n 1000 -o {quoted(free_output('samples', ending, read))}"
    return f"translate {path} IMAGES{ending} -o {quoted(free_output('translated', ending, read))}"


def generated_text(output: "Path", made: "Generated", label: str | None) -> str:
    """Return what was written, and which classes it holds where the model draws them on demand."""
    samples, counts = made.samples, made.classes
    shape = " x ".join(map(str, samples.shape))
    known = samples[samples == samples]  # without NaN, as missing values of a table are
    what = f"{shape} {samples.dtype}, values {known.min():g} to {known.max():g}"
    if made.columns:  # whose values are of several kinds
        what = f"{len(samples):,} rows of {made.columns:,} column{'s' * (made.columns > 1)}"
    lines = [f"{printable(str(output))}: {what}."]
    if counts:
        there = {name: count for name, count in counts.items() if count}
        chosen = f"  classes: {_classes(there, 0, None)}"
        other = "; in turn, --label as-data for their shares in the training data" if label is None else ""
        lines.append(f"{chosen}{other}")
    if made.conditions:
        lines.append(f"  conditions: {_conditions(made.conditions)}")
    lines += [f"  {said}" for said in made.chosen.said]
    lines += [f"  marked as synthetic in {printable(str(made.mark))}"] if made.mark is not None else []
    return "\n".join(lines)


def dry_run_text(planned: "DryRun") -> str:
    """Return the settings of a run, its networks, and the memory and time it takes."""
    configuration = as_json(planned.settings)
    settings = {**configuration.pop("data"), **configuration.pop("hyper"), **configuration, "steps": planned.steps}
    settings |= planned.resolved
    lines = [
        f"  {name.replace('_', '-'):22} {printable(str(value))}"
        for name, value in settings.items()
        if value not in (None, [], "", "auto")  # which means nothing for this data, where it is not resolved
    ]
    rates = ", ".join(f"{name} {_span(*ends)}" for name, ends in planned.learning_rates.items())
    sizes = ", ".join(f"{name} ({count:,})" for name, count in planned.parameters.items())
    memory = ", ".join(f"{name.replace('_', ' ')} {size:,.1f} MB" for name, size in planned.megabytes.items())
    return "\n".join(
        [
            "Dry run: nothing was written.",
            *lines,
            f"Networks for samples of shape {' x '.join(map(str, planned.shape))}: {sizes} parameters.",
            f"Learning rates: {rates}.",
            f"Memory: {memory}.",
            f"Time: {planned.steps:,} steps would take about {duration(planned.seconds)}.",
            *(f"note: {printable(note)}." for note in planned.notes),
        ]
    )


def _span(start: float, end: float) -> str:
    return f"{start:g}" if start == end else f"{start:g} to {end:g}"


def duration(seconds: float) -> str:
    """Return seconds in hours, minutes or seconds."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min {rest:02d} s"


def data_text(report: "DataReport") -> str:
    """Return the description of a data source, one fact per line."""
    found = report.summary
    variable = f", variable {found.variable}" if found.variable else ""
    shape = " x ".join(map(str, found.shape))
    folded = f"vectors as images of {report.fold.replace('x', ' x ')}, row by row; " if report.fold != "none" else ""
    feature = "channel" if len(report.shape) == 3 and report.network == "signal" else "feature"
    facts = {
        "samples": f"{found.samples:,} of {shape} {found.dtype} ({found.format}{variable})",
        **({} if report.columns else {"range": _range(found)}),
        "constant": f"{found.constant_features:,} features",
        "duplicates": f"{found.duplicate_rows:,} samples equal an earlier one",
        "missing": f"{found.missing_values:,} values"
        + (f", first in {found.first_missing}" * bool(found.first_missing)),
        "classes": _classes(found.classes, found.unlabelled, found.label),
        **({"conditions": _conditions(found.conditions)} if found.conditions else {}),
        **({"sources": report.sources} if report.sources else {}),
        "network input": f"{folded}{' x '.join(map(str, report.shape))}",
        "scale": _SCALES[report.scale].replace("feature", feature),
        "suggested": f"--method {report.method}" + f" --network {report.network}" * (report.sources is None),
        "in memory": report.residence,
        "sha256": found.sha256,
    }
    lines = [found.path, *(f"  {name:14}{fact}" for name, fact in facts.items()), *_columns_text(report.columns)]
    return "\n".join(map(printable, [*lines, *(f"  note: {warning}." for warning in found.warnings)]))


def _columns_text(columns: "Sequence[ColumnSummary]") -> list[str]:
    """Return the columns of a table, one a line, the first of very many."""
    if not columns:
        return []
    width = min(max(len(column.name) for column in columns[:_MOST_COLUMNS]), 24)
    lines = [
        f"    {within(column.name, 24, ELLIPSIS):{width}}  {column.type:9}{column.holds}"
        + f"; {column.missing:,} missing" * bool(column.missing)
        for column in columns[:_MOST_COLUMNS]
    ]
    more = len(columns) - _MOST_COLUMNS
    return ["  columns", *lines, *([f"    and {more:,} more columns (--json lists all)"] if more > 0 else [])]


def _classes(counts: dict[str, int], unlabelled: int, label: str | None) -> str:
    if not counts:
        return "none"
    shown = first_few([f"{name} ({count:,})" for name, count in counts.items()], 20)
    named = f" in {label}" if label else ""
    return f"{len(counts)}{named}: {shown}" + (f"; {unlabelled:,} unlabelled" if unlabelled else "")


def _range(found: "DataSummary") -> str:
    ends = f"{_short(found.low)} to {_short(found.high)}"
    return f"{ends}, mean {_short(found.mean)}, standard deviation {_short(found.std)}"


def _conditions(ends: Mapping[str, tuple[float, float]]) -> str:
    return first_few([f"{name} {_short(low)} to {_short(high)}" for name, (low, high) in ends.items()], 20)


def _short(value: float | int | None) -> str:
    return "?" if value is None else f"{value:.6g}"
