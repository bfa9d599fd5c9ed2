"""Evaluate: how good the samples of a run are, or of any tool, in figures with errors and floors."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.config.renamed import takes_old_names
from gansmith.data.options import GivenOptions, given
from gansmith.errors import UsageError, option
from gansmith.evaluation.classified import ClassifierFeatures, measure_utility
from gansmith.evaluation.copied_models import is_copy, of_copy
from gansmith.evaluation.judgement.finding import Judgement
from gansmith.evaluation.judging import judgement_of
from gansmith.evaluation.metrics_file import EDITION, METRICS_FILE, Asked, spelt
from gansmith.evaluation.raw_values import RawValues, raw_values
from gansmith.evaluation.sample_sets import SampleSets, of_run
from gansmith.evaluation.two_sets import of_files
from gansmith.features.extractors import Components, Extractor
from gansmith.features.model_file import is_data
from gansmith.metrics.registry import METRICS
from gansmith.metrics.result import MetricValue
from gansmith.metrics.suite import Progress, measure, measure_classes, measure_pictures
from gansmith.models.model import Recipe
from gansmith.storage.atomic import write_json
from gansmith.storage.seal import sealed

MANY_VALUES = 4096  # of a picture, beyond which figures of its pixels are measured where they are asked for
COMPONENTS = 50  # principal components, where there are more features
SPAN = (-1.0, 1.0)  # of encoded values
CACHE = Path.home() / ".cache" / "gansmith"
NAMES = ("raw", "pca", "random", "classifier", "inception")


@dataclass(frozen=True)
class Evaluation:
    """The judgement of one set of samples, all figures, and what they were measured against.

    Figures that the judgement stands on come first.
    """

    subject: SampleSets
    asked: Asked
    judgement: Judgement
    figures: tuple[MetricValue, ...]

    @property
    def verdict(self) -> str:
        """The judgement in a line."""
        return self.judgement.line

    def to_json(self) -> dict[str, Any]:
        """Return the evaluation as JSON; what is infinite or no number, which JSON does not know, is a string."""
        return {
            "subject": self.subject.name,
            "against": self.subject.against,
            "model": self.subject.model,
            "edition": EDITION,
            "asked": dict(self.asked),
            "verdict": self.verdict,
            "grade": self.judgement.grade,
            "findings": [asdict(finding) for finding in self.judgement.findings],
            "notes": list(self.subject.notes),
            "figures": [spelt(asdict(figure)) | {"label": figure.label} for figure in self.figures],
        }


def asked_for(
    features: Sequence[str] = (),
    count: int | None = None,
    seed: int = 0,
    reading: Mapping[str, Any] | None = None,
    *,
    thorough: bool = False,
    allow_code: bool = False,
) -> Asked:
    """Return what an evaluation is asked for; raises UsageError for features or a count there cannot be."""
    if count is not None and count < 1:
        raise UsageError(f"{option('count', count)}: ask for at least one sample.")
    for name in features:
        if name not in NAMES and not Path(name).suffix:
            raise UsageError(
                f"{option('features', name)}: choose of {', '.join(NAMES)}, or name a TorchScript or ONNX file."
            )
        if name not in NAMES and not allow_code and not is_data(Path(name)):
            raise UsageError(
                f"{option('features', name)}: a TorchScript file is a program, which does what its author wants. Give "
                f"{option('allow_code')} if you trust it, or an ONNX file."
            )
    asked = {"features": list(features), "count": count, "seed": seed, "reading": dict(reading or {})}
    return asked | ({"thorough": True} if thorough else {})


@takes_old_names
def evaluate(
    subject: str | Path | np.ndarray,
    fake: str | Path | np.ndarray | None = None,
    *,
    features: Sequence[str] = (),
    weights: str | Path | None = None,
    data: str | Path | np.ndarray | None = None,
    data_options: GivenOptions | None = None,
    count: int | None = None,
    seed: int = 0,
    recipe: Recipe | None = None,
    thorough: bool = False,
    allow_code: bool = False,
    progress: Progress | None = None,
) -> Evaluation:
    """Measure the samples of a run against its held-out data, or `fake` against `subject`, two sets of samples.

    subject: a run, one of its checkpoints or models; with `fake`, real samples as a file, folder, built-in set or
    array. features: of NAMES, or TorchScript or ONNX files; left out, random convolutions and raw values for pictures,
    else raw values and, of many, principal components. weights: the file of the Inception network's weights. data:
    where a run's data is now, or real samples for a model that lies apart from its run. data_options: how to read
    two sets, or those, as for `train`. count: rows of each set, at
    most. A run's figures are written to its metrics.json. recipe: as for `load`. thorough adds slower figures, none
    of which the judgement needs. allow_code lets a TorchScript file run.
    Raises UsageError, DataError; a metric that means nothing for these sets is left out with the reason.
    """
    reading = given(data_options)
    asked = asked_for(features, count, seed, reading, thorough=thorough, allow_code=allow_code)
    sets = _sets(subject, fake, data, reading, count, seed, recipe)
    if sets.real.ndim == 4 and sets.real[0].size > MANY_VALUES and not features:
        left = (
            f"Figures of {sets.real[0].size:,} pixels are left out. {option('features', 'random raw')} measures "
            f"them as well."
        )
        sets = replace(sets, notes=(*sets.notes, left))
    chosen = [part for name in list(features) or _usual(sets.real) for part in _spaces(sets, name)]
    judgement, figures = judgement_of(sets, seed, _part(progress, 0, len(chosen) + 1))
    for place, part in enumerate(chosen, 1):
        _measure(sets, part, weights, asked, figures, _part(progress, place, len(chosen) + 1))
    if sets.real.ndim == 4:
        figures += measure_pictures(sets.real, sets.fake, data_range=SPAN[1] - SPAN[0], seed=seed)
    done = Evaluation(sets, asked, judgement, tuple(figures))
    if sets.run is not None:
        write_json(sets.run / METRICS_FILE, sealed(done.to_json()))
    return done


def _sets(
    subject: str | Path | np.ndarray,
    fake: str | Path | np.ndarray | None,
    data: str | Path | np.ndarray | None,
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
    if isinstance(named, np.ndarray):
        raise UsageError("Give two sets of samples, the real and the generated ones, or the directory of a run.")
    if where is not None and is_copy(Path(named)):
        return of_copy(Path(named), where, reading, count, seed, recipe)
    if reading:
        flag = next(iter(reading)).replace("_", "-")
        raise UsageError(f"--{flag}: a run knows how its data is read. Leave it out, or name two sets of samples.")
    return of_run(Path(named), where, count, seed, recipe)


def _usual(real: np.ndarray) -> list[str]:
    if real.ndim == 4:
        return ["random", "raw"] if real[0].size <= MANY_VALUES else ["random"]
    return ["raw", "pca"] if real.shape[1] > COMPONENTS else ["raw"]  # all components of a few features are these


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
    extractor = space if isinstance(space, RawValues) else _extractor(sets, space, weights)
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


def _extractor(sets: SampleSets, name: str, weights: str | Path | None) -> Extractor:
    reference, labels = sets.known
    if name == "pca":
        flat = reference.reshape(len(reference), -1)
        return Components.fit(flat, min(COMPONENTS, len(flat) - 1, flat.shape[1]))
    if name == "random":
        from gansmith.features.random_convolution import RandomConvolutions

        if sets.real.ndim != 4:
            raise UsageError(
                f"{option('features', 'random')} is of pictures, and these samples are vectors. Choose raw or pca."
            )
        return RandomConvolutions.of(sets.real.shape[1], *SPAN)
    if name == "classifier":
        if labels is None:
            raise UsageError(
                f"{option('features', 'classifier')} is taught by labels, and this data has none. Choose others."
            )
        return ClassifierFeatures.taught(reference, labels, CACHE / "classifiers")
    if name == "inception":
        from gansmith.features.inception import InceptionFeatures

        return InceptionFeatures.open(_weights(weights), *SPAN)
    from gansmith.features.model_file import ModelFile

    return ModelFile.open(name)


def _weights(given: str | Path | None) -> Path:
    from gansmith.features.inception import fetched

    return Path(given) if given is not None else fetched(CACHE)
