"""A run while it is trained: who follows it, when it stops, and what is said where it breaks off."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from gansmith.core.game import Game
from gansmith.core.method import Report
from gansmith.data.describe import DataSummary
from gansmith.data.formats.usual_output import translated_ending, usual_ending
from gansmith.errors import DataError, DivergedError, ReplicasDiffer, StorageError, UsageError, option, quoted, remark
from gansmith.records.directory import RunDirectory
from gansmith.records.lock import RunLock
from gansmith.records.model_card import Card
from gansmith.records.run_record import Guard
from gansmith.runs.agreement import ENDED, require_same, short_of_memory, together
from gansmith.runs.own_callbacks import saving_first
from gansmith.runs.periodic import Checkpoints, GuardedValidation, Images
from gansmith.runs.restore import restore
from gansmith.runs.result import Run
from gansmith.runs.session import Session
from gansmith.runs.setup import Assembly
from gansmith.runs.validation import Validation
from gansmith.storage.leftovers import sweep
from gansmith.training.callbacks.callback import Callback, Callbacks
from gansmith.training.callbacks.dispensable import spared
from gansmith.training.callbacks.display import display_for
from gansmith.training.callbacks.early_stopping import EarlyStopping
from gansmith.training.callbacks.events import Deadline, LogScalars
from gansmith.training.callbacks.record import Record
from gansmith.training.callbacks.state import State
from gansmith.training.callbacks.tensorboard import TensorBoard
from gansmith.training.checkpoint import newest_checkpoint
from gansmith.training.loop import train
from gansmith.training.processes import lies_at, unhurried
from gansmith.training.signals import StopFlag


@dataclass(frozen=True)
class Followed:
    """A run with those who follow it: on the process that writes; on others `callbacks` is empty."""

    session: Session
    callbacks: Callbacks
    state: State
    validation: Validation
    early_stopping: EarlyStopping
    images: Images


def play(
    assembly: Assembly,
    game: Game,
    run: RunDirectory,
    guard: Guard,
    *,
    quiet: bool | None,
    minutes: float | None = None,
    summary: DataSummary | None = None,
    resume: bool = False,
    callbacks: Sequence[Callback] = (),
) -> Run:
    """Train until the settings' steps, the minutes, a callback or a signal; only rank 0 writes and has callbacks.

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
            followed = _followed(session, quiet, None if resume else summary, callbacks)
            with _ending(followed):
                code = _train(followed, flag, deadline)
                outcome = _outcome(followed, code, time.monotonic() - start, first, flag)
            followed.callbacks.end(followed.state, outcome)
        return outcome


def _outcome(followed: Followed, code: int, seconds: float, first: int, flag: StopFlag) -> Run:
    state, assembly = followed.state, followed.session.assembly
    return Run(
        state.path,
        state.step,
        state.steps,
        seconds,
        not code,
        code,
        resumed_at=first,
        translates=assembly.card.source is not None,
        gave_up=followed.early_stopping.gave_up,
        best=followed.validation.best,
        stop_reason=state.stop_reason,
        ending_of_outputs=_ending_of_outputs(assembly.card),
        late_signal=0 if code else flag.exit_code,
    )


def _ending_of_outputs(card: Card) -> str:
    return (
        usual_ending(card.origin, card.codec)
        if card.source is None
        else translated_ending(card.origin, card.source, card.codec)
    )


def _own(stack: ExitStack, game: Game, run: RunDirectory) -> None:
    """Lock the run while the stack lasts, and tidy up what dead processes left in it."""
    stack.enter_context(RunLock(run.path))
    sweep(run.path)
    sweep(run.samples_path)
    lies_at(game.replicas, run.path)


def _train(followed: Followed, flag: StopFlag, deadline: Deadline) -> int:
    """Train until something ends it, save, and return the exit code: 0, or that of the signal."""
    session, state, callbacks = followed.session, followed.state, followed.callbacks
    game, settings = session.game, session.assembly.settings

    def stop() -> int:
        return flag.exit_code or ENDED * (deadline() or bool(state.stop_reason))

    def after_step(game: Game, report: Report) -> None:
        state.report = report
        callbacks.step(state)

    callbacks.start(state)
    if game.step and not game.replicas.rank:
        followed.validation.on_step(state)  # where a full disk cut the run off before what was measured could be kept
    watchers = together([after_step], settings.checkpoint_every, game)
    reason = train(game, session.assembly.stream, settings.steps or 1, watchers=watchers, stop=stop)
    return _close(followed, flag, reason)


def _close(followed: Followed, flag: StopFlag, reason: int) -> int:
    """Save, and finish a run that was not cut off; return the exit code, 0 or the signal's, the same everywhere."""
    session, state = followed.session, followed.state
    game, code = session.game, reason if reason > ENDED else 0
    require_same(game)
    if not game.replicas.rank:
        with unhurried(game.replicas):
            try:
                if not code:
                    followed.validation.measure(state)
            finally:
                path = session.save()  # which knows of what was measured, and is there whatever became of that
            followed.callbacks.checkpoint(state, path)
            code = code or flag.exit_code  # of a signal that came since
            if not code:
                followed.images.draw(state)
                session.save_model(session.run.final_path)
    return int(game.replicas.agree(code))  # the others wait here until all is written


def _followed(session: Session, quiet: bool | None, summary: DataSummary | None, own: Sequence[Callback]) -> Followed:
    """Return the run with those who follow it: gansmith's own callbacks first, then the user's."""
    settings, run, game, callbacks = session.assembly.settings, session.run, session.game, Callbacks()
    steps, history = settings.steps or 1, session.measured
    state = State(game, run.path, steps, model=session.model, log=callbacks.log, history=history)
    validation = Validation(
        session.assembly, game, history, lambda: session.save_model(run.best_path), callbacks.validation
    )
    early_stopping, images = EarlyStopping(settings.patience), Images(session, callbacks)
    followed = Followed(session, callbacks, state, validation, early_stopping, images)
    if game.replicas.rank:
        return followed
    notes = (*(summary.warnings if summary else ()), *game.compute.notes(game.device))
    display = display_for(quiet, sys.stderr, steps, run.path.name, notes)
    callbacks.add(Record(run.log_path, run.quality_path, game.step))
    callbacks.add(TensorBoard(run.tensorboard_path, resume_step=game.step), spared("TensorBoard's log"))
    callbacks.add(display, spared("The display"))
    callbacks.add(LogScalars(settings.log_every, images=state.images))
    callbacks.add(early_stopping)
    for callback in own:
        callbacks.add(callback, saving_first(session, callback))
    for one in (images, GuardedValidation(session, validation), Checkpoints(session, callbacks)):
        callbacks.add(one)
    return followed


@contextmanager
def _ending(followed: Followed) -> Iterator[None]:
    """Report the end to callbacks where an error ends the run; one of theirs is only said then."""
    try:
        yield
    except BaseException:
        try:
            followed.callbacks.end(followed.state, None)
        except Exception as error:
            remark(str(error))
        raise


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
