"""The report of a search: a page in Markdown, and a picture of its trials over time."""

from collections.abc import Mapping
from pathlib import Path
from shlex import join
from typing import Any

from gansmith.config.command_line import shown, train_words
from gansmith.config.settings import TrainSettings
from gansmith.drawing.lettering import literal
from gansmith.errors import printable
from gansmith.report.comparison_page import MARKS
from gansmith.report.plots import COLOURS, png
from gansmith.storage.atomic import write_bytes
from gansmith.tuning.result import Tuning

PAGE_FILE, PICTURE_FILE = "report.md", "trials.png"


def write_report(tuning: Tuning, settings: TrainSettings) -> Path:
    """Write the page and its picture into the directory of the search; return where the page is."""
    page, lines = tuning.path / PAGE_FILE, [f"# Search on {shown(settings.data.source)}", "", tuning.sentence, ""]
    lines += ["The command that repeats the best run:", "", "```bash"]
    lines += [join(["gansmith", "train", *train_words(settings, shared=True)]), "```", "", *_time(tuning), ""]
    if (picture := _picture(tuning)) is not None:
        write_bytes(tuning.path / PICTURE_FILE, picture)
        lines += [f"![Trials over the time of the search]({PICTURE_FILE})", ""]
    lines += [*_table(tuning), ""]
    write_bytes(page, printable("\n".join(lines), keep="\n").encode())
    return page


def _time(tuning: Tuning) -> list[str]:
    seconds, plan, test = tuning.document["seconds"], tuning.document["plan"], tuning.document["test"]
    lines = [
        f"- The search took {_minutes(seconds['search'])}, the starts of processes included; the best trial was "
        f"trained for {_minutes(seconds['tuned'])} of them.",
        f"- The default was trained in one run for {_minutes(seconds['default'])}.",
        f"- At most {plan['trials']} trials of {', '.join(map(shown, plan['methods']))}; seed {plan['seed']}.",
    ]
    if test is not None:
        lines.append(
            f"- Test: {test['samples']:,} samples that neither trained nor chose a model. The uncertainty "
            f"({test['error']:.2g}) is that of the test samples and of the noise. It says nothing of other seeds: each "
            "side is one run."
        )
    return lines


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.1f} minutes"


def _table(tuning: Tuning) -> list[str]:
    best = tuning.document["best_trial"]
    lines = [f"| trial | settings | {tuning.figure} by rung | seconds | |", "|---|---|---|---|---|"]
    for trial in tuning.trials:
        changed = ",".join([shown(trial["method"]), *(f"{name}={value}" for name, value in trial["hyper"].items())])
        values = ", ".join("-" if value is None else f"{value:.4g}" for value in trial["values"])
        note = trial["failure"] or ("best" if trial["trial"] == best else "")
        cells = (str(trial["trial"]), changed, values, f"{sum(trial['seconds']):.0f}", note)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return lines


def _picture(tuning: Tuning) -> bytes | None:
    """Return the best value so far over the seconds of the search, beside that of the default's run."""
    methods: dict[str, list[tuple[float, float]]] = {}
    points = _points(tuning.trials)
    for trial, at, value in points:
        methods.setdefault(shown(trial["method"]), []).append((at, value))
    if not points:
        return None

    def draw(figure: Any) -> None:
        axes = figure.subplots()
        for place, (name, some) in enumerate(methods.items()):
            colour, mark = COLOURS[place % len(COLOURS)], MARKS[place % len(MARKS)]
            axes.scatter(*zip(*some, strict=True), color=colour, marker=mark, s=30, label=literal(name), zorder=3)
        curve = [(point["seconds"], point["value"]) for point in tuning.document["default"]]
        if curve:
            axes.plot(*zip(*curve, strict=True), color="#555555", linewidth=1, label="the default in one run")
        if min(value for *_, value in points) > 0:
            axes.set_yscale("log")
        axes.set(xlabel="seconds of the search, or of the default's run", ylabel=literal(tuning.figure))
        figure.legend(frameon=False, loc="outside right upper")

    return png(draw, (11, 4.5))


def _points(trials: list[dict[str, Any]]) -> list[tuple[Mapping[str, Any], float, float]]:
    """Return (trial, seconds of the search when it ended, value) of each rung, in the order of one worker."""
    rungs = max((len(trial["values"]) for trial in trials), default=0)
    found: list[tuple[Mapping[str, Any], float, float]] = []
    at = 0.0
    for rung in range(rungs):
        for trial in trials:
            if rung < len(trial["values"]):
                at += trial["seconds"][rung]
                if trial["values"][rung] is not None:
                    found.append((trial, at, trial["values"][rung]))
    return found
