"""Classify: the classes of samples, by the critic of a semi-supervised run."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from torch import nn

from gansmith.api.detect import TABLES, as_csv, files_of
from gansmith.core.replicas import Replicas
from gansmith.data.dataset import Dataset
from gansmith.data.load import Source
from gansmith.data.options import GivenOptions, data_settings, given
from gansmith.data.outputs import require_free
from gansmith.data.reader.library_errors import shown
from gansmith.data.same_categories import labels_among
from gansmith.data.survey import complete_rows
from gansmith.declaration import as_json
from gansmith.errors import DataError, UsageError, option
from gansmith.evaluation.sample_sets import run_of
from gansmith.evaluation.two_sets import beside, opened_alike, require_columns
from gansmith.methods.registry import given_name
from gansmith.models.load import Recipe
from gansmith.records.data_places import read_of_run
from gansmith.records.directory import RunDirectory
from gansmith.records.model_card import Card
from gansmith.records.run_record import Recorded, learned_from, read_run
from gansmith.runs.accuracy import Accuracy, Labels, accuracy_of, unknown_labels
from gansmith.runs.classifier import Classifier, Shares, classifier_of
from gansmith.runs.restore import had_signals
from gansmith.runs.setup import assemble
from gansmith.runs.supervised import baseline_of
from gansmith.storage.atomic import write_bytes
from gansmith.storage.places import possible
from gansmith.training.checkpoint import newest_state
from gansmith.training.launch import computing, pick_device

OWN_DATA = "This is the data of the run. Its given labels include those that the run was trained on."
MOVED = f"If the data has moved, name it with {option('run_data')}."
OF_CLASSES = "Name a run of sgan or acgan, or a checkpoint of it; its critic classifies."
_PLACES = ("source", "pairs", "unpaired", "labels_from", "schema")  # of the run's own data alone


@dataclass(frozen=True)
class Classified:
    """Classes of samples, in their order.

    Attributes
    ----------
    class_names : tuple of str
        Names of the classes.
    predicted : array of int64, shape (N,)
        Index of the most probable class.
    probability : array of float64, shape (N, K)
        Probability of each class. They are not calibrated.
    of_run : Accuracy or None
        Accuracy on samples of the run's data whose labels it did not know; None where there are none.
    of_data : Accuracy or None
        Accuracy on the labels of the classified data; None where it has none.
    notes : tuple of str
        What was changed or left out as the data was read.
    """

    class_names: tuple[str, ...]
    predicted: Labels
    probability: Shares
    of_run: Accuracy | None
    of_data: Accuracy | None
    notes: tuple[str, ...] = ()

    @property
    def labels(self) -> list[str]:
        """The name of the predicted class of each sample."""
        return [self.class_names[place] for place in self.predicted]

    def to_json(self) -> dict[str, Any]:
        """Return counts of classes and accuracies.

        Returns
        -------
        dict
            JSON values.
        """
        counts = np.bincount(self.predicted, minlength=len(self.class_names)).tolist()
        of = {name: found and asdict(found) for name, found in (("of_run", self.of_run), ("of_data", self.of_data))}
        classes = dict(zip(self.class_names, counts, strict=True))
        return {"samples": len(self.predicted), "classes": classes, **of, "notes": list(self.notes)}


def classify(
    run: str | Path,
    data: Source,
    output: str | Path | None = None,
    *,
    baseline: bool = True,
    run_data: Source | None = None,
    data_options: GivenOptions | None = None,
    recipe: Recipe | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Classified:
    """Return the class of each sample by the critic of an `sgan` or `acgan` run, and write it to a file.

    The accuracy is measured on samples of the run's data whose labels it did not know, and on the labels of `data`
    where it has some. The supervised baseline is the same network, trained on the labelled samples alone for as many
    steps; it is kept in the run.

    Parameters
    ----------
    run : str or Path
        A run or a checkpoint of it.
    data : str, Path or data in memory
        The samples to classify, as for `train`.
    output : str or Path, optional
        A .csv file with a line for each sample: its number and, for a folder of images, its file; the predicted class,
        its probability, and the probability of each class. By default nothing is written.
    baseline : bool, default True
        Train the supervised baseline, unless it is kept from before.
    run_data : str, Path or data in memory, optional
        Where the data of the run is now, if it has moved.
    data_options : DataOptions or dict, optional
        How to read `data`. By default as the data of the run was read.
    recipe : callable or str, optional
        For a run of a method of your own: its function, or where it is, as "file.py:function".
    progress : callable, optional
        A function of (done, total) steps of the baseline.

    Returns
    -------
    Classified
        Predicted classes, probabilities and accuracies.

    Raises
    ------
    UsageError
        The method of the run has no classifier, or the samples have another shape than its data.
    DataError
        The data cannot be read, or the run is damaged.
    """
    place = Path(run)
    directory = RunDirectory(run_of(place, OF_CLASSES))
    if output is not None:
        read = (*learned_from(directory.path), *((data,) if isinstance(data, str | Path) else ()))
        require_free(possible(output), read, TABLES)
    known = read_run(directory, recipe=None if recipe is None else given_name(recipe))
    classifier, card, _ = classifier_of(place, known.settings)
    found, notes = _read(data, known, card, given(data_options))
    probability = classifier.probabilities(np.asarray(found.values))
    with computing(known.settings.threads):
        theirs, of_run, said = _of_run(classifier, directory, known, run_data, baseline, _steps(place, card), progress)
    labels = labels_among(found, card.class_names)
    of_data = None if labels is None else accuracy_of(probability, labels, _said_by(theirs, found), "given labels")
    every = (*notes, *_uncounted(found, card.class_names), *said)
    made = Classified(card.class_names, probability.argmax(1), probability, of_run, of_data, every)
    if output is not None:
        write_bytes(output, _table(made, files_of(data, len(probability))))
    return made


def _steps(place: Path, card: Card) -> int:
    """Return how many steps the critic was trained."""
    newest = newest_state(place / "checkpoints")
    return card.steps if newest is None else newest.step


def _said_by(other: Classifier | None, found: Dataset) -> Shares | None:
    return None if other is None else other.probabilities(np.asarray(found.values))


def _uncounted(found: Dataset, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is said of given labels of classes that the run does not know; they count in no accuracy."""
    unknown = [place for place, name in enumerate(found.class_names) if name not in names]
    count = 0 if found.labels is None else int(np.isin(found.labels, unknown).sum())
    if not count:
        return ()
    first = shown(found.class_names[unknown[0]])
    return (f"{count:,} given labels are of classes that the run does not know, such as {first!r}. None is counted.",)


def _read(data: Source, known: Recorded, card: Card, options: dict[str, Any]) -> tuple[Dataset, tuple[str, ...]]:
    """Return the samples to classify in the form of the run's data, and what is to be said of them."""
    of_run = {
        name: value for name, value in as_json(known.settings.data).items() if name not in _PLACES and value is not None
    }
    low = card.codec.scale.low
    origin = replace(card.origin, path="the data of the run")
    stub = Dataset(np.empty((0, *low.shape), low.dtype), np.empty(0, np.int64), card.class_names, origin)
    found = opened_alike(data, data_settings("the data to classify", of_run | options), stub, fewest=1)
    require_columns(stub, found)
    if card.codec.missing in ("error", "drop") and found.survey.missing:
        whole = complete_rows(found.values)
        raise DataError(
            f"{found.origin.path}: {np.count_nonzero(~whole):,} samples have missing values, and the run was trained "
            "on samples without. Leave them out, or fill them."
        )
    own = (OWN_DATA,) if found.sha256 == known.data_sha256 else ()
    found, _, columns, left = beside(stub, found, card.codec)
    return found, (*found.notes, *columns, *left, *own)


def _of_run(
    classifier: Classifier,
    directory: RunDirectory,
    known: Recorded,
    data: Source | None,
    wanted: bool,
    steps: int,
    progress: Callable[[int, int], None] | None,
) -> tuple[Classifier | None, Accuracy | None, tuple[str, ...]]:
    """Return the baseline, the accuracy on labels that the run did not know, and why there is none of either."""
    try:
        dataset, codec = read_of_run(directory, known.settings.data, data, known.data_sha256, MOVED)
    except (DataError, UsageError) as error:
        if data is not None:
            raise
        return None, None, (f"No accuracy of the run and no baseline, as its data is not there: {error}",)
    if dataset.sha256 != known.data_sha256 or dataset.class_names != classifier.class_names:
        raise DataError(
            f"{dataset.origin.path} is not what {directory.path} was trained on, so which labels it knew is not known. "
            f"Name the old data with {option('run_data')}."
        )
    codec = replace(codec, signals=had_signals(directory, codec.signals))
    assembly = assemble(known.settings, dataset, codec, pick_device(known.settings.device), Replicas())
    taught: Classifier | None = None
    if wanted:
        taught = _taught(classifier, baseline_of(directory.path, assembly, steps, known.identity, progress))
    rows, where = unknown_labels(assembly, dataset)
    if not len(rows):
        return taught, None, ("The run knew all labels of its data, so its accuracy is not known.",)
    values = np.asarray(dataset.values[rows])
    assert dataset.labels is not None  # noqa: S101 - there are unknown ones among them
    other = None if taught is None else taught.probabilities(values)
    return taught, accuracy_of(classifier.probabilities(values), dataset.labels[rows], other, where), ()


def _taught(classifier: Classifier, network: nn.Module) -> Classifier:
    return replace(classifier, network=network)


def _table(made: Classified, files: list[str] | None) -> bytes:
    head = ["sample", *(["file"] if files else []), "predicted", "probability", *(f"p_{n}" for n in made.class_names)]
    rows = []
    for place, (name, shares) in enumerate(zip(made.labels, made.probability, strict=True)):
        numbers = [f"{share:.6g}" for share in (shares.max(), *shares)]
        rows.append([place, *([files[place]] if files else []), name, *numbers])
    return as_csv(head, rows)
