"""Evaluate the samples of a run, or of any other tool: metric values with standard errors, and a verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.config.renamed import takes_old_names
from gansmith.data.load import Source
from gansmith.data.options import GivenOptions, given
from gansmith.errors import StorageError, UsageError, option, remark
from gansmith.evaluation.asked import asked_for
from gansmith.evaluation.classified import ClassifierFeatures, measure_utility
from gansmith.evaluation.copied_models import is_copy, of_copy
from gansmith.evaluation.extractor import COMPONENTS, SPAN, extractor_of
from gansmith.evaluation.judging import judgement_of
from gansmith.evaluation.metrics_file import METRICS_FILE, Asked
from gansmith.evaluation.own_figures import own_figures
from gansmith.evaluation.privacy import privacy
from gansmith.evaluation.raw_values import RawValues, raw_values
from gansmith.evaluation.result import Evaluation
from gansmith.evaluation.sample_sets import SampleSets, of_run
from gansmith.evaluation.two_sets import of_files
from gansmith.metrics.own import Function, own_metrics
from gansmith.metrics.registry import METRICS
from gansmith.metrics.result import MetricValue
from gansmith.metrics.suite import Progress, measure, measure_classes, measure_pictures
from gansmith.models.load import Recipe
from gansmith.storage.atomic import write_json
from gansmith.storage.seal import sealed

MANY_VALUES = 4096  # of a picture, beyond which figures of its pixels are measured where they are asked for
CACHE = Path.home() / ".cache" / "gansmith"


@takes_old_names
def evaluate(
    subject: Source,
    fake: Source | None = None,
    *,
    features: Sequence[str] = (),
    weights: str | Path | None = None,
    data: Source | None = None,
    data_options: GivenOptions | None = None,
    count: int | None = None,
    seed: int = 0,
    recipe: Recipe | None = None,
    thorough: bool = False,
    allow_code: bool = False,
    metrics: Sequence[str | Function] = (),
    progress: Progress | None = None,
) -> Evaluation:
    """Evaluate the samples of a run on its validation set, or a set of generated samples against a set of real ones.

    The metric values of a run are also written to its metrics.json; a run that cannot be written is evaluated all the
    same. Metrics that are unreliable for the sets are skipped, with the reason.

    Parameters
    ----------
    subject : str, Path or array
        A run, one of its checkpoints or a model. With `fake`: the real samples, as a file, a folder, the name of a
        built-in set, or an array with samples along the first axis.
    fake : str, Path or array, optional
        Generated samples from any tool, in the same forms.
    features : sequence of str, optional
        Features to measure in: "raw", "pca", "random", "classifier", "inception", or TorchScript or ONNX files. By
        default images are measured in random convolutions and, up to 4096 values, in raw values; vectors in raw values
        and, if there are more than 50, in principal components.
    weights : str or Path, optional
        File with the weights of the Inception network.
    data : str, Path or array, optional
        Where the data of the run is now, if it has moved; for a model that lies apart from its run, real samples.
    data_options : DataOptions or dict, optional
        How to read two sets of samples, or the data for a model that lies apart. A run has its own options.
    count : int, optional
        Largest number of samples of each set, at least 1. By default 5000, or fewer if the samples are large.
    seed : int, default 0
        Seed of the noise and of the choice of samples.
    recipe : callable or str, optional
        For a run of a method of your own: its function, or where it is, as "file.py:function".
    thorough : bool, default False
        Also measure slower metrics, which the verdict does not need.
    allow_code : bool, default False
        Allow `features` to run a TorchScript file, which is a program.
    metrics : sequence of callable or str, optional
        Metrics of your own: functions, or where they are, as "file.py:function". Each function is called with n real
        and n generated samples, float64 arrays (n, D) or (n, H, W[, C]) in the units of the data, and returns a number.
        Lower values are better, unless the attribute `better` of the function is "higher" or "nearer". The metric has
        the name of the function, and its real-vs-real baseline is measured too.
    progress : callable, optional
        Function called with (name of the current metric, parts done, parts in total).

    Returns
    -------
    Evaluation
        Verdict, findings and metric values.

    Raises
    ------
    UsageError
        An argument is unknown or does not fit the others.
    DataError
        A set or a run cannot be read.

    Examples
    --------
    >>> import numpy as np
    >>> import gansmith
    >>> rng = np.random.default_rng(0)
    >>> real, shifted = rng.normal(size=(100, 1)), rng.normal(5.0, size=(100, 1))
    >>> gansmith.evaluate(real, shifted).judgement.grade
    'poor'
    """
    reading, own = given(data_options), own_metrics(metrics)
    asked = asked_for(features, count, seed, reading, thorough=thorough, allow_code=allow_code, metrics=own)
    sets = _sets(subject, fake, data, reading, count, seed, recipe)
    if not features:
        sets, features = _usual(sets)
    chosen = [part for name in features for part in _spaces(sets, name)]
    judgement, figures = judgement_of(sets, seed, _part(progress, 0, len(chosen) + 1))
    for place, part in enumerate(chosen, 1):
        _measure(sets, part, weights, asked, figures, _part(progress, place, len(chosen) + 1))
    if sets.real.ndim == 4:
        figures += measure_pictures(sets.real, sets.fake, data_range=SPAN[1] - SPAN[0], seed=seed)
    if own:
        figures += own_figures(sets, own, seed)
    if sets.tables is not None:
        disclosed, said = privacy(sets.tables, seed)
        figures += disclosed
        sets = replace(sets, notes=(*sets.notes, said)) if said else sets
    return _kept(Evaluation(sets, asked, judgement, tuple(figures)))


def _sets(
    subject: Source,
    fake: Source | None,
    data: Source | None,
    reading: Mapping[str, Any],
    count: int | None,
    seed: int,
    recipe: Recipe | None,
) -> SampleSets:
    named, made, where = (str(part) if isinstance(part, Path) else part for part in (subject, fake, data))
    assert named is not None  # noqa: S101
    if made is not None:
        if where is not None:
            raise UsageError(
                f"{option('data')} is where a run's data is now; of two sets of samples the first is the real one."
            )
        return of_files(named, made, reading, count, seed)
    if not isinstance(named, str):
        raise UsageError("Give two sets of samples, the real and the generated ones, or the directory of a run.")
    if where is not None and is_copy(Path(named)):
        return of_copy(Path(named), where, reading, count, seed, recipe)
    if reading:
        flag = next(iter(reading)).replace("_", "-")
        raise UsageError(f"--{flag}: a run knows how its data is read. Leave it out, or name two sets of samples.")
    return of_run(Path(named), where, count, seed, recipe)


def _usual(sets: SampleSets) -> tuple[SampleSets, list[str]]:
    """Return the features that are measured in where none are named; of large images the sets say what is left out."""
    real = sets.real
    if real.ndim != 4:
        # all components of a few features are these features
        return sets, ["raw", "pca"] if real.shape[1] > COMPONENTS else ["raw"]
    if real[0].size <= MANY_VALUES:
        return sets, ["random", "raw"]
    left = f"Figures of {real[0].size:,} pixels are left out. {option('features', 'random raw')} measures them as well."
    return replace(sets, notes=(*sets.notes, left)), ["random"]


def _kept(done: Evaluation) -> Evaluation:
    """Write an evaluation into the run, where it is one of a run; return it, and whether it is written there."""
    if done.subject.run is not None:
        try:
            write_json(done.subject.run / METRICS_FILE, sealed(done.to_json()))
        except StorageError as error:  # as of a run that belongs to others: its verdict is worth as much
            remark(str(error))
            return replace(done, kept=False)
    return done


def _spaces(sets: SampleSets, name: str) -> Sequence[str | RawValues]:
    return raw_values(sets) if name == "raw" else [name]


def _part(progress: Progress | None, place: int, parts: int) -> Progress | None:
    """Return the progress of one of several equal parts."""
    if progress is None:
        return None
    return lambda name, done, total: progress(name, round(100 * (place + done / total)), 100 * parts)


def _measure(
    sets: SampleSets,
    space: str | RawValues,
    weights: str | Path | None,
    asked: Asked,
    figures: list[MetricValue],
    progress: Progress | None,
) -> None:
    """Add the figures in one extractor's features."""
    seed, thorough = asked["seed"], asked.get("thorough", False)
    if progress is not None:  # features may take longer than all that is measured in them
        progress("features", 0, 1)
    extractor = space if isinstance(space, RawValues) else extractor_of(sets, space, weights, CACHE)
    unit, metrics = (space.unit, space.metrics) if isinstance(space, RawValues) else (1.0, METRICS)
    metrics = [metric for metric in metrics if metric.usual or thorough]
    real, fake = extractor(sets.real), extractor(sets.fake)
    train = None if sets.train is None else extractor(sets.train)
    figures += measure(
        *(real, fake), features=extractor.name, seed=seed, train=train, unit=unit, metrics=metrics, progress=progress
    )
    if isinstance(extractor, ClassifierFeatures):
        shares = (extractor.classifier.probabilities(part) for part in (sets.real, sets.fake))
        figures += measure_classes(*shares, features=extractor.name, seed=seed)
        figures += _utility(sets, extractor.name, seed)


def _utility(sets: SampleSets, features: str, seed: int) -> list[MetricValue]:
    """Return what samples teach, where it is known which classes they were to have."""
    if sets.asked is None or sets.real_labels is None:
        return []
    fake, real = (sets.fake, sets.asked), (sets.real, sets.real_labels)
    if sets.train is not None and sets.train_labels is not None:
        taught, test = (sets.train, sets.train_labels), real
    else:
        order = np.random.default_rng(seed).permutation(len(sets.real))
        taught, test = ((real[0][rows], real[1][rows]) for rows in np.array_split(order, 2))
    return [measure_utility(fake, taught, test, features=features, folder=CACHE / "classifiers", seed=seed)]
