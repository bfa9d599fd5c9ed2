"""What `gansmith evaluate` says of two sets, or of a run, and at what cost."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gansmith.evaluation.evaluate import evaluate
from gansmith.evaluation.result import Evaluation


@dataclass(frozen=True)
class Judged:
    """A grade, the kind and line of each finding, the first line, and the seconds of CPU that it took."""

    grade: str
    findings: tuple[tuple[str, str], ...]
    verdict: str
    seconds: float = 0.0


Judge = Callable[[np.ndarray, np.ndarray, int], Judged]
"""(real rows, generated rows, seed) -> what is said."""


def of_sets(real: np.ndarray, made: np.ndarray, seed: int) -> Judged:
    """Judge generated rows beside real ones."""
    start = time.process_time()
    return _judged(evaluate(real, made, seed=seed), start)


def of_run(run: Path, data: str | np.ndarray, seed: int) -> Judged:
    """Judge samples of a run's model beside the rows that were held out of its training."""
    start = time.process_time()
    return _judged(evaluate(run, data=data, seed=seed), start)


def _judged(done: Evaluation, start: float) -> Judged:
    found = tuple((finding.kind, finding.line) for finding in done.judgement.findings)
    return Judged(done.judgement.grade, found, done.verdict, time.process_time() - start)
