"""One worker of a search: it does what is next until nothing is left, beside any number of others."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from math import ceil, isfinite
from pathlib import Path

from gansmith.comparison.processes import PULSE, Cut
from gansmith.comparison.trials import failure_of, note_failure
from gansmith.errors import DataError, GansmithError
from gansmith.training.callbacks.record import trained_seconds
from gansmith.tuning.course import Course, costs, pace
from gansmith.tuning.fitting import TrialFailed
from gansmith.tuning.journal import JOURNAL_FILE, Entry, Journal
from gansmith.tuning.lease import Lease
from gansmith.tuning.plan import FACTOR
from gansmith.tuning.schedule import Next, best, following, spent

Say = Callable[[str], None]


@dataclass(frozen=True)
class Worker:
    """What a worker needs: the runs, the journal that it shares with others, and where it says what it does."""

    course: Course
    journal: Journal
    say: Say

    def search(self) -> None:
        """Train what is next until the search has ended; raises Cut where all are to stop."""
        while True:
            with self.journal.deciding():
                task = self._claimed()
            if task is None:
                return
            entry, lease = task
            if entry is None or lease is None:
                self._pause()
                continue
            with lease:
                self._train(entry, lease)

    def check(self) -> None:
        """Train the default in one run as long as all trials together, or wait until another worker has."""
        place = self.course.default
        while self._is_unchecked(place):
            with Lease(self._lease_path("default")) as lease:
                if lease.take():
                    self._train_default(place, lease)
                    return
            self._pause()

    def _is_unchecked(self, place: Path) -> bool:
        """Whether there is something to hold against the default, and it has been trained neither well nor badly."""
        entries = self.journal.entries()
        failed = any(entry.run == 0 and entry.state == "failed" for entry in entries)
        return not failed and best(entries) is not None and not (place / "final").is_dir() and not failure_of(place)

    def _claimed(self) -> tuple[Entry | None, Lease | None] | None:
        """Return what is next and the lease on it; nothing of both where others have to end first, None at the end."""
        entries, plan = self.journal.entries(), self.course.fitting.plan
        leases: dict[int, Lease] = {}

        def is_alive(entry: Entry) -> bool:
            lease = Lease(self._lease_path(f"{entry.run:03d}"))
            if not lease.take():
                return True
            leases[entry.run] = lease
            return False

        task = following(plan, entries, is_alive)
        if task.deed == "end":
            return None
        if task.deed == "wait":
            return None, None
        begun = sum(entry.rung == 0 for entry in entries)
        run = begun if task.entry is None else task.entry.run
        lease = leases.get(run) or Lease(self._lease_path(f"{run:03d}"))
        if not (lease.is_held or lease.take()):  # by one that is about to let it go
            return None, None
        try:
            return self._begun(task, begun), lease
        except BaseException:
            lease.give_back()
            raise

    def _begun(self, task: Next, begun: int) -> Entry:
        if task.entry is not None:
            return task.entry if task.deed == "take over" else self.journal.promoted(task.entry)
        plan = self.course.fitting.plan
        plain = plan.methods[: max(1, plan.trials // FACTOR)]
        if begun < len(plain):
            return self.journal.first(plain[begun], begun)
        entry = self.journal.drawn(begun)
        if entry is None:
            raise GansmithError(f"No new settings were found after {begun} trials. Ask for fewer trials.")
        return entry

    def _train(self, entry: Entry, lease: Lease) -> None:
        """Train one rung and note how it ended; a run that fails is a result."""
        start, before = time.monotonic(), self._before(entry)
        try:
            entry, cost = self._ended(entry, lease)
        except TrialFailed as failed:
            self.journal.fail(entry, before + time.monotonic() - start, str(failed))
            self.say(f"trial {entry.run} failed: {failed}")
            return
        except Cut:
            self.journal.note(entry, seconds=before + time.monotonic() - start)
            raise
        plan, seconds = self.course.fitting.plan, before + time.monotonic() - start
        self.journal.end(entry, seconds, cost, last=entry.rung == plan.rungs)
        self.say(f"trial {entry.run}: {cost:.4g} at the end of the rung, after {seconds:.0f} s.")

    def _ended(self, entry: Entry, lease: Lease) -> tuple[Entry, float]:
        course, plan = self.course, self.course.fitting.plan
        course.trainings.require_going()
        self.say(f"trial {entry.run}, rung {entry.rung + 1} of {plan.rungs + 1}: {described(entry)}.")
        if not entry.steps:
            self._require_new(entry)
            with course.timing:
                entry = replace(entry, steps=course.fitting.steps(entry.method, entry.hyper))
            self.journal.note(entry, steps=entry.steps)
        settings = course.fitting.settings(entry.method, entry.hyper, entry.steps)
        run, until = course.place(entry.run), plan.length(entry.rung, entry.steps)
        course.train(run, settings, None if entry.rung == plan.rungs else until, lease.beat)
        found = [cost for step, _, cost in costs(run, settings.best_by) if step <= until and isfinite(cost)]
        if not found:
            raise TrialFailed("no validation is finite.")
        return entry, min(found)

    def _require_new(self, entry: Entry) -> None:
        """Raise DataError where a run that the journal has just begun was begun before, with other settings perhaps."""
        place = self.course.place(entry.run)
        if (place / "config.json").is_file():
            raise DataError(
                f"{self.course.directory / JOURNAL_FILE} has lost lines: it does not know that {place} was trained. "
                "Put a copy of it back, or name another study."
            )

    def _before(self, entry: Entry) -> float:
        """Return the seconds that a rung took before, of a worker that died what its run was trained for."""
        earlier = spent([one for one in self.journal.entries() if one.run == entry.run and one.rung < entry.rung])
        with suppress(DataError):
            return max(entry.seconds, trained_seconds(self.course.place(entry.run)) - earlier)
        return entry.seconds

    def _train_default(self, place: Path, lease: Lease) -> None:
        """Train the default for the seconds of the search: as many steps as its trial did in that time."""
        course, entries = self.course, self.journal.entries()
        plan, step = course.fitting.plan, pace(course.place(0))
        budget = spent(entries)
        wanted = ceil(budget / step / plan.unit) if step else 1
        settings = course.fitting.settings(plan.methods[0], {}, max(1, wanted) * plan.unit)
        self.say(f"default: {budget / 60:.3g} minutes in one run, as long as all trials together.")
        try:
            course.train(place, settings, None, lease.beat)
        except TrialFailed as failed:
            note_failure(place, str(failed))

    def _lease_path(self, name: str) -> Path:
        return self.course.directory / "leases" / f"{name}.lock"

    def _pause(self) -> None:
        self.course.trainings.require_going()
        time.sleep(5 * PULSE)


def described(entry: Entry) -> str:
    """Return the method and what is changed of it, as `compare` names it."""
    return ",".join([entry.method, *(f"{name}={_short(value)}" for name, value in entry.hyper.items())])


def _short(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
