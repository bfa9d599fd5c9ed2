"""A trained detector: it scores samples, and is saved in one directory that holds no code."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array
from gansmith.data.codec.codec import Codec
from gansmith.data.codec.measured import Measured as Numbers
from gansmith.data.dataset import Dataset, Origin
from gansmith.data.load import Source
from gansmith.data.options import GivenOptions, data_settings, given
from gansmith.data.survey import complete_rows
from gansmith.detection.calibration import Calibration
from gansmith.detection.gate import Gate
from gansmith.detection.learning import Tell, features_and_logits, logits_of
from gansmith.detection.measures import Measured
from gansmith.detection.preparing import Preparation
from gansmith.detection.scores import Scores
from gansmith.detection.sources import drawn, in_one_shape, is_model
from gansmith.errors import UsageError, option
from gansmith.evaluation.two_sets import opened_alike, require_columns
from gansmith.features.classifier import Network

Floats = npt.NDArray[np.float64]
POINTLESS = "In its own test the detector could not tell generated from real samples: these verdicts mean nothing"
NAME = "the samples to score"
REMEMBERED = (  # options of reading that files to score are read with, unless others are given
    *("variable", "samples_axis", "axes", "window", "stride", "series", "dates", "label", "unlabelled", "drop"),
    *("columns", "keep_index", "header", "separator", "decimal", "encoding", "missing_values", "size", "crop"),
)
SCORED = 1000  # samples of a run or model that are scored


@dataclass(frozen=True)
class Unseen:
    """A generator that the detector of the others was tested on: the AUC with and without it in training."""

    name: str
    seen: Measured
    unseen: Measured | None


@dataclass(frozen=True)
class Detector:
    """A detector of generated samples.

    `gansmith.train_detector` and `gansmith.load_detector` return detectors.

    Attributes
    ----------
    network : torch.nn.Module
        The network, in evaluation mode.
    codec : Codec
        Codec of samples in the common form.
    origin : Origin
        Where the real samples come from, without folders.
    preparation : Preparation
        What brings samples to the common form.
    calibration : Calibration
        The map of logits to probabilities.
    gate : Gate
        What measures the distance from the training data.
    generators : tuple of str
        Names of the sets of generated samples that it was trained on.
    measured : Measured
        Accuracy, AUC and expected calibration error on test samples.
    table : tuple of Unseen
        For each generator, the same with it and without it in training.
    notes : tuple of str
        How the sets were brought to one form.
    options : mapping of str
        How the real samples were read; files to score are read alike.
    is_labelled : bool
        Whether the real samples had labels.
    """

    network: Network
    codec: Codec
    origin: Origin
    preparation: Preparation
    calibration: Calibration
    gate: Gate
    generators: tuple[str, ...]
    measured: Measured
    table: tuple[Unseen, ...]
    notes: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    is_labelled: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of a sample as the network sees it."""
        return inputs_of(self.codec, self.origin, self.codec.scale.low[np.newaxis]).shape[1:]

    def score(
        self,
        data: Source,
        *,
        prior: float = 0.5,
        data_options: GivenOptions | None = None,
        progress: Tell | None = None,
    ) -> Scores:
        """Return the probability that each sample is generated.

        Samples are brought to the form of the training data first. Samples that are unlike the training data get no
        probability.

        Parameters
        ----------
        data : str, Path or data in memory
            A file, a folder, an array, or a run or model, whose samples are scored.
        prior : float, default 0.5
            Share of generated samples that is expected, between 0 and 1.
        data_options : DataOptions or dict, optional
            How to read the data; by default as the real training data was read.
        progress : callable, optional
            A function of (done, total) samples.

        Returns
        -------
        Scores
            Probabilities, distances and which samples are unlike the training data.

        Raises
        ------
        UsageError
            The prior is out of range, or the samples have another shape or other columns than the training data.
        DataError
            The data cannot be read.
        """
        if not 0.0 < prior < 1.0:
            raise UsageError(f"{option('prior', f'{prior:g}')}: give a share above 0 and below 1.")
        settings = data_settings(NAME, {**self.options, **given(data_options)})
        found = drawn(Path(data), SCORED, 0) if is_model(data) else opened_alike(data, settings, self.stub, fewest=1)
        require_columns(self.stub, found)
        return self._scored(found, prior, progress)

    def _scored(self, found: Dataset, prior: float = 0.5, progress: Tell | None = None) -> Scores:
        """Return the scores of samples that are read already."""
        whole = np.ones(len(found), np.bool_)
        notes = [*found.notes, *([] if self.measured.tells else [POINTLESS])]
        values = np.asarray(found.values)
        if self.codec.missing in ("error", "drop"):
            whole, lacks = complete_rows(values), "missing values"
        elif values.dtype.kind == "f":  # what is missing is learnt, and infinity is never
            whole, lacks = ~np.isinf(values).any(axis=tuple(range(1, values.ndim))), "infinite values"
        if not whole.all():
            notes.append(f"{np.count_nonzero(~whole):,} samples have {lacks}, and are not scored")
            found = found.rows(whole)
        probability, distance = np.full((2, len(whole)), np.nan)
        if len(found):
            inputs, said = _inputs(self, found)
            notes += said
            features, logits = features_and_logits(self.network, inputs, progress)
            distance[whole] = self.gate.distance(features, standardised(self.network, inputs))
            probability[whole] = self.calibration.probability(logits, prior)
        unlike = ~(distance <= 1)
        probability[unlike] = np.nan
        return Scores(probability, distance, unlike, prior, tuple(notes))

    def to_json(self) -> dict[str, Any]:
        """Return what the tests of the detector measured.

        Returns
        -------
        dict
            JSON values.
        """
        rows = [
            {"name": row.name, "seen": row.seen.to_json(), "unseen": row.unseen and row.unseen.to_json()}
            for row in self.table
        ]
        return {
            "generators": list(self.generators),
            "measured": self.measured.to_json(),
            "table": rows,
            "calibration": self.calibration.kind,
            "notes": list(self.notes),
        }

    @cached_property
    def stub(self) -> Dataset:
        """A set without samples that has the shape, columns and categories of the real data."""
        values = np.empty((0, *self.codec.scale.low.shape), self.codec.dtype)
        origin = replace(self.origin, path="the training data")
        return Dataset(values, np.empty(0, np.int64) if self.is_labelled else None, (), origin)


def logits_on(detector: Detector, found: Dataset) -> Floats:
    """Return the logit (N,) that each sample of a set is generated, whether or not it is unlike the training data."""
    return logits_of(detector.network, _inputs(detector, found)[0])


def _inputs(detector: Detector, found: Dataset) -> tuple[npt.NDArray[np.float32], tuple[str, ...]]:
    """Return samples as the network sees them, and what is to be said of columns."""
    found, _, notes = in_one_shape(detector.stub, found, detector.codec)
    return inputs_of(detector.codec, detector.origin, detector.preparation.apply(found)), notes


def inputs_of(codec: Codec, origin: Origin, prepared: Array) -> npt.NDArray[np.float32]:
    """Return samples in the common form as the network sees them: (N, C, H, W), or (N, D); signals as (N, 1, 1, L)."""
    encoded = Numbers.of(codec, origin.columns).encode(prepared, clip=False)
    if codec.signals and encoded.ndim == 2:
        encoded = encoded[:, np.newaxis, np.newaxis]
    return np.ascontiguousarray(encoded, np.float32)


def standardised(network: Network, inputs: npt.NDArray[np.float32]) -> Floats:
    """Return samples as rows (N, D) of mean 0 and deviation 1 in each channel or column, as the network sees them."""
    mean, scale = network.mean.numpy(), network.scale.numpy()
    with np.errstate(over="ignore", invalid="ignore"):  # what is no number is unlike everything
        return np.asarray(((inputs - mean) / scale).reshape(len(inputs), -1), np.float64)
