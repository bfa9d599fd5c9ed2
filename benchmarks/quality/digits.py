"""MNIST, the judge of its digits, and stacks of them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch

from benchmarks.results import ROOT
from gansmith.data.formats.read import open_data
from gansmith.features.classifier import Classifier, cached_classifier

KEPT = ROOT / "runs" / "classifiers"  # out of git's sight
NAMES = tuple("0123456789")
DENSE = {"network": "dense", "width": 16}  # InfoGAN's networks, those of the published comparison, a quarter as wide
SETTLING = {  # and what the methods with BatchNorm in D get furthest by in minutes
    **{"learning_rate": 1e-3, "generator_learning_rate": 5e-3, "left": 0.05},
    **{"batch_size": 128, "precision": "bfloat16"},
}

Bytes = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.int64]


class Digits(NamedTuple):
    """Pictures (N, 28, 28) and what they show."""

    pictures: Bytes
    labels: Labels


def folder() -> Path:
    """Return the folder of MNIST's four files: that of GANSMITH_DATA, else the one beside the checkout."""
    return Path(os.environ.get("GANSMITH_DATA", ROOT.parent / "shared" / "data")) / "mnist"


@cache
def mnist(part: str) -> Digits:
    """Return the digits of "train" (60,000) or "t10k" (10,000); raises DataError where they are not there."""
    return mnist_in(folder(), part)


def mnist_in(place: Path, part: str) -> Digits:
    """Return the digits of a part of MNIST's files in a folder; raises DataError where they are not there."""
    dataset = open_data(place / f"{part}-images-idx3-ubyte.gz")
    assert dataset.labels is not None  # noqa: S101 - they lie beside it
    return Digits(np.asarray(dataset.values, np.uint8), dataset.labels)


@cache
def judge() -> Classifier:
    """Return the classifier taught by all 60,000 training digits, kept for the next time.

    It is taught on one core: sums over several round otherwise, and figures of another judge do not compare.
    """
    digits = mnist("train")
    with one_thread():
        return cached_classifier(digits.pictures[:, None], digits.labels, KEPT, seed=0)


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch use one core."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@cache
def judges_accuracy() -> float:
    """Return the judge's accuracy on the 10,000 test digits."""
    digits = mnist("t10k")
    return judge().accuracy(digits.pictures[:, None], digits.labels)


def stacked(digits: Digits, count: int, channels: int, seed: int) -> Digits:
    """Return pictures (count, H, W, channels) whose channels are digits drawn at random, and their numbers.

    The label of a stack is the number that its digits spell, the first channel's being the first.
    """
    chosen = np.random.default_rng(seed).integers(len(digits.labels), size=(count, channels))
    pictures = np.empty((count, *digits.pictures.shape[1:], channels), np.uint8)
    for channel in range(channels):
        pictures[..., channel] = digits.pictures[chosen[:, channel]]
    return Digits(pictures, spelt(digits.labels[chosen]))


def spelt(digits: Labels) -> Labels:
    """Return the numbers (N,) that digits (N, channels) spell."""
    return np.asarray(digits @ 10 ** np.arange(digits.shape[1])[::-1])
