"""A run while it is played: who owns it, who watches it, what is kept of it."""

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gansmith.api.agreement import ENDED, require_same, short_of_memory, together
from gansmith.api.appraisal import Appraiser
from gansmith.api.assembly import Assembly
from gansmith.api.card import CODEC, Card
from gansmith.api.model import build
from gansmith.api.origins import restore
from gansmith.api.outcome import Outcome
from gansmith.core.batch import joined
from gansmith.core.game import Game
from gansmith.core.sampling import kinds, sample
from gansmith.core.translation import translate
from gansmith.data.describe import DataSummary
from gansmith.errors import DataError, DivergedError, ReplicasDiffer, StorageError, UsageError
from gansmith.storage.atomic import sweep, write_json
from gansmith.training.checkpoint import newest_checkpoint, save_checkpoint
from gansmith.training.company import lies_at, unhurried
from gansmith.training.lock import RunLock
from gansmith.training.loop import Watcher, train
from gansmith.training.observers.display import display_for
from gansmith.training.observers.grids import grid, rows_of, save_png
from gansmith.training.observers.record import JsonLines
from gansmith.training.observers.tensorboard import TensorBoard
from gansmith.training.run_directory import RunDirectory, environment
from gansmith.training.signals import StopFlag
from gansmith.training.watchers import Deadline, Every, Record

SAVE_MINUTES = 10.0  # a checkpoint is never older than this
GRID = 64  # samples in the pictures of a run
ROWS = 8  # translations in them
WIDEST = 32  # columns of such a picture, where they are classes or categories


@dataclass(frozen=True)
class Session:
    """One sitting of a run on the process that writes."""

    assembly: Assembly
    game: Game
    run: RunDirectory

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
            self.draw()
        return self.save_model(self.run.final_path)

    def save_model(self, path: Path) -> Path:
        """Write the model as it is now."""
        method = self.game.method
        samplers = {"generator": method.sampler, "back": method.back_sampler}
        weights = {name: self._weights(sampler) for name, sampler in samplers.items() if sampler is not None}
        return build(self.card(), weights).save(path)

    def draw(self) -> np.ndarray:
        """Save and return a picture of samples made of noise, or of sources, that are the same throughout the run."""
        picture = self._samples() if self.assembly.card.source is None else self._translations()
        save_png(picture, self.run.samples_path / f"step-{self.game.step:06d}.png")
        return picture

    def _weights(self, network: str) -> dict[str, Tensor]:
        state = self.game.networks[network].state_dict()
        return {name: tensor.detach().cpu() for name, tensor in state.items()}

    def _samples(self) -> np.ndarray:
        """Return a grid, a column for each class."""
        method, codec, seed = self.game.method, self.assembly.card.codec, self.assembly.settings.seed
        columns = kinds(method.prior) if 1 < kinds(method.prior) <= WIDEST else None
        count = GRID - GRID % columns if columns else GRID
        encoded = sample(self.game.networks[method.sampler], method.prior, count, seed).numpy()
        if self.assembly.card.spec.is_image:
            return grid(np.moveaxis(encoded, 1, -1), columns, span=(-1.0, 1.0))
        return grid(codec.decode(encoded))

    def _translations(self) -> np.ndarray:
        """Return rows of source, translation and target, and where there is a way back what becomes of the target."""
        method, networks = self.game.method, self.game.networks
        batches = [self.assembly.stream.at(index) for index in range(-(-ROWS // method.batch_size))]
        real, condition = joined(batches)
        assert condition.image is not None  # noqa: S101
        shown = [condition.image, translate(networks[method.sampler], condition.image), real]
        if method.back_sampler is not None:
            shown.append(translate(networks[method.back_sampler], real))
        return rows_of([np.moveaxis(part[:ROWS].float().cpu().numpy(), 1, -1) for part in shown], span=(-1.0, 1.0))


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
            lies_at(game.replicas, run.path)
        session = Session(assembly, game, run)
        if resume:
            restore(game, run)
            _require_ahead(run, game.step, steps)
        first = game.step
        require_same(game)
        if writes:
            session.begin(summary) if summary else session.reopen()
        deadline = Deadline(None if minutes is None else 60.0 * minutes)
        with _pointing_back(run), short_of_memory(run.path):
            watchers, appraiser = _watchers(session, stack, steps, quiet, summary) if writes else ([], None)

            def stop() -> int:
                over = deadline() or (appraiser is not None and appraiser.gave_up)
                return flag.exit_code or ENDED * over

            watchers = together(watchers, assembly.settings.checkpoint_every, game)
            reason = train(game, assembly.stream, steps, watchers=watchers, stop=stop)
            code = _close(session, appraiser, flag, reason)
        return Outcome(
            run.path,
            game.step,
            steps,
            time.monotonic() - start,
            not code,
            code,
            resumed_at=first,
            translates=assembly.card.source is not None,
            gave_up=appraiser is not None and appraiser.gave_up,
            best=appraiser.best if appraiser else None,
        )


def _close(session: Session, appraiser: Appraiser | None, flag: StopFlag, reason: int) -> int:
    """Save, and finish a run that was not cut off; return the exit code, 0 or the signal's, the same everywhere."""
    game, code = session.game, reason if reason > ENDED else 0
    require_same(game)
    if appraiser:
        with unhurried(game.replicas):
            session.save()
            code = code or flag.exit_code  # of a signal that came since
            if not code:
                appraiser.measure(game)
                session.finish()
    return int(game.replicas.agree(code))  # the others wait here until all is written


def _watchers(
    session: Session, stack: ExitStack, steps: int, quiet: bool, summary: DataSummary | None
) -> tuple[list[Watcher], Appraiser]:
    settings, run, game = session.assembly.settings, session.run, session.game
    notes = summary.warnings if summary else ()
    board = stack.enter_context(closing(TensorBoard(run.tensorboard_path, resume_step=game.step)))
    lines = stack.enter_context(closing(JsonLines(run.log_path, resume_step=game.step)))
    quality = stack.enter_context(closing(JsonLines(run.quality_path, resume_step=game.step)))
    display = stack.enter_context(closing(display_for(quiet, sys.stderr, steps, run.path.name, notes)))
    best = partial(session.save_model, run.best_path)
    appraiser = Appraiser(session.assembly, (quality, board), run.quality_path, best)
    watchers: list[Watcher] = [
        Record((lines, board, display), settings.log_every, images=game.batches_seen * game.method.batch_size),
        Every(settings.sample_every, lambda _: board.image("samples", session.draw(), game.step)),
        appraiser,
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
    except (DivergedError, ReplicasDiffer) as error:
        raise type(error)(f"{error} {_last_good(run)}") from None
    except StorageError as error:
        raise StorageError(f"{error} Then go on with: gansmith train --resume {run.path}") from error


def _last_good(run: RunDirectory) -> str:
    try:
        found = newest_checkpoint(run.checkpoints_path, lambda _: None, owner=False)
    except DataError:
        return "There was no checkpoint before it."
    if found.step == 0:
        return "No step before it was saved."
    return f"The last good state is step {found.step}, in {found.path}: `gansmith generate {run.path}` samples from it."
