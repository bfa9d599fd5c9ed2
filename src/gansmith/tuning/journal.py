"""The journal of a search: Optuna's, in a file on a disk that machines share. A rung of a run is a trial of it."""

import contextlib
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np

from gansmith.core.randomness import key
from gansmith.data.reader.library_errors import shown
from gansmith.errors import DataError, GansmithError
from gansmith.storage.atomic import writing
from gansmith.tuning.decisions import FileLock, deciding, optuna_module
from gansmith.tuning.plan import MOST_RUNGS
from gansmith.tuning.space import Space

JOURNAL_FILE = "journal.log"
_NAME = "gansmith"
_DRAWS = 50  # until one is new
_MOST = 10**12  # runs, steps, or seconds of a rung
_OF_DAMAGE = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, ArithmeticError)
State = Literal["running", "done", "failed"]


@dataclass(frozen=True)
class Entry:
    """One rung of one run: which, how it went, and its cost, the best validation until then (lower is better).

    steps: of the whole run, 0 where they are not known yet. seconds: that this rung took so far.
    """

    number: int
    run: int
    rung: int
    state: State
    method: str
    hyper: Mapping[str, Any]
    steps: int = 0
    seconds: float = 0.0
    cost: float = inf
    failure: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


class Journal:
    """The journal in a directory; several processes and machines may have it open at once."""

    def __init__(self, directory: Path, space: Space, seed: int) -> None:
        self._optuna, self.space, self.seed = optuna_module(), space, seed
        journal = self._optuna.storages.journal
        self._place = place = directory / JOURNAL_FILE
        writes = FileLock.of(place)  # no link, which searches may not hold
        with self._open():
            _mend(place, writes)
            backend = journal.JournalFileBackend(str(place), lock_obj=writes)
            self._storage = self._optuna.storages.JournalStorage(backend)
            self._study = self._optuna.create_study(storage=self._storage, study_name=_NAME, load_if_exists=True)
            self.entries()

    def entries(self) -> list[Entry]:
        """Return all rungs, the oldest first; draws that came twice are none."""
        with self._open():
            trials = self._study.get_trials(deepcopy=False)
            return [self._entry(trial) for trial in trials if "run" in trial.user_attrs]

    def deciding(self) -> contextlib.AbstractContextManager[None]:
        """Decide alone what is done next."""
        return deciding(self._place.parent)

    def first(self, method: str, run: int) -> Entry:
        """Note that a run of a method begins with nothing changed."""
        return self._begun(self.space.plain(method), run, 0)

    def drawn(self, run: int) -> Entry | None:
        """Note that a run begins with settings that were not drawn before, and return it; None where none are new."""
        known = [(entry.method, dict(entry.hyper)) for entry in self.entries()]
        with self._open():
            for _ in range(_DRAWS):
                trial = self._ask({})
                method, hyper = self.space.suggest(trial)
                if (method, hyper) not in known:
                    return self._signed(trial, run, 0, method, hyper)
                self._study.tell(trial, state=self._optuna.trial.TrialState.FAIL)
        return None

    def promoted(self, entry: Entry) -> Entry:
        """Note that a run goes on with the next rung."""
        return self._begun(entry.params, entry.run, entry.rung + 1, entry.steps)

    def note(self, entry: Entry, **attributes: Any) -> None:
        """Keep something of a rung that runs: its steps, or the seconds so far."""
        with self._open():
            for name, value in attributes.items():
                self._storage.set_trial_user_attr(self._id(entry), name, value)

    def end(self, entry: Entry, seconds: float, cost: float, *, last: bool) -> None:
        """Note how a rung ended."""
        state = self._optuna.trial.TrialState
        self.note(entry, seconds=seconds)
        with self._open():
            self._storage.set_trial_intermediate_value(self._id(entry), entry.rung, cost)
            if last:
                self._study.tell(entry.number, cost, state=state.COMPLETE)
            else:
                self._study.tell(entry.number, state=state.PRUNED)

    def fail(self, entry: Entry, seconds: float, failure: str) -> None:
        """Note that a run failed, and why."""
        self.note(entry, seconds=seconds, failure=failure)
        with self._open():
            self._study.tell(entry.number, state=self._optuna.trial.TrialState.FAIL)

    def _begun(self, params: Mapping[str, Any], run: int, rung: int, steps: int = 0) -> Entry:
        with self._open():
            trial = self._ask(params)
            return self._signed(trial, run, rung, *self.space.suggest(trial), steps)

    def _ask(self, params: Mapping[str, Any]) -> Any:
        """Return a new trial; its draws follow the seed and its number, so that no two machines draw the same."""
        state = self._optuna.trial.TrialState
        while self._study.get_trials(deepcopy=False, states=(state.WAITING,)):  # of one that died while it decided
            self._study.tell(self._study.ask(), state=state.FAIL)
        number = len(self._study.get_trials(deepcopy=False))
        seed = int(np.random.default_rng(key(self.seed, "tuning", number)).integers(2**31))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", self._optuna.exceptions.ExperimentalWarning)  # of `group`
            self._study.sampler = self._optuna.samplers.TPESampler(seed=seed, multivariate=True, group=True)
        if params:
            self._study.enqueue_trial(dict(params))
        return self._study.ask()

    def _signed(self, trial: Any, run: int, rung: int, method: str, hyper: Mapping[str, Any], steps: int = 0) -> Entry:
        told = {"rung": rung, "method": method, "hyper": dict(hyper), "steps": steps, "run": run}
        for name, value in told.items():
            trial.set_user_attr(name, value)
        return Entry(trial.number, run, rung, "running", method, hyper, steps, params=trial.params)

    def _id(self, entry: Entry) -> int:
        study = self._storage.get_study_id_from_name(_NAME)
        found: int = self._storage.get_trial_id_from_study_id_trial_number(study, entry.number)
        return found

    def _entry(self, trial: Any) -> Entry:
        """Return a rung as the journal has it; a method is one of those searched, and never looked up by its name."""
        told, states = trial.user_attrs, {"RUNNING": "running", "FAIL": "failed"}
        cost = trial.intermediate_values.get(told.get("rung"), inf)
        if not _is_whole(told) or type(cost) not in (int, float) or told["method"] not in self.space.methods:
            raise DataError(f"{self._place} is damaged: trial {trial.number} is not of this search. Put a copy back.")
        state = cast(State, states.get(trial.state.name, "done"))
        rest = {name: told[name] for name in ("steps", "seconds", "failure") if name in told}
        named = (trial.number, told["run"], told["rung"], state, told["method"], told["hyper"])
        return Entry(*named, **rest, cost=cost, params=trial.params)

    @contextlib.contextmanager
    def _open(self) -> Iterator[None]:
        """Read or write the journal: what Optuna makes of lines that it never wrote is damage, whenever it is found."""
        with writing(self._place), self._quiet():
            try:
                yield
            except GansmithError:
                raise
            except _OF_DAMAGE as error:
                raise DataError(
                    f"{self._place} is damaged ({shown(str(error))}). Put a copy of it back, or name another study."
                ) from None

    @contextlib.contextmanager
    def _quiet(self) -> Iterator[None]:
        """Let Optuna say warnings alone, and leave what it says elsewhere as it was."""
        logging = self._optuna.logging
        before = logging.get_verbosity()
        logging.set_verbosity(logging.ERROR)
        try:
            yield
        finally:
            logging.set_verbosity(before)


def _mend(place: Path, lock: Any) -> None:
    """Cut off a line that a process did not finish before it died, as the next would be joined to it."""
    if not place.is_file():
        return
    lock.acquire()
    try:
        content = place.read_bytes()
        if content and not content.endswith(b"\n"):
            with place.open("r+b") as file:
                file.truncate(content.rfind(b"\n") + 1)
    finally:
        lock.release()


def _is_whole(told: Mapping[str, Any]) -> bool:
    """Whether a journal's notes of a rung are of the types and in the ranges that this program writes."""
    ends = {"run": _MOST, "rung": MOST_RUNGS + 1, "steps": _MOST}
    counts = all(type(told.get(name, 0)) is int and 0 <= told.get(name, 0) < ends[name] for name in ends)
    texts = isinstance(told.get("method"), str) and isinstance(told.get("failure", ""), str)
    seconds = told.get("seconds", 0)
    lasted = isinstance(seconds, int | float) and 0 <= seconds < _MOST
    return counts and texts and lasted and isinstance(told.get("hyper"), dict)
