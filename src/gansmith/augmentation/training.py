"""A conditional model that is trained on a part of a data set: one that is kept as a run, or one in memory."""

import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.config.settings import TrainSettings, default_label
from gansmith.core.replicas import Replicas
from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.data.describe import describe
from gansmith.data.formats.objects import MEMORY
from gansmith.errors import Interrupted, option, quoted
from gansmith.models.load import load
from gansmith.models.model import Model
from gansmith.records.directory import RunDirectory
from gansmith.records.run_record import Guard, identity
from gansmith.runs.budgeted import budgeted
from gansmith.runs.play import play
from gansmith.runs.setup import assemble
from gansmith.training.callbacks.events import Deadline
from gansmith.training.launch import computing, pick_device
from gansmith.training.loop import train

METHOD = "cgan"  # of those with classes it was nearest to the data on small sets
EVENNESS = 0.5  # power of the classes' shares by which rare classes are repeated: 0 never, 1 until all are as large
OPTIONS: dict[str, Any] = {"validation_fraction": 0.0, "validate_every": 0}  # rare samples are needed for training


@dataclass(frozen=True, eq=False)
class Trained:
    """A model, and where its run is, None for one in memory."""

    model: Model
    run: Path | None
    steps: int


def evened(labels: npt.NDArray[np.int64], classes: int, evenness: float = EVENNESS) -> npt.NDArray[np.int64]:
    """Return places of samples (M,) in which samples of rare classes come several times.

    A class of n samples, where the largest has m, is repeated until it has n (m / n)^evenness samples, as whole numbers
    allow. Samples of unknown class, -1, come once.
    """
    counts = np.bincount(labels[labels >= 0], minlength=classes)
    times = np.rint((counts.max(initial=1) / np.maximum(counts, 1)) ** evenness).astype(np.int64)
    return np.repeat(np.arange(len(labels)), np.where(labels >= 0, times[labels], 1))


def repeated(dataset: Dataset) -> Dataset:
    """Return the samples that a model is trained on: those of rare classes several times, with a note."""
    assert dataset.labels is not None  # noqa: S101 - whoever fills classes up has them
    places = evened(dataset.labels, len(dataset.class_names))
    if len(places) == len(dataset):
        return dataset
    note = (
        f"samples of rare classes are repeated in training, {len(dataset):,} samples become {len(places):,}, so that "
        "rare classes are not too rare to learn"
    )
    return replace(dataset.rows(places), notes=(*dataset.notes, note))


def train_run(
    settings: TrainSettings, dataset: Dataset, codec: Codec, *, out: str | Path | None = None, quiet: bool | None
) -> Trained:
    """Train on the samples, rare classes repeated, and keep the run; raises Interrupted where a signal ends it."""
    label, trained_on = default_label(settings.method, settings.data.source), repeated(dataset)
    if trained_on is not dataset:
        settings = replace(settings, data=replace(settings.data, source=MEMORY))  # which no file holds as it is
    summary = describe(trained_on, codec.missing)
    with computing(settings.threads):
        assembly = budgeted(assemble(settings, trained_on, codec, pick_device(settings.device), Replicas()))
        guard = Guard(summary.sha256, identity(assembly.settings, summary.sha256))
        game = assembly.game(assembly.settings.steps or 1)
        run = RunDirectory.create(None if out is None else Path(out), label)
        ended = play(assembly, game, run, guard, quiet=quiet, minutes=settings.minutes, summary=summary)
    if ended.exit_code:
        raise Interrupted(
            f"Stopped after {ended.steps:,} steps; nothing was filled up. The model so far is kept, and "
            f"{option('run', quoted(run.path))} uses it as it is.",
            ended.exit_code,
        )
    return Trained(load(run.path), run.path, ended.steps)


def train_in_memory(settings: TrainSettings, dataset: Dataset, codec: Codec) -> Trained:
    """Train on the samples, rare classes repeated, and write nothing."""
    deadline = Deadline(None if settings.minutes is None else 60.0 * settings.minutes)
    with computing(settings.threads):
        assembly = assemble(settings, repeated(dataset), codec, pick_device(settings.device), Replicas())
        assembly = budgeted(assembly)
        game = assembly.game(assembly.settings.steps or 1)
        train(game, assembly.stream, assembly.settings.steps or 1, stop=lambda: int(deadline()))
    network = copy.deepcopy(game.networks[assembly.method.sampler]).requires_grad_(False).cpu().eval()
    return Trained(Model(replace(assembly.card, steps=game.step), network, assembly.method.prior), None, game.step)
