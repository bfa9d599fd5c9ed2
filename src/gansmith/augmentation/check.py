"""Whether augmentation helps: the same classifier with and without generated samples, over repeated splits."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from gansmith.augmentation.arms import GAN, PLAIN, Part, Trial
from gansmith.augmentation.classifiers import STEPS, Classifies, Convolutions, Forest
from gansmith.augmentation.copies import Originals
from gansmith.augmentation.encoded import Encoding
from gansmith.augmentation.filling import fill
from gansmith.augmentation.findings import Check, Compared
from gansmith.augmentation.scores import Scores, step_of
from gansmith.augmentation.smote import has_smote
from gansmith.augmentation.splits import MOST, different, scaled, split
from gansmith.augmentation.training import Trained, train_in_memory
from gansmith.augmentation.validity import error_rate, validity
from gansmith.config.settings import TrainSettings
from gansmith.core.randomness import key
from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.data.reader.library_errors import shown

REPEATS = 5  # splits
FEWEST = 2  # splits without which a difference has no error
_WAYS = 6.0  # trainings of the classifier on one split, of which some have more samples
_LEAST = 0.02  # minutes of a training
_PROBED, _PROBE = 256, 6  # samples and steps by which the time of a judging network is measured
_JUDGING = 0.4  # of the minutes, for the judging networks of the fewest splits
_FEWEST_STEPS = 100  # of a judging network

Trains = Callable[[TrainSettings, Dataset, Codec], Trained]


@dataclass(frozen=True, eq=False)
class Question:
    """What is checked: a data set, how many samples its classes lack, and how a model is trained.

    minutes bound all splits together. settings say how the generator of each split is trained, on its training samples
    alone, and limit its steps.
    """

    dataset: Dataset
    codec: Codec
    wanted: Mapping[int, int]
    settings: TrainSettings
    minutes: float
    repeats: int = REPEATS
    classifier: Classifies | None = None
    train: Trains = train_in_memory

    @property
    def labels(self) -> np.ndarray:
        """Class of each sample, -1 unknown."""
        assert self.dataset.labels is not None  # noqa: S101 - whoever fills classes up has them
        return self.dataset.labels


@dataclass(frozen=True)
class Outcome:
    """One split: the scores of each way, the error rates of generated and real samples, and how many were made.

    step: by how much one test sample of the rarest class moves the mean class accuracy.
    """

    scores: Mapping[str, Scores]
    generated: float
    real: float
    made: int
    steps: int
    step: float


def check(question: Question, progress: Callable[[int, int], None] = lambda done, count: None) -> Check:
    """Return what each way of treating rare classes reaches on test samples, over as many splits as time allows.

    The generator of a split sees its training samples alone. The first split measures how long the classifier takes;
    that decides how many splits there are, at least 2, and how many minutes each generator has.
    """
    began = time.monotonic()
    question, hurried = _within_time(question)
    outcomes: list[Outcome] = []
    planned, minutes = question.repeats, 0.0
    while len(outcomes) < planned:
        progress(len(outcomes), planned)
        trial = trial_of(question, len(outcomes))
        lap = time.monotonic()
        plain = trial[2].plain()
        spent = (time.monotonic() - lap) / 60
        if not outcomes:
            planned, minutes = _plan(question, spent)
        outcomes.append(with_generated(question, *trial, plain, minutes))
        late = (time.monotonic() - began) * (1 + 1 / len(outcomes)) > 60 * question.minutes
        if late and len(outcomes) >= FEWEST:
            break
    progress(planned, planned)
    return _summed(question, outcomes, minutes, (time.monotonic() - began) / 60, hurried)


def _within_time(question: Question) -> tuple[Question, list[str]]:
    """Return the question with its classifier, a network trained for fewer steps where time is short, and a note."""
    if question.classifier is not None:
        return question, []
    if len(question.codec.shape) == 1:
        return replace(question, classifier=Forest()), []
    labels = question.labels[:_PROBED].clip(0)
    samples = Encoding.of(question.dataset, question.codec).inputs(np.asarray(question.dataset.values[:_PROBED]))
    began = time.monotonic()
    Convolutions(_PROBE)(
        samples, labels, np.ones(len(labels)), samples[:1], classes=len(question.dataset.class_names), seed=0
    )
    each = (time.monotonic() - began) / _PROBE
    steps = int(_JUDGING * 60 * question.minutes / (FEWEST * _WAYS) / each)
    steps = min(max(steps, _FEWEST_STEPS), STEPS)
    said = [f"the judging network is trained for {steps:,} steps in place of {STEPS:,}, as time is short"]
    return replace(question, classifier=Convolutions(steps)), said if steps < STEPS else []


def _plan(question: Question, spent: float) -> tuple[int, float]:
    """Return the number of splits, and the minutes of each generator, after one split of plain ways."""
    judging = spent * (1 + 2 / _WAYS)
    planned = question.repeats
    while planned > FEWEST and planned * judging > question.minutes / 2:
        planned -= 1
    return planned, max(_LEAST, question.minutes / planned - judging)


def trial_of(question: Question, number: int) -> tuple[Dataset, Codec, Trial]:
    """Return a split's training samples, a codec that is fitted to them alone, and what is compared on the split."""
    seed = key(question.settings.seed, "check", number) % 2**31
    labels, codec = question.labels, question.codec
    train, test = split(labels, question.dataset.values, seed)
    part = question.dataset.rows(train)
    fitted = Codec.fit(part, scale=codec.scale_choice, fold=codec.fold_choice, missing=codec.missing)
    encoding = Encoding.of(part, fitted)
    classifier = question.classifier or (Forest() if len(fitted.shape) == 1 else Convolutions())
    values = question.dataset.values
    trial = Trial(
        Part(np.asarray(values[train]), labels[train]),
        Part(np.asarray(values[test]), labels[test]),
        encoding,
        scaled(question.wanted, labels, train),
        len(question.dataset.class_names),
        classifier,
        seed,
    )
    return part, fitted, trial


def with_generated(
    question: Question, part: Dataset, codec: Codec, trial: Trial, plain: Mapping[str, Scores], minutes: float
) -> Outcome:
    """Return the scores of the plain ways and those with samples of a model that is trained on the split now."""
    limit = minutes if question.settings.minutes is None else min(minutes, question.settings.minutes)
    settings = replace(question.settings, minutes=limit, seed=trial.seed)
    trained = question.train(settings, part, codec)
    encoding, train = trial.encoding, trial.train
    rows = encoding.rows(train.values)
    made = fill(
        trained.model,
        encoding,
        Originals(rows, train.labels),
        trial.wanted,
        seed=trial.seed,
        dtype=train.values.dtype,
    )
    others = encoding.rows(trial.test.values)
    rare = np.isin(train.labels, [*trial.wanted])
    generated = error_rate(encoding.rows(made.values), made.labels, others, trial.test.labels, trial.seed)
    real = error_rate(rows[rare], train.labels[rare], others, trial.test.labels, trial.seed)
    found = {**plain, GAN: trial.filled(made.values, made.labels)}
    return Outcome(found, generated, real, len(made.values), trained.steps, step_of(trial.test.labels))


def _summed(question: Question, outcomes: list[Outcome], minutes: float, lasted: float, hurried: list[str]) -> Check:
    """Return what all splits found; hurried: what is to be noted of the time."""
    ways = {name: tuple(one.scores[name] for one in outcomes) for name in (*PLAIN, GAN) if name in outcomes[0].scores}
    usable = [one for one in outcomes if one.made]
    valid = None
    if usable:
        valid = validity(
            [one.generated for one in usable], [one.real for one in usable], min(one.made for one in usable)
        )
    notes = hurried
    if not has_smote():
        notes.append("SMOTE is left out of the check: pip install 'gansmith[imbalanced]'")
    if len(question.dataset) > MOST:
        notes.append(f"the check uses {MOST:,} samples of {len(question.dataset):,}")
    if len(outcomes) < question.repeats:
        notes.append(f"time was enough for {len(outcomes)} of {question.repeats} splits")
    kinds, repeated = different(question.labels, question.dataset.values)
    names = question.dataset.class_names
    if repeated:
        notes.append(f"{repeated:,} samples repeat others, and equal samples lie on one side of each split")
    notes += [
        f"the class {shown(names[one])!r} has equal samples alone, and is left out of the check"
        for one, count in kinds.items()
        if count == 1
    ]
    steps = tuple(one.steps for one in outcomes)
    fewest = min((count for count in kinds.values() if count > 1), default=0)
    compared = Compared(ways, max(one.step for one in outcomes), fewest)
    return Check(compared, valid, steps, minutes, lasted, tuple(notes))
