"""A run while it is played: who watches it, when it stops, and what is said where it breaks off."""

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from gansmith.core.game import Game
from gansmith.core.method import Report
from gansmith.data.describe import DataSummary
from gansmith.errors import DataError, DivergedError, ReplicasDiffer, StorageError, UsageError, option, quoted
from gansmith.records.directory import RunDirectory
from gansmith.records.lock import RunLock
from gansmith.records.run_record import Guard
from gansmith.runs.agreement import ENDED, require_same, short_of_memory, together
from gansmith.runs.restore import restore
from gansmith.runs.result import Run
from gansmith.runs.session import Session
from gansmith.runs.setup import Assembly
from gansmith.runs.validation import Validation
from gansmith.storage.leftovers import sweep
from gansmith.training.callbacks.dispensable import Dispensable, Spared
from gansmith.training.callbacks.display import display_for
from gansmith.training.callbacks.events import Deadline, Every, Record
from gansmith.training.callbacks.record import JsonLines
from gansmith.training.callbacks.tensorboard import TensorBoard
from gansmith.training.checkpoint import newest_checkpoint
from gansmith.training.loop import Watcher, train
from gansmith.training.processes import lies_at, unhurried
from gansmith.training.signals import StopFlag

SAVE_MINUTES = 10.0  # a checkpoint is never older than this

Watching = tuple[list[Watcher], Validation | None]


def play(
    assembly: Assembly,
    game: Game,
    run: RunDirectory,
    guard: Guard,
    *,
    quiet: bool,
    minutes: float | None = None,
    summary: DataSummary | None = None,
    resume: bool = False,
) -> Run:
    """Train until the settings' steps, the minutes, or a signal; only rank 0 writes to the run.

    Nothing trained is lost: whatever ends the run but a divergence, its state is saved first. Raises UsageError where
    a resumed run has done more than `steps` already.
    """
    steps, start = assembly.settings.steps or 1, time.monotonic()
    with ExitStack() as stack:
        flag = stack.enter_context(StopFlag())
        if game.replicas.rank == 0:
            _own(stack, game, run)
        session = Session(assembly, game, run, guard)
        if resume:
            session.measured.update(restore(game, run))
            _require_ahead(run, game.step, steps)
        first = game.step
        require_same(game)
        deadline = Deadline(None if minutes is None else 60.0 * minutes)
        with _pointing_back(run), short_of_memory(run.path):
            if game.replicas.rank == 0:
                session.reopen(summary) if resume or summary is None else session.begin(summary)
            watching = _watchers(session, stack, quiet, None if resume else summary)
            code = _train(session, watching, flag, deadline)
        validation = watching[1]
        return Run(
            run.path,
            game.step,
            steps,
            time.monotonic() - start,
            not code,
            code,
            resumed_at=first,
            translates=assembly.card.source is not None,
            gave_up=validation is not None and validation.gave_up,
            best=validation.best if validation else None,
        )


def _own(stack: ExitStack, game: Game, run: RunDirectory) -> None:
    """Lock the run while the stack lasts, and tidy up what dead processes left in it."""
    stack.enter_context(RunLock(run.path))
    sweep(run.path)
    sweep(run.samples_path)
    lies_at(game.replicas, run.path)


def _train(session: Session, watching: Watching, flag: StopFlag, deadline: Deadline) -> int:
    """Train until something ends it, save, and return the exit code: 0, or that of the signal."""
    (watchers, validation), game, settings = watching, session.game, session.assembly.settings

    def stop() -> int:
        over = deadline() or (validation is not None and validation.gave_up)
        return flag.exit_code or ENDED * over

    if validation and game.step:
        validation(game, {})  # where a full disk cut the run off before what was measured could be kept
    watchers = together(watchers, settings.checkpoint_every, game)
    reason = train(game, session.assembly.stream, settings.steps or 1, watchers=watchers, stop=stop)
    return _close(session, validation, flag, reason)


def _close(session: Session, validation: Validation | None, flag: StopFlag, reason: int) -> int:
    """Save, and finish a run that was not cut off; return the exit code, 0 or the signal's, the same everywhere."""
    game, code = session.game, reason if reason > ENDED else 0
    require_same(game)
    if validation:
        with unhurried(game.replicas):
            try:
                if not code:
                    validation.measure(game)
            finally:
                session.save()  # which knows of what was measured, and is there whatever became of that
            code = code or flag.exit_code  # of a signal that came since
            if not code:
                session.finish()
    return int(game.replicas.agree(code))  # the others wait here until all is written


def _watchers(session: Session, stack: ExitStack, quiet: bool, summary: DataSummary | None) -> Watching:
    """Return who watches the run, and who measures it: on the process that writes, and nobody elsewhere."""
    settings, run, game = session.assembly.settings, session.run, session.game
    if game.replicas.rank:
        return [], None
    notes = summary.warnings if summary else ()
    tensorboard = TensorBoard(run.tensorboard_path, resume_step=game.step)
    board = stack.enter_context(closing(Spared(tensorboard, "TensorBoard's log")))
    lines = stack.enter_context(closing(JsonLines(run.log_path, resume_step=game.step)))
    quality = stack.enter_context(closing(JsonLines(run.quality_path, resume_step=game.step)))
    shown = Spared(display_for(quiet, sys.stderr, settings.steps or 1, run.path.name, notes), "The display")
    display = stack.enter_context(closing(shown))
    validation = Validation(
        session.assembly, (quality, board), session.measured, lambda: session.save_model(run.best_path)
    )

    def measure(game: Game, report: Report) -> None:
        with session.saved():
            validation(game, report)

    show = Dispensable("A picture for TensorBoard")

    def picture(_: Game) -> None:
        drawn = session.drawing(session.draw)
        if drawn is not None:
            show(tensorboard.image, "samples", drawn, game.step)

    watchers: list[Watcher] = [
        Record((lines, board, display), settings.log_every, images=game.batches_seen * game.method.batch_size),
        Every(settings.sample_every, picture),
        measure,
        Every(settings.checkpoint_every, lambda _: session.save(), minutes=SAVE_MINUTES),
    ]
    return watchers, validation


def _require_ahead(run: RunDirectory, done: int, steps: int) -> None:
    if steps < done:
        raise UsageError(f"{option('steps', steps)}: {run.path} has done {done:,} already. Ask for more than that.")


@contextmanager
def _pointing_back(run: RunDirectory) -> Iterator[None]:
    """Add to what ended the run where its last good state is, or how it goes on."""
    try:
        yield
    except (DivergedError, ReplicasDiffer) as error:
        raise type(error)(f"{error} {_last_good(run)}") from None
    except StorageError as error:
        then = f"go on with: gansmith train --resume {quoted(run.path)}" if run.is_described else "start it again."
        raise StorageError(f"{error} Then {then}") from error


def _last_good(run: RunDirectory) -> str:
    try:
        found = newest_checkpoint(run.checkpoints_path, lambda _: None, owner=False)
    except DataError:
        return "There was no checkpoint before it."
    if found.step == 0:
        return "No step before it was saved."
    command = f"gansmith generate {quoted(run.path)}"
    return f"The last good state is step {found.step}, in {found.path}: `{command}` samples from it."
