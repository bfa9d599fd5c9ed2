"""Render what was said of all cells into benchmarks/VERDICT.md."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.render import table
from benchmarks.results import ROOT, Goal, together
from benchmarks.verdict.expected import OF_FAMILY, OF_KIND, OF_PLANT, OF_STAGE, Expectation, expected
from benchmarks.verdict.kinds import KINDS
from benchmarks.verdict.models import MODELS, STAGES
from benchmarks.verdict.plants import PLANTS, Plant, fits
from benchmarks.verdict.record import CELLS, read
from benchmarks.verdict.score import MANY, Cell, goals, seconds
from benchmarks.verdict.work import SEEDS, places

PAGE = ROOT / "benchmarks" / "VERDICT.md"
COMMAND = "python -m benchmarks.verdict"
PREFACE = (
    f"Written by `{COMMAND}` from the records in `benchmarks/verdict/cells/`; not to be edited. The command judges "
    f"what is missing, `{COMMAND} --anew --kind ring --plant white` that cell again. What is right of each cell stood "
    "in `benchmarks/verdict/expected.py` before any verdict was seen; thresholds were set on the kinds of the half "
    "`tune`, and those of the half `report` only tell how it turns out. Two things blur that line. Digits were looked "
    "at while the first rules were written, before the halves were drawn up. And the rule that samples which look no "
    "more like the data than trivial rows are poor was added after cells of `pinwheel` had been seen; no threshold was "
    "set on them. `propellers` and `orbits` are fresh: they were drawn up, and what is right of their cells put down, "
    "when the judgement was done, and nothing was changed because of what it said of them. "
    "That what lies off the data is said from 8 % on, and not from 15 %, was asked for by `pinwheel polluted` "
    "and `digits class`, and set on spirals and on kinds of `tune`; the fresh kinds had been judged before it, so they "
    "are fresh for all but that. Of the planted sets, `ranks` was mended after "
    "`noise ranks` had been called fair: it had added noise."
)
READING = (
    "Left of the arrow what is right: garbage, flawed, equal (the very law), or untellable, which counts neither way. "
    "Right of it what was said, a letter for each seed: good, fair, poor, untold, x where it failed; then, unless it "
    "is in all, in how many of the seeds a finding named what is wrong. **Bold** is what falls short."
)
HALVES = ("tune", "report", "models")


def render(folder: Path = CELLS, page: Path = PAGE) -> bool:
    """Write the page of a folder of records, and return whether every goal that anything was tried for is met."""
    cells = _cells(folder)
    found = [goal for half in HALVES for goal in goals(cells, half)]
    parts = ["# Can the verdict be fooled?", PREFACE, _goals(found), _cost(cells), READING]
    for half in HALVES[:-1]:
        parts += [f"## Kinds of the half `{half}`", _table(cells, half)]
    parts += ["## Planted sets", "\n".join(_planted(plant) for plant in PLANTS)]
    parts += ["Where something else is right for a family or a kind:", "\n".join(_exceptions())]
    parts += ["## Trained models", _models(cells)]
    parts += ["## What falls short", "\n".join(_short(cell) for cell in cells if cell.missed) or "Nothing."]
    parts += ["## Circumstances", _circumstances(cells)]
    page.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return all(goal.met for goal in found)


def _cells(folder: Path) -> list[Cell]:
    """Return what the record holds of cells that there are, in the order of kinds, plants and seeds."""
    cells = []
    for kind in KINDS:
        known = read(folder, kind.name)
        for plant in PLANTS:
            of_cell = [known[place] for seed in SEEDS if (place := (kind.name, plant.name, seed)) in known]
            if fits(plant, kind):
                cells += [Cell(kind.half, kind.made, expected(kind, plant), said) for said in of_cell]
    for model in MODELS:
        known = read(folder, model.name)
        for stage in STAGES:
            of_cell = [known[place] for seed in SEEDS if (place := (model.name, stage, seed)) in known]
            cells += [Cell("models", MANY, OF_STAGE[stage], said) for said in of_cell]
    return cells


def _goals(found: Sequence[Goal]) -> str:
    rows = [(goal.subject, goal.wanted, goal.result, "yes" if goal.met else "no") for goal in found]
    return table(("", "goal", "result", "met"), rows)


def _cost(cells: Sequence[Cell]) -> str:
    middle, most, total = seconds(cells)
    lacking = len({*places((), ())} - {cell.said.place for cell in cells})
    seeds = ", ".join(str(seed) for seed in sorted({cell.said.seed for cell in cells})) or "none"
    return (
        f"{len(cells):,} judgements of seeds {seeds}, {lacking:,} not made yet; {total / 60:,.0f} minutes of CPU, the "
        f"median of a judgement {middle:.1f} s, the longest {most:.1f} s."
    )


def _table(cells: Sequence[Cell], half: str) -> str:
    kinds = [kind for kind in KINDS if kind.half == half]
    rows = []
    for plant in PLANTS:
        row = [plant.name]
        for kind in kinds:
            of_cell = [cell for cell in cells if (cell.said.kind, cell.said.plant) == (kind.name, plant.name)]
            truth = expected(kind, plant).truth if fits(plant, kind) else ""
            row.append(_cell(truth, of_cell) if truth else "")
        rows.append(row)
    return table(("", *(kind.name for kind in kinds)), rows)


def _cell(truth: str, cells: Sequence[Cell]) -> str:
    """Return what is right and what was said, as "garbage → ppf"."""
    grades = " ".join("x" if cell.failed else cell.said.grade[0] for cell in cells)
    named = sum(cell.named for cell in cells)
    named_by = f" {named}/{len(cells)}" if cells and cells[0].wrong and named < len(cells) else ""
    text = f"{truth} → {grades}{named_by}" if cells else truth
    return f"**{text}**" if any(cell.missed for cell in cells) else text


def _planted(plant: Plant) -> str:
    right = OF_PLANT[plant.name]
    return f"- {plant.name}: {plant.what}. {_wanted(right).capitalize()}."


def _exceptions() -> Iterator[str]:
    for (name, plant), right in (OF_FAMILY | OF_KIND).items():
        yield f"- {name}, {plant}: {_wanted(right)}{'; ' if right.why else ''}{right.why}."


def _wanted(right: Expectation) -> str:
    """Return a truth and what is to name it, as "flawed, to be named by missing or shares"."""
    return f"{right.truth}{', to be named by ' if right.named else ''}{' or '.join(sorted(right.named))}"


def _models(cells: Sequence[Cell]) -> str:
    of_models = [cell for cell in cells if cell.half == "models"]
    rows = [
        (cell.said.kind, cell.said.plant, str(cell.said.seed), cell.said.known, _escaped(cell.said.verdict))
        for cell in of_models
    ]
    notes = [f"- {model.name}: {', '.join(map(str, model.steps))} steps. {model.note}".rstrip() for model in MODELS]
    return "\n\n".join(["\n".join(notes), table(("", "stage", "seed", "what the law says", "what was said"), rows)])


def _short(cell: Cell) -> str:
    said, right = cell.said, cell.right
    kinds = ", ".join(dict.fromkeys(said.kinds)) or "nothing"
    place = f"{said.kind} {said.plant} {said.seed}"
    return f"- {place}: {_wanted(right)}; said {said.grade}, {kinds}: {_escaped(said.verdict)}"


def _circumstances(cells: Iterable[Cell]) -> str:
    told = [cell.said for cell in cells]
    if not told:
        return "None yet."
    joined = together(said.measured for said in told)
    grades = ", ".join(f"{count:,} {grade}" for grade, count in sorted(Counter(said.grade for said in told).items()))
    return (
        f"Judged {joined['date']} at {joined['commit']} on {joined['machine']}; {joined['versions']}. Grades: {grades}."
    )


def _escaped(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
