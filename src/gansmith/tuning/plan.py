"""The plan of a search: how its minutes are shared among trials, rungs and the default, and what must stay the same."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gansmith.comparison.compare import in_words
from gansmith.config.command_line import PLACES
from gansmith.data.reader.library_errors import did_you_mean
from gansmith.errors import UsageError, option
from gansmith.storage.atomic import read_object, write_json, writing
from gansmith.storage.leftovers import is_empty
from gansmith.storage.plain import require_plain
from gansmith.tuning.decisions import LOCK_FILE, deciding
from gansmith.tuning.result import TRIALS

PLAN_FILE = "plan.json"
FACTOR = 3  # a rung keeps one in so many trials, and trains each so many times as long
SHORTEST = 25.0  # seconds of the first rung, where there is time for more trials than FACTOR
MOST_RUNGS = 4


@dataclass(frozen=True)
class Plan:
    """What a search trains: data by its hash, the methods, the minutes, the most trials, and the options of all runs.

    Half of the minutes are the search's. The default then trains in one run as long as all trials did together.
    """

    data: str
    sha256: str
    reading: Mapping[str, Any]
    methods: tuple[str, ...]
    minutes: float
    trials: int
    seed: int
    options: Mapping[str, Any]

    @property
    def seconds(self) -> float:
        """Seconds of the search: all trials, with the starts of their processes."""
        return 30.0 * self.minutes

    @property
    def rungs(self) -> int:
        """The number of the last rung; the first is 0."""
        return next(k for k in range(MOST_RUNGS, -1, -1) if FACTOR**k <= self.trials)

    @property
    def longest(self) -> float:
        """Seconds of a trial that reaches the last rung."""
        return self.seconds * float(FACTOR**self.rungs) / (self.trials * (1 + 2 * self.rungs / FACTOR))

    def share(self, rung: int) -> float:
        """Return by how many seconds of the search a rung should be done."""
        return self.seconds * (1 + 2 * rung / FACTOR) / (1 + 2 * self.rungs / FACTOR)

    def length(self, rung: int, steps: int) -> int:
        """Return by which step a trial of so many steps in all ends a rung."""
        parts: int = FACTOR ** (self.rungs - rung)
        return steps // parts

    @property
    def unit(self) -> int:
        """The steps of a trial are a multiple of this, and it is validated as often: twice in the first rung."""
        return int(2 * FACTOR**self.rungs)


def trials_within(minutes: float) -> int:
    """Return how many trials there are unless somebody says: as many as leave the first rung long enough."""
    counts = [FACTOR**k for k in range(1, MOST_RUNGS + 1)]
    fitting = [n for k, n in enumerate(counts, 1) if 30.0 * minutes / (n * (1 + 2 * k / FACTOR)) >= SHORTEST]
    return max(fitting, default=FACTOR)


def begin(directory: Path, plan: Plan) -> bool:
    """Note the plan, or join a search of the same; return whether it was there. Raises UsageError for another plan."""
    if _is_there(directory, plan):
        return True
    with writing(directory):
        if directory.exists() and not _is_new(directory):
            raise UsageError(f"{directory} holds something else than a search. Name another {option('study')}.")
        (directory / TRIALS).mkdir(parents=True, exist_ok=True)
        (directory / "leases").mkdir(exist_ok=True)
    with deciding(directory):  # as others may begin it at the same moment
        if _is_there(directory, plan):
            return True
        write_json(directory / PLAN_FILE, asdict(plan))
    return False


def _is_there(directory: Path, plan: Plan) -> bool:
    """Whether a directory holds a search; raises UsageError where that has another plan."""
    place = directory / PLAN_FILE
    if os.path.lexists(place):
        require_plain(directory, "search")
    if not place.is_file():
        return False
    _require_same(directory, read_object(place), json.loads(json.dumps(asdict(plan))))
    return True


def _is_new(directory: Path) -> bool:
    """Whether a directory holds nothing but what a search begins with, or what another process just began there."""
    begun = is_empty(directory, (TRIALS, "leases"), files=(LOCK_FILE,))
    return begun or os.path.lexists(directory / PLAN_FILE)


def _require_same(directory: Path, known: Mapping[str, Any], here: Mapping[str, Any]) -> None:
    for name, value in _flat(here).items():
        there = _flat(known).get(name)
        if there != value:
            raise UsageError(
                f"{directory} holds a search with {name} {in_words(there)}, not {in_words(value)}. Give the same, or "
                f"name another {option('study')}."
            )


def _flat(plan: Mapping[str, Any]) -> dict[str, Any]:
    """Return what must be the same, by name: where data lies is free, as its hash is compared."""
    values = {name: value for name, value in plan.items() if name not in ("data", "reading", "options")}
    reading, options = (plan.get(name) for name in ("reading", "options"))
    for part in (reading, options):
        values |= {name: part[name] for name in part if name not in PLACES} if isinstance(part, Mapping) else {}
    return values


def require_known(name: str, value: str, known: tuple[str, ...]) -> None:
    """Raise UsageError for a value that is none of those known."""
    if value not in known:
        raise UsageError(f"{option(name, value)}: {did_you_mean(value, list(known))} There are: {', '.join(known)}.")
