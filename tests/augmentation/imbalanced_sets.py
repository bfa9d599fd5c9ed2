"""Small imbalanced data, and settings by which a training takes a moment."""

from dataclasses import replace
from typing import Any

import numpy as np

from gansmith.augmentation.check import Question
from gansmith.augmentation.targets import lacking
from gansmith.augmentation.training import OPTIONS, Trained
from gansmith.config.settings import TrainSettings, settle
from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.data.load import read
from gansmith.models.model import Model
from gansmith.models.where import Drawn

TINY = {"width": 8, "batch_size": 16}


def two_classes(common: int = 60, rare: int = 12, apart: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Return rows (N, 3) of N(0, I), float32, the rare ones moved by `apart` in all columns, and their classes."""
    rows = np.random.default_rng(0).normal(size=(common + rare, 3))
    rows[common:] += apart
    return rows.astype(np.float32), np.repeat([0, 1], [common, rare])


def question(data: Any, **changed: Any) -> Question:
    """Return a question that takes seconds, about data with all classes filled up."""
    settings = settle("memory", "cgan", TINY, {}, steps=3, **OPTIONS)
    dataset, codec = read(settings.data, data)
    wanted = lacking(dataset, balance=True, to={})
    return replace(Question(dataset, codec, wanted, settings, minutes=1.0, repeats=4), **changed)


class Scripted(Model):
    """A model whose samples are those that a function of (class, count, seed) returns."""

    def draw(self, count: int, *, seed: int = 0, labels: np.ndarray | None = None, **_: Any) -> Drawn:
        """Return the scripted samples of the classes."""
        assert labels is not None
        return Drawn(self.script(labels, seed), labels)

    script: Any = None


def scripted(dataset: Dataset, script: Any) -> Model:
    """Return a model of a dataset that draws what the script says."""
    made = object.__new__(Scripted)
    object.__setattr__(made, "script", script)
    return made


def training(script: Any) -> Any:
    """Return a function that trains nothing: its models draw what script(part, labels, seed) says."""

    def train(settings: TrainSettings, part: Dataset, codec: Codec) -> Trained:
        return Trained(scripted(part, lambda labels, seed: script(part, labels, seed)), None, 0)

    return train
