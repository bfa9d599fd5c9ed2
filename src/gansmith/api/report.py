"""The report of an evaluation: what data, what method, how it went, samples, figures, how to repeat it."""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from shlex import join
from typing import Any

import numpy as np

from gansmith.config.command_line import asked_words, data_words, train_words
from gansmith.data.outputs import PAGES, TEXTS, require_apart, require_free
from gansmith.errors import remark
from gansmith.evaluation.result import Evaluation
from gansmith.methods.own import without_folders
from gansmith.records.run_record import learned_from
from gansmith.report.facts import of_data, of_machine
from gansmith.report.own_units import as_drawn
from gansmith.report.page import Page, Plot, html, markdown, model_card
from gansmith.report.plots import columns, comparison, losses, neighbours, over_time, quality
from gansmith.report.table_figure import by_column, table_plot
from gansmith.report.training_images import moments
from gansmith.storage.atomic import write_bytes
from gansmith.training.callbacks.record import last_line, read_course

REPORT_FILE = "report.html"
FEW_COLUMNS = 200  # vectors of no more are shown column by column


def page_of(evaluation: Evaluation) -> Page:
    """Return the report of an evaluation, with the course of the run where it is one of a run."""
    sets = evaluation.subject
    plates = _plates(evaluation, sets.run)
    facts, commands = _of_files(evaluation) if sets.run is None else _of_run(evaluation, sets.run)
    return Page(
        title=f"How good is {sets.name}?",
        verdict=evaluation.verdict,
        facts=facts,
        plates=tuple(plate for plate in plates if plate is not None),
        figures=evaluation.figures,
        commands=commands,
        notes=(*sets.notes, evaluation.judgement.note),
        findings=tuple(f"{finding.grade}: {finding.line}." for finding in evaluation.judgement.findings),
    )


def require_places(
    inputs: Iterable[str | Path | None],
    *,
    report: str | Path | None = None,
    markdown_file: str | Path | None = None,
    card: str | Path | None = None,
) -> None:
    """Raise UsageError where a report would replace an input, a part of a run or model, or what is no report.

    inputs: all that is read, a run among it, whose data counts as well.
    """
    read = [Path(place) for place in inputs if place]
    read += [Path(source) for place in read if place.is_dir() for source in learned_from(place)]
    wanted = [(Path(p), ends) for p, ends in ((report, PAGES), (markdown_file, TEXTS), (card, TEXTS)) if p]
    require_apart(path for path, _ in wanted)
    for path, endings in wanted:
        require_free(path, read, endings)


def write_report(
    evaluation: Evaluation,
    *,
    report: str | Path | None = None,
    markdown_file: str | Path | None = None,
    card: str | Path | None = None,
) -> None:
    """Write the report as HTML, as Markdown and as a model card, each where it is asked for.

    Raises StorageError where a file cannot be written. `require_places` refuses a place before anything is measured.
    """
    wanted = [(Path(p), form) for p, form in ((report, html), (markdown_file, markdown), (card, model_card)) if p]
    if not wanted:
        return
    page = page_of(evaluation)
    for path, form in wanted:
        write_bytes(path, form(page).encode())


def _plates(evaluation: Evaluation, run: Path | None) -> list[Plot | None]:
    sets = evaluation.subject
    plates: list[Plot | None] = []
    if run is not None:
        records = run / "quality.jsonl"
        plates += [losses(read_course(run / "log.jsonl"))]
        plates += [quality(read_course(records)) if records.is_file() else None]
        plates += [over_time(moments(run / "samples", remark))]
    if sets.tables is not None and by_column(sets.tables.columns, sets.tables.measured.made):
        return [*plates, table_plot(*sets.tables.drawn)]
    drawn = partial(as_drawn, sets.codec)
    if sets.real[0].size > 1:  # of one number its distribution says all
        plates.append(comparison(drawn(sets.real), drawn(sets.fake), sets.channels))
    if sets.real.ndim == 2 and sets.real.shape[1] <= FEW_COLUMNS:
        plates.append(columns(drawn(sets.real), drawn(sets.fake), sets.columns))
    if sets.real[0].size > 2:
        plates.append(neighbours(sets.fake, sets.known[0], "real" if sets.train is None else "training", drawn))
    return plates


def _of_files(evaluation: Evaluation) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    sets = evaluation.subject
    facts = [("generated", f"{len(sets.fake):,} samples of {sets.name}"), ("real", sets.against)]
    real = sets.against.partition(" samples of ")[2]
    first, *reading = data_words(real, evaluation.asked["reading"])
    named = [sets.name, "--data", first] if sets.model else [first, sets.name]  # the data of a model, or two sets
    command = join(["gansmith", "evaluate", *named, *reading, *asked_words(evaluation.asked)])
    return [*facts, ("shape", _shape(sets.real)), ("verdict by", _judge(evaluation))], (command,)


def _of_run(evaluation: Evaluation, run: Path) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    sets = evaluation.subject
    settings = sets.settings
    assert settings is not None  # noqa: S101 - of every run
    last: Mapping[str, Any] = {"step": 0, "seconds": 0.0} | last_line(run / "log.jsonl")
    facts = [
        *of_data(run, sets.verified[0]),
        (
            "method",
            f"{without_folders(settings.method)}, {sets.steps:,} of {settings.steps or 0:,} planned steps; step "
            f"{last['step']:,} was reached after {last['seconds']:.3g} s",
        ),
        ("settings", ", ".join(f"{name} {value}" for name, value in settings.hyper.items() if value is not None)),
        ("seed", str(settings.seed)),
        ("measured", f"{len(sets.fake):,} samples of {sets.name} against {sets.against}"),
        ("verdict by", _judge(evaluation)),
        *of_machine(run),
        ("data's SHA-256", sets.verified[1]),
    ]
    command = join(["gansmith", "train", *train_words(settings, shared=True)])
    return facts, (command, join(["gansmith", "evaluate", sets.name, *asked_words(evaluation.asked)]))


def _judge(evaluation: Evaluation) -> str:
    spaces = dict.fromkeys(figure.features for figure in evaluation.figures if figure.name == "fidelity")
    return f"the worst of all measurements, in {', '.join(spaces) or 'no space'}; real-vs-real values stand beside"


def _shape(samples: np.ndarray) -> str:
    return " x ".join(map(str, samples.shape[1:]))
