"""Augment: rare classes filled up with generated samples, and whether that helps a classifier."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gansmith.augmentation.check import FEWEST, REPEATS
from gansmith.augmentation.job import Job
from gansmith.augmentation.marks import require_place
from gansmith.augmentation.result import Augmented
from gansmith.augmentation.targets import lacking
from gansmith.augmentation.training import METHOD, OPTIONS
from gansmith.config.run_options import DEFAULT_MINUTES
from gansmith.config.settings import TrainSettings, settle
from gansmith.data.load import Source, read
from gansmith.data.options import GivenOptions, given
from gansmith.errors import UsageError, option
from gansmith.methods.registry import named
from gansmith.records.run_record import learned_from
from gansmith.training.signals import kept

Progress = Callable[[int, int], None]


def augment(
    data: Source,
    output: str | Path | None = None,
    *,
    balance: bool = False,
    to: Mapping[str, int] | None = None,
    run: str | Path | None = None,
    method: str | None = None,
    steps: int | None = None,
    minutes: float | None = None,
    seed: int = 0,
    threads: int | None = None,
    hyper_parameters: Mapping[str, Any] | None = None,
    data_options: GivenOptions | None = None,
    check: bool = True,
    check_minutes: float = DEFAULT_MINUTES,
    repeats: int = REPEATS,
    out: str | Path | None = None,
    mark: bool = True,
    quiet: bool | None = None,
    progress: Progress = lambda done, count: None,
) -> Augmented:
    """Fill up rare classes with generated samples, and check whether that helps a classifier.

    A conditional GAN is trained on the data, or taken from `run`. Generated samples that copy training samples are
    refused. Real samples come first, unchanged.

    The check trains one classifier on the same splits with each of: no resampling, class weights, oversampling, SMOTE,
    a moved decision threshold, and generated samples of a GAN that is trained on the training part of the split alone.

    Parameters
    ----------
    data : str, Path or data in memory
        Data with classes, as for `train`.
    output : str or Path, optional
        The file to write, or a folder of images if the name has no suffix. A column or variable `synthetic` is 1 for
        generated samples; formats that hold none have it in a file beside them. By default nothing is written.
    balance : bool, default False
        Make all classes as large as the largest.
    to : dict, optional
        Size of classes by name, such as {"rare": 500}, in place of that of the largest.
    run : str or Path, optional
        A run or model to take, which is conditioned on the classes. By default one is trained.
    method : str, optional
        Method to train, cgan by default. With `run`, the function of a method of your own, as "file.py:function".
    steps : int, optional
        Steps to train.
    minutes : float, optional
        Minutes to train, in place of steps or to limit them. By default 10.
    seed : int, default 0
        Seed of the training, the samples and the splits.
    threads : int, optional
        CPU threads.
    hyper_parameters : dict, optional
        Hyper-parameters of the method.
    data_options : DataOptions or dict, optional
        How to read the data.
    check : bool, default True
        Whether to check if generated samples help.
    check_minutes : float, default 10
        Minutes for the check. It ends later if two splits take longer.
    repeats : int, default 5
        Most splits of the check, at least 2.
    out : str or Path, optional
        Directory of the run that is trained. By default runs/NNNN-method-name.
    mark : bool, default True
        Write into the file that it is partly synthetic, by which model and seed, for machines to read; or to
        NAME.synthetic.json beside a file that has no place for it. The column or variable `synthetic` is always there.
    quiet : bool, optional
        Show no progress of the training.
    progress : callable, optional
        Function of (done, count) that follows the splits of the check.

    Returns
    -------
    Augmented
        The samples with their classes and marks, and the result of the check.

    Raises
    ------
    UsageError
        An option is out of range, the data has no classes, or the output would replace an input.
    DataError
        The data or the run cannot be read.
    DivergedError
        The training diverged.

    References
    ----------
    Chawla et al. 2002, arXiv 1106.1813, for SMOTE. Hassanat, Tarawneh and Altarawneh 2026, arXiv 2607.20787, for
    ER_split.

    Examples
    --------
    >>> import gansmith, numpy as np
    >>> rng = np.random.default_rng(0)
    >>> samples, labels = rng.normal(size=(60, 3)), np.repeat(["common", "rare"], [50, 10])
    >>> made = gansmith.augment((samples, labels), balance=True, steps=5, check=False, quiet=True)
    >>> made.added, len(made.samples), made.synthetic.sum()
    ({'rare': 40}, 100, np.int64(40))
    """
    _require_ranges(check_minutes, repeats)
    training = {"steps": steps, "minutes": minutes, "threads": threads}
    settings = _settled(data, run, method, hyper_parameters, data_options, seed, training, out)
    dataset, codec = read(settings.data, data)
    wanted = lacking(dataset, balance=balance, to=to or {})
    place = None if run is None else Path(run)
    job = Job(dataset, codec, wanted, settings, place, method if place else None, out, quiet)
    if output is not None:
        learned = () if place is None else (str(place), *learned_from(place))
        inputs = (dataset.origin.path, *learned)
        require_place(output, dataset, len(dataset) + sum(wanted.values()), inputs, mark=mark)
    if not wanted:
        found = job.unchanged()
        return found if output is None else job.written(found, output)
    trained = job.trained()
    with kept(job.after_training(trained)):
        found = job.joined(job.filled(trained), trained.run)
        found = found if output is None else job.written(found, output, trained if mark else None)
    with kept(job.after_writing(trained, output)):
        return job.checked(found, trained, check_minutes, repeats, progress) if check else found


def _settled(
    data: Source,
    run: str | Path | None,
    method: str | None,
    hyper: Mapping[str, Any] | None,
    options: GivenOptions | None,
    seed: int,
    training: Mapping[str, Any],
    out: str | Path | None,
) -> TrainSettings:
    """Return the settings of the training; raises UsageError for those that a run which is used has already."""
    if run is not None:
        asked = {**training, "hyper_parameters": hyper, "out": out}
        if odd := [name for name, value in asked.items() if value is not None and name != "threads"]:
            raise UsageError(
                f"{option(odd[0])} is of a training, and {option('run', run)} names one that is done. Leave one out."
            )
    name, chosen = named(METHOD if run is not None or method is None else method, dict(hyper or {}))
    rest = {name: value for name, value in training.items() if value is not None}
    return settle(data, name, chosen, given(options), seed=seed, **rest, **OPTIONS)


def _require_ranges(check_minutes: float, repeats: int) -> None:
    if not check_minutes > 0:
        raise UsageError(f"{option('check_minutes', check_minutes)}: give minutes above 0, or leave the check out.")
    if repeats < FEWEST:
        raise UsageError(f"{option('repeats', repeats)}: a difference has no error without {FEWEST} splits. Give more.")
