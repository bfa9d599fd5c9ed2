"""The page of the sanity checks and of planted shares, benchmarks/SANITY.md, from what the trials have measured."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.render import table
from benchmarks.results import together
from benchmarks.verdict import planted
from benchmarks.verdict.checks import CHECKS, Check, Role
from benchmarks.verdict.metrics import PAIRS

Documents = Mapping[str, Sequence[Mapping[str, Any]]]
"""Of each trial, by its name, the documents of all seeds."""

ROLES: tuple[Role, Role] = ("fidelity", "diversity")

PREFACE = """# Sanity checks of fidelity and diversity

Written by `python -m benchmarks.verdict.sanity`; not to be edited.

The checks are those of Räisä, van Breugel and van der Schaar 2025, "Position: All Current Generative Fidelity and
Diversity Metrics are Flawed", with the paper's distributions, sizes and criteria, held to means over seeds and to every
level (dimensions, or which set is which). Fewer points of each sweep are measured than in the paper, those that
criteria name among them. All pairs get the columns in the reals' mean and deviation, as in the paper. "fidelity,
diversity" is `gansmith.metrics.fidelity`, which sets out from the clipped pair (Salvy et al. 2025,
`gansmith.metrics.clipped`). In it a sample (or a real) is also put to the envelope of the other set. That is what
many of the failures have in common: balls do not see a column that is wrong alone, a corner that is never reached, a
hollow or a grid. Its constants were chosen while looking at these checks, on draws of other seeds than these."""

PLANTED = """## What planted shares read as

900 real rows and 900 samples of each kind; a share of the samples is noise ("bad"), all samples lack a share of the 20
classes ("missing"), or a share of the samples are copies of real rows ("copied"). Fidelity should read the share that
is not bad; diversity the share of classes that is there, and, of bad samples, 1 as long as good ones are many. Copies
are good and cover: neither number is made to tell them. Means over seeds, as fidelity / diversity."""


def write(documents: Documents, folder: Path) -> Path:
    """Write SANITY.md beside the folder of results."""
    page = folder.parent / "SANITY.md"
    page.write_text(text(documents), encoding="utf-8")
    return page


def text(documents: Documents) -> str:
    """Return the page of all trials with a document."""
    curves = {check: _curves(documents[check.name]) for check in CHECKS if documents.get(check.name)}
    failures = {
        (check, pair, role): check.failures(role, curves[check][pair][role])
        for check in curves
        for pair in PAIRS
        for role in ROLES
    }
    every = [document for kept in documents.values() for document in kept]
    parts = [PREFACE, "## Which checks are passed", _passes(list(curves), failures)]
    parts.append(_alone(documents))
    parts += ["## Why the others are not", "\n".join(_reasons(failures)), PLANTED]
    parts += list(_planted(documents))
    if every:
        minutes, measured = sum(document["cpu_minutes"] for document in every), together([d["measured"] for d in every])
        parts.append(
            f"{minutes:.1f} minutes of CPU for {max(len(kept) for kept in documents.values())} seeds. Measured "
            f"{measured['date']} at {measured['commit']} on {measured['machine']}; {measured['versions']}."
        )
    return "\n\n".join(parts) + "\n"


def _curves(kept: Sequence[Mapping[str, Any]]) -> dict[str, dict[Role, dict[str, dict[float, float]]]]:
    """Return means over seeds, by pair, role, level and x."""
    first = kept[0]["figures"]
    return {
        pair: {
            role: {
                level: {
                    float(x): float(np.mean([document["figures"][pair][role][level][x] for document in kept]))
                    for x in curve
                }
                for level, curve in first[pair][role].items()
            }
            for role in ROLES
        }
        for pair in first
    }


def _passes(run: Sequence[Check], failures: Mapping[tuple[Check, str, Role], Sequence[str]]) -> str:
    def cell(check: Check, pair: str) -> str:
        return ", ".join("**no**" if failures[check, pair, role] else "yes" for role in ROLES)

    rows = [(check.title, *(cell(check, pair) for pair in PAIRS)) for check in run]
    totals = (", ".join(str(sum(not failures[check, pair, role] for check in run)) for role in ROLES) for pair in PAIRS)
    return table(("check", *PAIRS), [*rows, (f"passed of {len(run)}", *totals)])


def _alone(documents: Documents) -> str:
    """Say how many checks the last pair passes by one seed at a time, which tells how narrow its passes are."""
    pair, counts = list(PAIRS)[-1], []
    for seed in range(min((len(kept) for kept in documents.values() if kept), default=0)):
        run = [check for check in CHECKS if documents.get(check.name)]
        found = {check: _curves(documents[check.name][seed : seed + 1])[pair] for check in run}
        counts.append([sum(not check.failures(role, found[check][role]) for check in found) for role in ROLES])
    said = "; ".join(f"{faithful}, {diverse}" for faithful, diverse in counts)
    return f"By single seeds, one after the other, {pair} pass: {said}. The means of all seeds decide, as in the paper."


def _reasons(failures: Mapping[tuple[Check, str, Role], Sequence[str]]) -> Iterator[str]:
    for (check, pair, role), reasons in failures.items():
        if reasons:
            name = pair.split(", ")[ROLES.index(role)]
            yield f"- {name}, {check.title}: {'; '.join(reasons)}"


def _planted(documents: Documents) -> Iterator[str]:
    for number, kind in enumerate(planted.KINDS):
        kept = documents.get(f"planted-{number}")
        if not kept:
            continue
        rows = [
            (f"{pair}: {defect}", *(_read(kept, pair, defect, share) for share in planted.SHARES))
            for defect in planted.DEFECTS
            for pair in list(PAIRS)[2:]
        ]
        yield f"### {kind[0].upper()}{kind[1:]}"
        yield table(("", *(f"{share:.0%}" for share in planted.SHARES)), rows)


def _read(kept: Sequence[Mapping[str, Any]], pair: str, defect: str, share: float) -> str:
    means = np.mean([document["figures"][pair][defect][f"{share:g}"] for document in kept], axis=0)
    return " / ".join(f"{mean:.2f}" for mean in means)
