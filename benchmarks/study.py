"""The study that many go through, GAN after GAN on one's data: `python -m benchmarks.study` writes benchmarks/STUDY.md.

Every run takes five minutes, on planets and on MNIST, with two seeds. What is done is kept under runs/study, so the
command goes on where it was cut off; `--table` only writes the page anew.
"""

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

from benchmarks.results import ROOT, circumstances
from gansmith.cli import main as gansmith

RUNS = ROOT / "runs" / "study"
KEPT = ROOT / "benchmarks" / "results" / "study"
PICTURES = ROOT / "docs" / "pictures" / "study"
PAGE = ROOT / "benchmarks" / "STUDY.md"
MINUTES, SEEDS = 5.0, 2
METHODS = ("gan", "dcgan", "wgan", "wgan-gp,network=mlp", "wgan-gp", "r3gan")
DATA = {"planets": "planets", "mnist": str(ROOT.parent / "shared" / "data" / "mnist")}
ASKED = {
    "planets": "3,909 rows of 4,734 numbers, folded to 69 x 69: an instrument's measurements",
    "mnist": "60,000 digits of 28 x 28",
}


def train(name: str) -> None:
    """Run what is missing of one data set's comparison, and keep its table and one picture a method."""
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
        trial["run"] = Path(trial["run"]).name
    document = {"measured": circumstances(), **found}
    (KEPT / f"{name}.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def page() -> str:
    """Return the study as Markdown, of what there is so far."""
    parts = [
        "# What practitioners go through: GAN after GAN on the same data",
        f"`python -m benchmarks.study`, {MINUTES:g} minutes a run, seeds 0 to {SEEDS - 1}, all reported. Every run "
        "holds out a tenth of the data and is measured on it; lower is better.",
    ]
    for name, words in ASKED.items():
        place = KEPT / f"{name}.json"
        if place.is_file():
            parts += _section(name, words, json.loads(place.read_text(encoding="utf-8")))
    return "\n\n".join(parts) + "\n"


def _section(name: str, words: str, found: dict[str, Any]) -> list[str]:
    head = f"| rank | method | {found['figure']} | by seed | seconds | failed |\n|---|---|---|---|---|---|"
    rows = [_row(standing, found) for standing in found["standings"]]
    failures = [f"- {t['contestant']}, seed {t['seed']}: {t['failure']}" for t in found["trials"] if t["failure"]]
    names = [standing["name"] for standing in found["standings"]]
    pictures = [_picture(name, shown) for shown in names if (PICTURES / f"{name}-{shown}.png").is_file()]
    measured = ", ".join(f"{key} {value}" for key, value in found["measured"].items())
    return [
        f"## {name}: {words}",
        found["sentence"],
        "\n".join([head, *rows]),
        *failures,
        *pictures,
        f"Measured: {measured}.",
    ]


def _picture(data: str, method: str) -> str:
    return f"**{method}**\n\n![Samples of {method} on {data}](../docs/pictures/study/{data}-{method}.png)"


def _row(standing: dict[str, Any], found: dict[str, Any]) -> str:
    trials = [trial for trial in found["trials"] if trial["contestant"] == standing["name"]]
    values = [f"{trial['values'][found['figure']]:.4g}" if trial["values"] else "failed" for trial in trials]
    mean = "" if standing["mean"] is None else f"{standing['mean']:.4g}"
    error = "" if standing["standard_error"] is None else f" ± {standing['standard_error']:.2g}"
    seconds = ", ".join(f"{trial['seconds']:.0f}" for trial in trials)
    cells = (standing["rank"] or "-", standing["name"], mean + error, ", ".join(values), seconds, standing["failed"])
    return "| " + " | ".join(map(str, cells)) + " |"


def main() -> None:
    """Train what is missing, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.study", description=__doc__)
    parser.add_argument("names", nargs="*", default=list(DATA), metavar="DATA", help=f"of: {', '.join(DATA)}")
    parser.add_argument("--table", action="store_true", help="run nothing, write the page of what there is")
    asked = parser.parse_args()
    for name in asked.names:
        if name not in DATA:
            parser.error(f"there is no {name}; choose of {', '.join(DATA)}")
        if not asked.table:
            train(name)
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
