"""Train an estimator's run, or let it go on, in a folder of its own that goes afterwards unless a person names one."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from numbers import Integral
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.utils import check_random_state

from gansmith.api.train import train
from gansmith.config.hyper_parameters import resolve
from gansmith.config.settings import TrainSettings
from gansmith.data.dataset import Dataset
from gansmith.data.formats.objects import MEMORY
from gansmith.data.load import read
from gansmith.data.options import data_settings
from gansmith.methods.registry import DEFAULT_METHOD, METHODS, given_name, named
from gansmith.models.directory import read_checkpoint
from gansmith.records.directory import RunDirectory
from gansmith.records.model_card import Card
from gansmith.records.run_record import Guard, read_run
from gansmith.runs.play import play
from gansmith.runs.result import Run
from gansmith.runs.setup import assemble
from gansmith.sklearn.given import Given, require_all_columns, source_of, values_of
from gansmith.sklearn.kept import KeptRun
from gansmith.sklearn.mishaps import UnfitOption, as_value_errors
from gansmith.training.launch import computing, pick_device
from gansmith.training.processes import process_group

AUTO, AUTO_LABELLED = DEFAULT_METHOD, "cgan"  # what method="auto" is without y, and with it
_USUAL = {"validation_fraction": 0.0, "validate_every": 0, "sample_every": 0, "checkpoint_every": 0}
_OWN = {"steps": "max_steps", "seed": "random_state"}  # options of a run that are parameters of their own
_MOST = 2**32 - 1  # of a seed
_OTHER_DATA = "data of several calls of partial_fit"


@dataclass(frozen=True)
class Recipe:
    """The parameters of an estimator that make a run, checked: what `gansmith.train` takes."""

    method: str
    given: Any  # the method as it was given
    hyper: dict[str, Any]
    run: dict[str, Any]
    reading: Mapping[str, Any] | None
    path: Path | None
    verbose: bool

    @property
    def own(self) -> Any:
        """The recipe of one's own as it was given, None for a method of the table."""
        return None if self.method in METHODS else self.given

    @classmethod
    def of(cls, estimator: Any, *, labelled: bool) -> "Recipe":
        """Return the checked parameters of an estimator; raises ValueError naming the first that is wrong."""
        given, hyper, run = estimator.method, estimator.hyper_parameters, estimator.run_options
        steps: Any = estimator.max_steps
        require_options(hyper, run, steps)
        if isinstance(given, str) and given == "auto":
            given = AUTO_LABELLED if labelled else AUTO
        name, hyper = named(given, dict(hyper or {}))
        options = {**_USUAL, **(run or {}), "steps": None if steps is None else int(steps)}
        path = None if estimator.path is None else Path(estimator.path)
        return cls(name, given, hyper, options, estimator.data_options, path, bool(estimator.verbose))


def require_options(hyper: Any, run: Any, steps: Any) -> None:
    """Raise ValueError where hyper-parameters or options of a run are no dictionaries, or the steps no number."""
    for name, value in (("hyper_parameters", hyper), ("run_options", run)):
        if not isinstance(value, Mapping | None):
            raise UnfitOption(f"{name}={str(value)[:60]!r}: give a dictionary, as {name}={{'name': value}}.")
    if twice := next((name for name in _OWN if name in (run or {})), None):
        raise UnfitOption(f"run_options: {twice} is {_OWN[twice]} of the estimator. Give that.")
    if steps is None and "minutes" not in (run or {}):
        raise UnfitOption("max_steps=None: say how long to train, by steps or by run_options={'minutes': 1}.")
    if steps is not None and (not isinstance(steps, Integral) or isinstance(steps, bool) or steps < 1):
        raise UnfitOption(f"max_steps={str(steps)[:60]}: give a whole number of at least 1.")


def seed_of(random_state: Any) -> int:
    """Return a seed: a whole number is one, a RandomState draws one, and None takes one from the system.

    Raises ValueError for anything else.
    """
    if isinstance(random_state, Integral) and not isinstance(random_state, bool):
        if not 0 <= int(random_state) <= _MOST:
            raise UnfitOption(f"random_state={random_state}: give a whole number from 0 to {_MOST}.")
        return int(random_state)
    return int(check_random_state(random_state).randint(2**31 - 1))


def method_of(estimator: Any, *, labelled: bool) -> str:
    """Return the name of an estimator's method; raises ValueError where there is no such method."""
    with as_value_errors():
        method = estimator.method
        if isinstance(method, str) and method == "auto":
            return AUTO_LABELLED if labelled else AUTO
        return given_name(method)


def trained(recipe: Recipe, given: Given, seed: int) -> KeptRun:
    """Return what is kept of a run that was trained on X and y.

    Raises ValueError for parameters and data that cannot be trained with, KeyboardInterrupt where a signal stopped it.
    """
    with as_value_errors(), _folder(recipe.path) as path:
        source, reading = source_of(given, recipe.reading)
        if given.kind is not None:
            dataset, _ = read(data_settings(MEMORY, reading), source)
            require_all_columns(given, dataset.origin, dataset.notes)
        run = train(
            source,
            recipe.method,
            data_options=reading,
            hyper_parameters=recipe.hyper,
            out=path,
            quiet=not recipe.verbose,
            seed=seed,
            **recipe.run,
        )
        return _kept(run, recipe)


def gone_on(kept: KeptRun, recipe: Recipe, given: Given) -> KeptRun:
    """Return what is kept of a run after more steps, on the same data or on other data of the same columns.

    The ranges, categories and classes of the first data stay. On the same data it goes on bit for bit.
    """
    with as_value_errors(), _unpacked(kept, recipe.path) as path:
        directory = RunDirectory.open(path)
        known = read_run(directory, recipe=None if kept.recipe is None else given_name(kept.recipe))
        _require_same(known.settings, recipe)
        card, _, state = read_checkpoint(path)
        settings = replace(known.settings, steps=state.step + (recipe.run["steps"] or (known.settings.steps or 1)))
        where = pick_device(settings.device)
        with computing(settings.threads), process_group(where) as replicas:
            dataset = _as_before(given, card)
            other = dataset.sha256 != known.data_sha256
            drift = known.drift if not other or _OTHER_DATA in known.drift else (*known.drift, _OTHER_DATA)
            guard = Guard(dataset.sha256, known.identity, drift)
            assembly = assemble(settings, dataset, card.codec, where, replicas, conditions=card.conditions)
            if other:
                assembly = replace(assembly, card=replace(assembly.card, class_counts=_summed(card, assembly.card)))
            game = assembly.game(settings.steps or 1)
            run = play(assembly, game, directory, guard, quiet=not recipe.verbose, resume=True)
        return _kept(run, recipe)


def _require_same(settings: TrainSettings, recipe: Recipe) -> None:
    """Raise ValueError where the method or a hyper-parameter is another than that of the training that goes on."""
    if recipe.method != settings.method:
        raise UnfitOption(f"method={recipe.method!r}: partial_fit goes on with {settings.method!r}. Use fit.")
    resolved = resolve(recipe.method, recipe.hyper)
    for name in recipe.hyper:
        if _plain(resolved[name]) != _plain(before := settings.hyper[name]):
            raise UnfitOption(
                f"hyper_parameters: {name}={str(recipe.hyper[name])[:60]}, and partial_fit goes on with "
                f"{str(before)[:60]}. Use fit."
            )


def _plain(value: Any) -> Any:
    """Return a value as JSON keeps it, which knows no tuples."""
    return list(value) if isinstance(value, tuple) else value


def _summed(before: Card, now: Card) -> tuple[int, ...]:
    """Return how many samples of each class were trained on in all calls."""
    return tuple(one + other for one, other in zip(before.class_counts, now.class_counts, strict=True))


def _as_before(given: Given, card: Card) -> Dataset:
    """Return X and y as data of a model that was trained before."""
    conditions = None if given.target != "numbers" or given.y is None else np.asarray(given.y, np.float64)[:, None]
    labels = given.y if given.target == "classes" else None
    return Dataset(values_of(given, card), labels, card.class_names, card.origin, conditions=conditions)


def _kept(run: Run, recipe: Recipe) -> KeptRun:
    if run.exit_code or run.late_signal:
        kept = "path= keeps one" if recipe.path is None else f"it is in {recipe.path}"
        said = f"Training was stopped by a signal after {run.steps:,} steps"
        raise KeyboardInterrupt(f"{said}. The estimator is as before; of the run, {kept}.")
    return KeptRun.of(run.path, recipe.own)


@contextmanager
def _folder(path: Path | None) -> Iterator[Path]:
    """Yield where to train: the folder that a person names, or one that goes when the block ends."""
    if path is not None:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="gansmith-") as folder:
        yield Path(folder) / "run"


@contextmanager
def _unpacked(kept: KeptRun, path: Path | None) -> Iterator[Path]:
    """Yield where the run lies: the folder that a person named, if it is there, or one that goes."""
    if path is not None and (path / "config.json").is_file():
        yield path
        return
    with kept.unpacked() as folder:
        yield folder
