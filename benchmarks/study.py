"""The study that many go through, GAN after GAN on one's data: `python -m benchmarks.study` writes benchmarks/STUDY.md.

Every run takes five minutes, on planets and on MNIST, with two seeds. What is done is kept under runs/study, so the
command goes on where it was cut off; `--table` only writes the page anew, `--again` trains the same runs by
their steps, with no eye on the clock, and says what is said of them today.
"""

import argparse
import json
import os
import shutil
from pathlib import Path
from typing import Any

from benchmarks.results import RESULTS, ROOT, circumstances
from benchmarks.study_again import again
from gansmith.cli import main as gansmith
from gansmith.evaluation.ranking import winner_sentence
from gansmith.records.directory import RunDirectory
from gansmith.training.callbacks.record import read_record

RUNS = ROOT / "runs" / "study"
KEPT = RESULTS / "trials" / "study"
PICTURES = ROOT / "docs" / "pictures" / "study"
PAGE = ROOT / "benchmarks" / "STUDY.md"
MINUTES, SEEDS = 5.0, 2
METHODS = ("gan", "dcgan", "wgan", "wgan-gp,network=mlp", "wgan-gp", "r3gan,network=residual")
DATA = {"planets": "planets", "mnist": str(ROOT.parent / "shared" / "data" / "mnist")}
ASKED = {
    "planets": "3,909 rows of 4,734 numbers, folded to 69 x 69: an instrument's measurements",
    "mnist": "60,000 digits of 28 x 28",
}


def train(name: str) -> None:
    """Run what is missing of one data set's comparison, and keep its table and one picture a method."""
    os.environ["OMP_NUM_THREADS"] = "1"  # of every training
    code = gansmith(
        [
            *("compare", DATA[name], "--methods", *METHODS, "--seeds", str(SEEDS), "--minutes", str(MINUTES)),
            *("--out", str(RUNS / name)),
        ]
    )
    if code:
        raise SystemExit(code)
    found = json.loads((RUNS / name / "comparison.json").read_text(encoding="utf-8"))
    KEPT.mkdir(parents=True, exist_ok=True)
    PICTURES.mkdir(parents=True, exist_ok=True)
    for trial in found["trials"]:
        pictures = sorted((Path(trial["run"]) / "samples").glob("step-*.png"))
        if trial["seed"] == 0 and pictures:
            shutil.copy(pictures[-1], PICTURES / f"{name}-{trial['contestant']}.png")
        trial |= _heard(Path(trial["run"])) | {"run": Path(trial["run"]).name}
    del found["sentence"]  # the page says it anew of the figures
    found["plan"]["data"] = name  # where it lies is this machine's affair
    document = {"measured": circumstances(), **found}
    (KEPT / f"{name}.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def _heard(run: Path) -> dict[str, Any]:
    """Return what a run said last of its losses, and the verdict on it; no verdict where it diverged."""
    last, metrics = read_record(RunDirectory(run).log_path)[-1], run / "metrics.json"
    losses = {name.removeprefix("loss/"): value for name, value in last.items() if name.startswith("loss/")}
    said = json.loads(metrics.read_text(encoding="utf-8"))["verdict"] if metrics.is_file() else ""
    return {"steps": last["step"], "losses": losses, "verdict": said}


def page() -> str:
    """Return the study as Markdown, of what there is so far."""
    parts = [
        "# What practitioners go through: GAN after GAN on the same data",
        f"`python -m benchmarks.study`, {MINUTES:g} minutes of one core a run, seeds 0 to {SEEDS - 1}, all reported. "
        "Every run holds out a tenth of the data and is measured on it; lower is better.",
    ]
    for name, words in ASKED.items():
        place = KEPT / f"{name}.json"
        if place.is_file():
            parts += _section(name, words, json.loads(place.read_text(encoding="utf-8")))
    return "\n\n".join(parts) + "\n"


def _section(name: str, words: str, found: dict[str, Any]) -> list[str]:
    head = f"| rank | method | {found['figure']} | by seed | steps | failed |\n|---|---|---|---|---|---|"
    rows = [_row(standing, found) for standing in found["standings"]]
    names = [standing["name"] for standing in found["standings"]]
    measured = ", ".join(f"{key} {value}" for key, value in found["measured"].items())
    return [
        f"## {name}: {words}",
        winner_sentence(_values(found), found["better"], found["figure"]),
        f"Real samples against other real ones have {found['floor']:.4g}: no method can be expected to do better.",
        "\n".join([head, *rows]),
        "What `gansmith evaluate` says of each run, and its losses at the end:",
        "\n".join(_told(trial) for shown in names for trial in found["trials"] if trial["contestant"] == shown),
        "Samples of seed 0:",
        _gallery(name, [shown for shown in names if (PICTURES / f"{name}-{shown}.png").is_file()]),
        f"Measured: {measured}.",
    ]


def _values(found: dict[str, Any]) -> dict[str, list[float | None]]:
    """Return each method's figure by seed, None where a run failed."""
    figure, values = found["figure"], {standing["name"]: list[float | None]() for standing in found["standings"]}
    for trial in found["trials"]:
        values[trial["contestant"]].append(trial["values"][figure] if trial["values"] else None)
    return values


def _told(trial: dict[str, Any]) -> str:
    losses = ", ".join(f"{player} {value:.3g}" for player, value in trial["losses"].items())
    said = trial["failure"] or trial.get("again", trial)["verdict"]
    return f"- {trial['contestant']}, seed {trial['seed']}: {said} ({losses})"


def _gallery(data: str, methods: list[str]) -> str:
    """Return a table of pictures, three in a row."""
    lines = ["| | | |", "|---|---|---|"]
    for first in range(0, len(methods), 3):
        row = methods[first : first + 3]
        shown = [f"![Samples of {m} on {data}](../docs/pictures/study/{data}-{m}.png)<br>{m}" for m in row]
        lines.append("| " + " | ".join(shown) + " |")
    return "\n".join(lines)


def _row(standing: dict[str, Any], found: dict[str, Any]) -> str:
    trials = [trial for trial in found["trials"] if trial["contestant"] == standing["name"]]
    values = [f"{trial['values'][found['figure']]:.4g}" if trial["values"] else "failed" for trial in trials]
    mean = "" if standing["mean"] is None else f"{standing['mean']:.4g}"
    error = "" if standing["standard_error"] is None else f" ± {standing['standard_error']:.2g}"
    steps = ", ".join(f"{trial['steps']:,}" for trial in trials)
    cells = (standing["rank"] or "-", standing["name"], mean + error, ", ".join(values), steps, standing["failed"])
    return "| " + " | ".join(map(str, cells)) + " |"


def main() -> None:
    """Train what is missing, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.study", description=__doc__)
    parser.add_argument("names", nargs="*", default=list(DATA), metavar="DATA", help=f"of: {', '.join(DATA)}")
    parser.add_argument("--table", action="store_true", help="run nothing, write the page of what there is")
    parser.add_argument("--again", action="store_true", help="train what was trained by its steps, and judge it anew")
    asked = parser.parse_args()
    for name in asked.names:
        if name not in DATA:
            parser.error(f"there is no {name}; choose of {', '.join(DATA)}")
        if asked.again:
            again(KEPT / f"{name}.json", RUNS / "again" / name, DATA[name])
        elif not asked.table:
            train(name)
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
