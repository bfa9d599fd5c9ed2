"""Sanity checks of fidelity and diversity, and what planted shares read as: `python -m benchmarks.verdict.sanity`.

Each check and each kind of planted data is a trial for every seed, kept as a JSON of its own, and run again only
where a module that it is made of has changed. The page is benchmarks/SANITY.md.
"""

import argparse
import ast
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.results import RESULTS, circumstances
from benchmarks.verdict import checks, draws, metrics, planted, sanity_page
from gansmith.metrics import balls, clipped, envelope, prdc
from gansmith.metrics import neighbours as nearest

SEEDS = tuple(range(5))

_MEASURED_BY = (metrics, balls, clipped, envelope, import_module("gansmith.metrics.fidelity"), nearest, prdc)


@dataclass(frozen=True)
class Trial:
    """A name, which its file bears, and what it measures with a seed: figures that JSON can hold."""

    name: str
    measure: Callable[[int], Any]
    fingerprint: str

    def path(self, seed: int, folder: Path) -> Path:
        """Return where the figures of a seed lie."""
        return folder / "trials" / "sanity" / f"{self.name}-{seed}.json"

    def kept(self, seed: int, folder: Path) -> Mapping[str, Any] | None:
        """Return what was measured by the modules as they are, or None."""
        path = self.path(seed, folder)
        document: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return document if document.get("fingerprint") == self.fingerprint else None

    def play(self, seed: int, folder: Path) -> None:
        """Measure a seed and keep it."""
        start = time.process_time()
        figures = self.measure(seed)
        document = {
            "fingerprint": self.fingerprint,
            "cpu_minutes": round((time.process_time() - start) / 60, 3),
            "measured": circumstances(),
            "figures": figures,
        }
        path = self.path(seed, folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document) + "\n", encoding="utf-8")


def _fingerprint(*modules: ModuleType) -> str:
    """Return a hash of what the modules do, which comments and docstrings do not change."""
    text = "".join(code(Path(str(module.__file__))) for module in (*modules, *_MEASURED_BY))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def code(path: Path) -> str:
    """Return a module's syntax without comments and docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
            node.body = [line for line in node.body if not _is_text(line)]
    return ast.dump(tree)


def _is_text(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)


def check_figures(check: checks.Check, seed: int, most: float = np.inf) -> Any:
    """Return a check's figures by pair, role, level and x, without sets of more than `most` rows."""
    found: dict[str, dict[str, dict[str, dict[str, float]]]] = {}
    for level in check.levels:
        for x, real, fake in check.draw(np.random.default_rng([seed, checks.CHECKS.index(check)]), level):
            if max(len(real), len(fake)) > most:
                continue
            for pair, values in metrics.measured(real, fake):
                for role, value in values.items():
                    at = found.setdefault(pair, {}).setdefault(role, {}).setdefault(level, {})
                    at[f"{x:.6g}"] = round(value, 4)
    return found


def planted_figures(kind: str, seed: int) -> Any:
    """Return what every pair reads by pair, defect and planted share, as (fidelity, diversity)."""
    found: dict[str, dict[str, dict[str, tuple[float, float]]]] = {}
    for defect in planted.DEFECTS:
        for share in planted.SHARES:
            real, fake = planted.planted(np.random.default_rng([seed, round(100 * share)]), kind, defect, share)
            for pair, values in metrics.measured(real, fake):
                read = (round(values["fidelity"], 4), round(values["diversity"], 4))
                found.setdefault(pair, {}).setdefault(defect, {})[f"{share:g}"] = read
    return found


def trials() -> list[Trial]:
    """Return every trial of every page."""
    first, second = _fingerprint(draws), _fingerprint(planted)
    checked = [Trial(c.name, lambda seed, c=c: check_figures(c, seed), first) for c in checks.CHECKS]
    sown = [
        Trial(f"planted-{n}", lambda seed, k=k: planted_figures(k, seed), second) for n, k in enumerate(planted.KINDS)
    ]
    return checked + sown


def main(folder: Path = RESULTS) -> None:
    """Run what is missing or stale and write the page; Ctrl-C keeps the trials that are done."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.verdict.sanity", description=__doc__)
    parser.add_argument("--seeds", type=int, default=len(SEEDS), help="only so many seeds, from the first")
    parser.add_argument("--page", action="store_true", help="run nothing, write the page of what there is")
    asked = parser.parse_args()
    for seed in SEEDS[: asked.seeds]:
        for trial in trials():
            if not asked.page and trial.kept(seed, folder) is None:
                trial.play(seed, folder)
                print(f"{trial.name} seed {seed}", flush=True)
    documents = {t.name: [d for seed in SEEDS if (d := t.kept(seed, folder)) is not None] for t in trials()}
    print(sanity_page.write(documents, folder))


if __name__ == "__main__":
    main()
