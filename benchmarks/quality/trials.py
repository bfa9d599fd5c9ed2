"""Trials: one setting with one seed, run once, kept as a JSON, and stale once the method is no longer the same."""

import hashlib
import inspect
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.results import RESULTS, ROOT, Result, circumstances, together
from gansmith.config.renamed import HYPER
from gansmith.methods.registry import METHODS

GOLDEN = ROOT / "tests" / "golden" / "losses.json"

FORMER = {name: former for former, name in HYPER.items()}  # names of hyper-parameters in version 0.1
Figures = dict[str, Any]


@dataclass(frozen=True)
class Setting:
    """A method with its hyper-parameters and steps, under the name it has in the table."""

    name: str
    method: str
    steps: int
    hyper: Mapping[str, Any] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """A hash of the setting and of the method's golden losses, which change when its training does.

        A hyper-parameter has the name of version 0.1 in it, as a new name is no new training. Of a recipe of the
        benchmarks' own, "module:function", it is the module's text and those of the methods that it imports.
        """
        golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
        methods, source = _behind(self.method)
        losses = {case: values for case, values in golden.items() if _method_of(case) in methods}
        hyper = {FORMER.get(name, name): value for name, value in self.hyper.items()}
        text = json.dumps([asdict(self) | {"hyper": hyper}, losses, *source], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def _method_of(case: str) -> str:
    """Return the method of a golden case, "wgan-gp" of "wgan-gp-vector"."""
    return max((name for name in METHODS if case.startswith(f"{name}-")), key=len)


def _behind(method: str) -> tuple[set[str], tuple[str, ...]]:
    """Return the listed methods that a method's training follows, and the source of a recipe that is not listed."""
    if ":" not in method:
        return {method}, ()
    module = import_module(method.rpartition(":")[0])
    used = {id(value) for value in vars(module).values()}
    return {name for name, entry in METHODS.items() if id(entry.recipe) in used}, (inspect.getsource(module),)


@dataclass(frozen=True)
class Benchmark:
    """Settings by seeds, how a trial is run, and the table that is made of all figures found so far."""

    name: str
    settings: tuple[Setting, ...]
    seeds: tuple[int, ...]
    run: Callable[[Setting, int], Figures]
    report: Callable[["Benchmark", Mapping[str, list[Figures]]], Result]

    def trials(self) -> Iterator[tuple[Setting, int]]:
        """Give every trial, all settings of one seed before the next seed."""
        return ((setting, seed) for seed in self.seeds for setting in self.settings)

    def path(self, setting: Setting, seed: int, folder: Path = RESULTS) -> Path:
        """Return where a trial's figures lie."""
        return folder / "trials" / self.name / f"{setting.name}-{seed}.json"

    def found(self, setting: Setting, seed: int) -> Figures | None:
        """Return a trial's figures, with `stale` set where the method or setting has changed since; None without."""
        kept = self._document(setting, seed)
        return None if kept is None else _figures(setting, kept)

    def _document(self, setting: Setting, seed: int) -> dict[str, Any] | None:
        path = self.path(setting, seed)
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    def play(self, setting: Setting, seed: int) -> Figures:
        """Run a trial and keep it."""
        start = time.perf_counter()
        figures = self.run(setting, seed)
        minutes = round((time.perf_counter() - start) / 60, 2)
        path = self.path(setting, seed)
        path.parent.mkdir(parents=True, exist_ok=True)
        document = {
            "setting": asdict(setting),
            "seed": seed,
            "fingerprint": setting.fingerprint,
            "minutes": minutes,
            "figures": figures,
            "measured": circumstances(),
        }
        path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
        return figures | {"minutes": minutes, "stale": False}

    def table(self) -> Result:
        """Return the table of what has been found so far."""
        found: dict[str, list[Figures]] = {setting.name: [] for setting in self.settings}
        measured = []
        for setting, seed in self.trials():
            if (kept := self._document(setting, seed)) is not None:
                found[setting.name].append(_figures(setting, kept))
                measured.append(kept["measured"])
        result = self.report(self, found)
        return replace(result, measured=together(measured)) if measured else result


def _figures(setting: Setting, kept: Mapping[str, Any]) -> Figures:
    figures: Figures = kept["figures"]
    return figures | {"minutes": kept["minutes"], "stale": kept["fingerprint"] != setting.fingerprint}
