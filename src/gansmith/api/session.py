"""A run while it is played: who owns it, who watches it, what is kept of it."""

import sys
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from gansmith.api.assembly import Assembly
from gansmith.api.model import CODEC, Card, build
from gansmith.api.origins import restore
from gansmith.core.game import Game
from gansmith.core.sampling import sample
from gansmith.data.describe import describe
from gansmith.errors import DataError, DivergedError
from gansmith.storage.atomic import sweep
from gansmith.training.checkpoint import newest_checkpoint, save_checkpoint
from gansmith.training.lock import RunLock
from gansmith.training.loop import Watcher, train
from gansmith.training.observers.display import display_for
from gansmith.training.observers.grids import grid, save_png
from gansmith.training.observers.record import JsonLines
from gansmith.training.observers.tensorboard import TensorBoard
from gansmith.training.run_directory import RunDirectory, environment
from gansmith.training.signals import StopFlag
from gansmith.training.watchers import Deadline, Every, Record

SAVE_MINUTES = 10.0  # a checkpoint is never older than this
GRID = 64  # samples in the pictures of a run


@dataclass(frozen=True)
class Outcome:
    """Where a run lies and how it ended; exit_code is 0, or 130 or 75 where a signal cut it off."""

    path: Path
    steps: int
    planned: int
    seconds: float
    finished: bool
    exit_code: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the outcome as JSON."""
        return {
            "run": str(self.path),
            "steps": self.steps,
            "planned": self.planned,
            "seconds": round(self.seconds, 3),
            "finished": self.finished,
            "exit_code": self.exit_code,
        }


@dataclass(frozen=True)
class Session:
    """One sitting of a run on the process that writes."""

    assembly: Assembly
    game: Game
    run: RunDirectory

    def card(self) -> Card:
        """Return what the model is after the steps done so far."""
        return replace(self.assembly.card, steps=self.game.step)

    def save(self) -> Path:
        """Save a checkpoint that also holds all that sampling needs."""
        tensors, counters = self.game.state()
        card, arrays = self.card().to_state()
        tensors |= {CODEC + name: torch.from_numpy(array) for name, array in arrays.items()}
        state = counters | {"model": card, "sampler": self.game.method.sampler}
        return save_checkpoint(self.run.checkpoints_path, self.game.step, tensors, state)

    def finish(self) -> Path:
        """Write the final model."""
        weights = self.game.networks[self.game.method.sampler].state_dict()
        cpu = {name: tensor.detach().cpu() for name, tensor in weights.items()}
        return build(self.card(), cpu).save(self.run.final_path)

    def draw(self, board: TensorBoard) -> None:
        """Save and log a grid of samples from noise that is the same throughout the run."""
        method = self.game.method
        encoded = sample(self.game.networks[method.sampler], method.prior, GRID, self.assembly.settings.seed).numpy()
        is_image = self.assembly.card.spec.is_image
        codec = self.assembly.card.codec
        picture = grid(np.moveaxis(encoded, 1, -1), span=(-1.0, 1.0)) if is_image else grid(codec.decode(encoded))
        save_png(picture, self.run.samples_path / f"step-{self.game.step:06d}.png")
        board.image("samples", picture, self.game.step)


def play(
    assembly: Assembly,
    game: Game,
    run: RunDirectory,
    *,
    quiet: bool,
    minutes: float | None = None,
    resume: bool = False,
) -> Outcome:
    """Train until the settings' steps, the minutes, or a signal; only rank 0 writes to the run.

    Nothing trained is lost: whatever ends the run but a divergence, its state is saved first.
    """
    steps, start = assembly.settings.steps or 1, time.monotonic()
    with ExitStack() as stack:
        flag = stack.enter_context(StopFlag())
        writes = game.replicas.rank == 0
        if writes:
            stack.enter_context(RunLock(run.path))
            sweep(run.path)
        if resume:
            restore(game, run)
        elif writes:
            run.write_record(*_record(assembly))
        session = Session(assembly, game, run)
        watchers = _watchers(session, stack, steps=steps, quiet=quiet) if writes else []
        deadline = Deadline(None if minutes is None else 60.0 * minutes)
        try:
            train(game, assembly.stream, steps, watchers=watchers, stop=lambda: flag.requested or deadline())
        except DivergedError as error:
            raise DivergedError(f"{error} {_last_good(run)}") from None
        if writes:
            session.save()
            if not flag.requested:
                session.finish()
        return Outcome(run.path, game.step, steps, time.monotonic() - start, not flag.requested, flag.exit_code)


def _watchers(session: Session, stack: ExitStack, *, steps: int, quiet: bool) -> list[Watcher]:
    settings, run, game = session.assembly.settings, session.run, session.game
    board = stack.enter_context(closing(TensorBoard(run.tensorboard_path, resume_step=game.step)))
    lines = stack.enter_context(closing(JsonLines(run.log_path, resume_step=game.step)))
    display = stack.enter_context(closing(display_for(quiet, sys.stderr, steps, run.path.name)))
    return [
        Record((lines, board, display), settings.log_every, images=game.batches_seen * game.method.batch_size),
        Every(settings.sample_every, lambda _: session.draw(board)),
        Every(settings.checkpoint_every, lambda _: session.save(), minutes=SAVE_MINUTES),
    ]


def _record(assembly: Assembly) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return what a run directory says of itself: the resolved configuration, the environment, the data."""
    settings = assembly.settings.model_dump(mode="json")
    return settings, environment(), describe(assembly.dataset).to_json()


def _last_good(run: RunDirectory) -> str:
    try:
        found = newest_checkpoint(run.checkpoints_path, lambda _: None, owner=False)
    except DataError:
        return "There was no checkpoint before it."
    return f"The last good state is step {found.step}, in {found.path}: `gansmith generate {run.path}` samples from it."
