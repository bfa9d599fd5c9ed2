"""A run while it is played: who owns it, who watches it, what is kept of it."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gansmith.api.appraisal import Appraiser
from gansmith.api.assembly import Assembly
from gansmith.api.card import CODEC, Card
from gansmith.api.model import build
from gansmith.api.origins import restore
from gansmith.api.outcome import Outcome
from gansmith.api.showcase import showcase
from gansmith.core.game import Game
from gansmith.core.method import Report
from gansmith.data.describe import DataSummary
from gansmith.errors import DataError, DivergedError, GansmithError, StorageError, UsageError
from gansmith.storage.atomic import write_json
from gansmith.storage.leftovers import sweep
from gansmith.training.checkpoint import newest_checkpoint, save_checkpoint
from gansmith.training.lock import RunLock
from gansmith.training.loop import Watcher, train
from gansmith.training.observers.dispensable import Dispensable, Spared
from gansmith.training.observers.display import display_for
from gansmith.training.observers.grids import save_png
from gansmith.training.observers.record import JsonLines
from gansmith.training.observers.tensorboard import TensorBoard
from gansmith.training.run_directory import RunDirectory, environment
from gansmith.training.signals import StopFlag
from gansmith.training.watchers import Deadline, Every, Record

SAVE_MINUTES = 10.0  # a checkpoint is never older than this


@dataclass(frozen=True)
class Session:
    """One sitting of a run on the process that writes."""

    assembly: Assembly
    game: Game
    run: RunDirectory
    drawing: Dispensable = field(default_factory=lambda: Dispensable("A picture of samples"))

    def card(self) -> Card:
        """Return what the model is after the steps done so far."""
        return replace(self.assembly.card, steps=self.game.step)

    def begin(self, summary: DataSummary) -> None:
        """Make the directory a run: its first checkpoint, then its description, so that any run can be resumed."""
        self.run.require_new()
        self.save()
        self.run.write_record(self.configuration(), environment(), summary.to_json())

    def reopen(self) -> None:
        """Note the plan, which may be longer now."""
        write_json(self.run.config_path, self.configuration())

    def configuration(self) -> dict[str, Any]:
        """Return the settings, complete, as JSON."""
        return self.assembly.settings.model_dump(mode="json")

    def save(self) -> Path:
        """Save a checkpoint that also holds all that sampling needs; raises DivergedError rather than save NaN."""
        tensors, counters = self.game.state()
        _require_finite(tensors, self.game.step)
        card, arrays = self.card().to_state()
        tensors |= {CODEC + name: torch.from_numpy(array) for name, array in arrays.items()}
        method = self.game.method
        state = counters | {"model": card, "sampler": method.sampler, "back_sampler": method.back_sampler}
        return save_checkpoint(self.run.checkpoints_path, self.game.step, tensors, state)

    def finish(self) -> Path:
        """Write the final model, and a picture of its samples."""
        if self.assembly.settings.sample_every:
            self.drawing(self.draw)
        return self.save_model(self.run.final_path)

    @contextmanager
    def saved(self) -> Iterator[None]:
        """Leave the checkpoint of this step before a StorageError of the block goes on its way."""
        try:
            yield
        except StorageError:
            with suppress(GansmithError):
                self.save()
            raise

    def save_model(self, path: Path) -> Path:
        """Write the model as it is now."""
        method = self.game.method
        samplers = {"generator": method.sampler, "back": method.back_sampler}
        weights = {name: self._weights(sampler) for name, sampler in samplers.items() if sampler is not None}
        return build(self.card(), weights).save(path)

    def draw(self) -> np.ndarray:
        """Save and return a picture of samples made of noise, or of sources, that are the same throughout the run."""
        picture = showcase(self.assembly, self.game)
        save_png(picture, self.run.samples_path / f"step-{self.game.step:06d}.png")
        return picture

    def _weights(self, network: str) -> dict[str, Tensor]:
        state = self.game.networks[network].state_dict()
        return {name: tensor.detach().cpu() for name, tensor in state.items()}


def play(
    assembly: Assembly,
    game: Game,
    run: RunDirectory,
    *,
    quiet: bool,
    minutes: float | None = None,
    summary: DataSummary | None = None,
    resume: bool = False,
) -> Outcome:
    """Train until the settings' steps, the minutes, or a signal; only rank 0 writes to the run.

    Nothing trained is lost: whatever ends the run but a divergence, its state is saved first. Raises UsageError where
    a resumed run has done more than `steps` already.
    """
    steps, start = assembly.settings.steps or 1, time.monotonic()
    with ExitStack() as stack:
        flag = stack.enter_context(StopFlag())
        writes = game.replicas.rank == 0
        if writes:
            stack.enter_context(RunLock(run.path))
            sweep(run.path)
            sweep(run.samples_path)
        session = Session(assembly, game, run)
        if resume:
            restore(game, run)
            _require_ahead(run, game.step, steps)
        first = game.step
        deadline = Deadline(None if minutes is None else 60.0 * minutes)
        with _pointing_back(run):
            if writes:
                session.begin(summary) if summary else session.reopen()
            notes = summary.warnings if summary else ()
            watchers, appraiser = _watchers(session, stack, steps, quiet, notes) if writes else ([], None)
            if appraiser and first:  # what could not be kept then is measured, and kept, now
                appraiser(game, {})

            def stop() -> bool:
                return flag.requested or deadline() or (appraiser is not None and appraiser.gave_up)

            train(game, assembly.stream, steps, watchers=watchers, stop=stop)
            if appraiser:
                session.save()
                if not flag.requested:
                    appraiser.measure(game)
                    session.finish()
        return Outcome(
            run.path,
            game.step,
            steps,
            time.monotonic() - start,
            not flag.requested,
            flag.exit_code,
            resumed_at=first,
            translates=assembly.card.source is not None,
            gave_up=appraiser is not None and appraiser.gave_up,
            best=appraiser.best if appraiser else None,
        )


def _watchers(
    session: Session, stack: ExitStack, steps: int, quiet: bool, notes: Iterable[str]
) -> tuple[list[Watcher], Appraiser]:
    settings, run, game = session.assembly.settings, session.run, session.game
    tensorboard = TensorBoard(run.tensorboard_path, resume_step=game.step)
    board = stack.enter_context(closing(Spared(tensorboard, "TensorBoard's log")))
    lines = stack.enter_context(closing(JsonLines(run.log_path, resume_step=game.step)))
    quality = stack.enter_context(closing(JsonLines(run.quality_path, resume_step=game.step)))
    shown = Spared(display_for(quiet, sys.stderr, steps, run.path.name, notes), "The display")
    display = stack.enter_context(closing(shown))
    best = partial(session.save_model, run.best_path)
    appraiser = Appraiser(session.assembly, (quality, board), run.quality_path, best)

    def measure(game: Game, report: Report) -> None:
        with session.saved():
            appraiser(game, report)

    def picture(_: Game) -> None:
        drawn, show = session.drawing(session.draw), Dispensable("A picture for TensorBoard")
        if drawn is not None:
            show(tensorboard.image, "samples", drawn, game.step)

    watchers: list[Watcher] = [
        Record((lines, board, display), settings.log_every, images=game.batches_seen * game.method.batch_size),
        Every(settings.sample_every, picture),
        measure,
        Every(settings.checkpoint_every, lambda _: session.save(), minutes=SAVE_MINUTES),
    ]
    return watchers, appraiser


def _require_ahead(run: RunDirectory, done: int, steps: int) -> None:
    if steps < done:
        raise UsageError(f"--steps {steps}: {run.path} has done {done:,} already. Ask for more than that.")


def _require_finite(tensors: dict[str, Tensor], step: int) -> None:
    broken = [name for name, tensor in tensors.items() if not torch.isfinite(tensor).all()]
    if broken:
        raise DivergedError(
            f"Training diverged at step {step}: {broken[0]} is no longer finite, nor are {len(broken) - 1} more "
            "tensors. This state was not saved. Try a lower --learning-rate."
        )


@contextmanager
def _pointing_back(run: RunDirectory) -> Iterator[None]:
    """Add to what ended the run where its last good state is, or how it goes on."""
    try:
        yield
    except DivergedError as error:
        raise DivergedError(f"{error} {_last_good(run)}") from None
    except StorageError as error:
        then = f"go on with: gansmith train --resume {run.path}" if run.is_described else "start it again."
        raise StorageError(f"{error} Then {then}") from error


def _last_good(run: RunDirectory) -> str:
    try:
        found = newest_checkpoint(run.checkpoints_path, lambda _: None, owner=False)
    except DataError:
        return "There was no checkpoint before it."
    if found.step == 0:
        return "No step before it was saved."
    return f"The last good state is step {found.step}, in {found.path}: `gansmith generate {run.path}` samples from it."
