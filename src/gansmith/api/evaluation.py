"""Evaluate: how good the samples of a run are, or of any tool, in figures with errors and floors."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.api.subjects import Subject, of_files, of_run, run_of
from gansmith.errors import UsageError
from gansmith.evaluation.classified import ClassifierFeatures
from gansmith.evaluation.extractors import Components, Extractor, Raw
from gansmith.evaluation.metric import Figure
from gansmith.evaluation.panel import Progress, measure, measure_classes, measure_pictures
from gansmith.evaluation.verdict import verdict
from gansmith.storage.atomic import write_json

METRICS_FILE = "metrics.json"
COMPONENTS = 50  # principal components, where there are so many
SPAN = (-1.0, 1.0)  # of encoded values
CACHE = Path.home() / ".cache" / "gansmith"
NAMES = ("raw", "pca", "random", "classifier", "inception")


@dataclass(frozen=True)
class Evaluation:
    """The figures of one set of samples, the verdict on them, and what they were measured against.

    features is the extractor that the verdict rests on; its figures come first.
    """

    subject: Subject
    features: str
    figures: tuple[Figure, ...]
    verdict: str

    def values(self) -> dict[str, float]:
        """Return the figures that were measured by label; those where lower is better, which can rank, come first."""
        found = [figure for figure in self.figures if figure.value is not None]
        ordered = sorted(found, key=lambda figure: figure.better != "lower")
        return {figure.label: float(figure.value) for figure in ordered if figure.value is not None}

    def to_json(self) -> dict[str, Any]:
        """Return the evaluation as JSON."""
        return {
            "subject": self.subject.name,
            "against": self.subject.against,
            "verdict": self.verdict,
            "verdict_features": self.features,
            "notes": list(self.subject.notes),
            "figures": [asdict(figure) | {"label": figure.label} for figure in self.figures],
        }


def evaluate(
    subject: str | Path | np.ndarray,
    fake: str | np.ndarray | None = None,
    *,
    features: Sequence[str] = (),
    weights: str | Path | None = None,
    data: str | np.ndarray | None = None,
    count: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Evaluation:
    """Measure the samples of a run against its held-out data, or `fake` against `subject`, two sets of samples.

    subject: a run, one of its checkpoints or models; with `fake`, real samples as a file, folder, built-in set or
    array. features: of NAMES, or TorchScript or ONNX files; left out, raw values and, for pictures, random
    convolutions, else principal components. weights: the file of the Inception network's weights. data: where a run's
    data is now. count: rows of each set, at most. A run's figures are written to its metrics.json.
    Raises UsageError, DataError; a metric that means nothing for these sets is left out with the reason.
    """
    if count is not None and count < 1:
        raise UsageError(f"-n {count}: ask for at least one sample.")
    if fake is not None:
        sets = of_files(subject if isinstance(subject, np.ndarray) else str(subject), fake, count, seed)
    elif isinstance(subject, np.ndarray):
        raise UsageError("Give two sets of samples, the real and the generated ones, or the directory of a run.")
    else:
        sets = of_run(Path(subject), data, count, seed)
    asked = list(features) or (["random", "raw"] if sets.real.ndim == 4 else ["raw", "pca"])
    figures: list[Figure] = []
    names = []
    for name in asked:
        names.append(_measure(sets, name, weights, seed, figures, progress))
    if sets.real.ndim == 4:
        figures += measure_pictures(sets.real, sets.fake, data_range=SPAN[1] - SPAN[0], seed=seed)
    done = Evaluation(sets, names[0], tuple(figures), verdict(figures, names[0]))
    if fake is None and not isinstance(subject, np.ndarray):
        write_json(run_of(Path(subject)) / METRICS_FILE, done.to_json())
    return done


def _measure(
    sets: Subject, name: str, weights: str | Path | None, seed: int, figures: list[Figure], progress: Progress | None
) -> str:
    """Add the figures in one extractor's features, and return its name."""
    extractor = _extractor(sets, name, weights)
    parts = [None if part is None else extractor(part) for part in (sets.real, sets.fake, sets.train)]
    real, fake, train = parts
    assert real is not None and fake is not None  # noqa: S101, PT018
    figures += measure(real, fake, features=extractor.name, seed=seed, train=train, progress=progress)
    if isinstance(extractor, ClassifierFeatures):
        shares = (extractor.classifier.probabilities(part) for part in (sets.real, sets.fake))
        figures += measure_classes(*shares, features=extractor.name, seed=seed)
    return extractor.name


def _extractor(sets: Subject, name: str, weights: str | Path | None) -> Extractor:
    reference = sets.real if sets.train is None else sets.train
    if name == "raw":
        return Raw.of(sets.real)
    if name == "pca":
        flat = reference.reshape(len(reference), -1)
        return Components.fit(flat, min(COMPONENTS, len(flat) - 1, flat.shape[1]))
    if name == "random":
        from gansmith.evaluation.random_convolution import RandomConvolutions

        return RandomConvolutions.of(sets.real.shape[1], *SPAN)
    if name == "classifier":
        if sets.labels is None:
            raise UsageError("--features classifier is taught by labels, and this data has none. Choose others.")
        return ClassifierFeatures.taught(reference, sets.labels, CACHE / "classifiers")
    if name == "inception":
        from gansmith.evaluation.inception_features import InceptionFeatures

        return InceptionFeatures.open(_weights(weights), *SPAN)
    if Path(name).suffix:
        from gansmith.evaluation.model_file import ModelFile

        return ModelFile.open(name)
    raise UsageError(f"--features {name}: choose of {', '.join(NAMES)}, or name a TorchScript or ONNX file.")


def _weights(given: str | Path | None) -> Path:
    from gansmith.evaluation.inception_features import fetched

    return Path(given) if given is not None else fetched(CACHE)
