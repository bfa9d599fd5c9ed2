"""Metrics of the user's own: a function of real and generated samples, in the units of the data, that returns a number.

They are given as functions, or as "file.py:function". What a run or a metrics.json stores of them is compared, by name
and by a hash of the file, and never imported.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from gansmith.errors import GansmithError, MemoryShortage, UsageError, option
from gansmith.metrics.registry import METRICS, Metric, Result
from gansmith.metrics.result import Better
from gansmith.storage.own_code import absolute, imported, name_of, reason, sha256_of, without_folders

Function = Callable[[np.ndarray, np.ndarray], float]
BETTER: tuple[Better, ...] = ("lower", "higher", "nearer")
FEATURES = "data"  # what stands in the labels of figures, as energy[data]
MOST = 10_000  # rows of each set that are handed over at most

_handed_over: dict[str, "OwnMetric"] = {}  # functions that a person of this process gave themselves, by their names


@dataclass(frozen=True)
class OwnMetric:
    """A metric that a person gave: its name as they gave it, the function, a hash of its file, and which is better."""

    name: str
    function: Function
    sha256: str
    better: Better
    given_by: str = "metrics"

    @property
    def title(self) -> str:
        """The name of the function alone."""
        return self.name.rpartition(":")[2]

    @property
    def public(self) -> str:
        """The name without folders: "mine.py:energy"."""
        return without_folders(self.name)

    @property
    def label(self) -> str:
        """The label of its figures: "energy[data]"."""
        return f"{self.title}[{FEATURES}]"

    def __call__(self, real: np.ndarray, fake: np.ndarray) -> float:
        """Return the value for equally many samples (N, ...) of each; raises UsageError with what is wrong with it."""
        try:
            value = self.function(real, fake)
        except Exception as error:
            if isinstance(error, GansmithError) or MemoryShortage.is_one(error):
                raise
            raise UsageError(f"{option(self.given_by, self.name)} failed: {reason(error)}. Mend the metric.") from error
        try:
            return float(value)
        except (TypeError, ValueError):
            raise UsageError(
                f"{option(self.given_by, self.name)} returns {str(value)[:60]!r}, which is not a number. Mend the "
                f"metric."
            ) from None

    def entry(self) -> Metric:
        """Return it as an entry of the table of metrics."""
        return Metric((self.title,), (self.better,), 2, MOST, lambda real, fake, seed: [Result(self(real, fake))])


def own_metrics(given: Sequence[str | Function]) -> list[OwnMetric]:
    """Return the metrics that a person gives: functions, or names as "file.py:function", which are imported.

    Raises UsageError where one cannot be found, or two have one name.
    """
    here = Path.cwd()
    found = [_named(one, "metrics", here) if isinstance(one, str) else _of_function(one, _name(one)) for one in given]
    titles = [one.title for one in found]
    twice = next((title for title in titles if titles.count(title) > 1), None)
    if twice is not None:
        raise UsageError(
            f"{option('metrics')}: two of them are called {twice!r}, and could not be told apart. Rename one."
        )
    return found


def criterion_name(best_by: str | Function, built_in: Sequence[str]) -> str:
    """Return how a run's settings name what selects its best model: a built-in name or a metric of one's own.

    best_by is what a person gives: never call this with a name read from a file. A metric of one's own is imported, and
    `criterion_of` knows it from then on; the file of "file.py:function" becomes an absolute path. Raises UsageError for
    anything else, and where `better` is "nearer", which ranks no models.
    """
    if isinstance(best_by, str):
        if best_by in built_in:
            return best_by
        if ":" not in best_by:
            raise UsageError(
                f"{option('best_by', best_by)}: choose of {', '.join(built_in)}, or name a metric of your own as "
                "file.py:function."
            )
        name = absolute(best_by)
        metric = _handed_over.get(name) or _named(name, "best_by", Path.cwd())
    else:
        name = name_of(best_by, "metric")
        metric = _of_function(best_by, name, "best_by")
    if metric.better == "nearer":
        raise UsageError(
            f"{option('best_by', name)}: its `better` is 'nearer', and a criterion needs 'lower' or 'higher'."
        )
    _handed_over[name] = metric
    return name


def criterion_of(name: str) -> OwnMetric:
    """Return the metric of one's own that settings name, which a person gave in this process; nothing is imported.

    Raises UsageError where nobody did.
    """
    if name not in _handed_over:
        raise UsageError(
            f"The best model is selected by a metric that is not gansmith's own, {without_folders(name)!r}. Metrics "
            f"are code, and none is run because a file names it: give the one you trust, with "
            f"{option('best_by', 'file.py:function')}."
        )
    return _handed_over[name]


def find_stored_criterion(
    stored: str, sha256: str, given: str | Function | None, built_in: Sequence[str], where: str
) -> tuple[str, str]:
    """Return the name to find a stored run's criterion by, and what to say if it is not quite the one stored.

    stored and sha256 are what the run says, and given is what the person who goes on with it says. A stored name is
    compared and never imported. Raises UsageError where the person's is missing, or is another one.
    """
    name = None if given is None else criterion_name(given, built_in)
    if stored in built_in:
        if name not in (None, stored):
            raise UsageError(
                f"{option('best_by', name)}: the best model of {where} is selected by {stored}. Leave it out."
            )
        return stored, ""
    own = criterion_of(stored if name is None else name)
    if own.title != stored.rpartition(":")[2]:
        raise UsageError(
            f"{option('best_by', name)}: {where} selects by {without_folders(stored)!r}, a function of another name."
        )
    changed = bool(sha256) and own.sha256 != sha256
    return own.name, f"{own.public} has changed since the training" if changed else ""


@lru_cache
def _named(name: str, given_by: str, here: Path) -> OwnMetric:
    if ":" not in name:
        usual, slow = (
            ", ".join(part for metric in METRICS if metric.usual is always for part in metric.names)
            for always in (True, False)
        )
        raise UsageError(
            f"{option(given_by, name)}: name a metric of your own as file.py:function, or module:function. Built-in "
            f"metrics are computed without it: {usual}; with {option('thorough')} also {slow}; with "
            f"{option('features', 'inception')} the FID (fd in features of Inception)."
        )
    return _of_function(imported(name, given_by, here), name, given_by)


def _of_function(function: Function, name: str, given_by: str = "metrics") -> OwnMetric:
    if not callable(function):
        raise UsageError(
            f"{option(given_by)}: {str(function)[:60]!r} is neither a function nor a name as file.py:function."
        )
    asked = getattr(function, "better", "lower")
    better = next((known for known in BETTER if known == asked), None)
    if better is None:
        raise UsageError(f"{option(given_by, name)}: its `better` is {asked!r}. Choose of {', '.join(BETTER)}.")
    return OwnMetric(name, function, sha256_of(function), better, given_by)


def _name(function: Function) -> str:
    title = getattr(function, "__name__", type(function).__name__).strip("<>")
    return f"{getattr(function, '__module__', '') or 'notebook'}:{title}"
