"""Ctrl-C in a fit: it is heard wherever it comes, and the estimator is as it was before."""

import signal
from typing import Any

import numpy as np
import pytest
from tiny_estimators import tiny

from gansmith.runs.session import Session
from gansmith.sklearn import GANFeatures, GANGenerator

ROWS = np.random.default_rng(0).normal(size=(30, 3))
OTHER = np.random.default_rng(1).normal(size=(30, 5))
WHERE = ["begin", "save_model"]  # before the first step, and when the last is done


def interrupt(patch: pytest.MonkeyPatch, where: str) -> None:
    """Let a signal come in a method of a session, which then goes on."""
    usual = getattr(Session, where)

    def interrupted(*given: Any, **options: Any) -> object:
        signal.raise_signal(signal.SIGINT)
        return usual(*given, **options)

    patch.setattr(Session, where, interrupted)


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("kind", [GANGenerator, GANFeatures])
def test_an_interrupted_fit_changes_nothing(kind: Any, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    estimator = tiny(kind)
    with monkeypatch.context() as patch:
        interrupt(patch, where)
        with pytest.raises(KeyboardInterrupt, match=r"stopped by a signal.*as before"):
            estimator.fit(ROWS)
    assert [name for name in vars(estimator) if name.endswith("_")] == []
    before = dict(vars(estimator.fit(ROWS)))
    with monkeypatch.context() as patch:
        interrupt(patch, where)
        with pytest.raises(KeyboardInterrupt):
            estimator.fit(OTHER)
    assert vars(estimator) == before
    assert estimator.n_features_in_ == 3


def test_steps_of_an_interrupted_partial_fit_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    estimator, twin = (tiny(GANGenerator, random_state=0).fit(ROWS) for _ in range(2))
    with monkeypatch.context() as patch:
        interrupt(patch, "save_model")
        with pytest.raises(KeyboardInterrupt):
            estimator.partial_fit(ROWS)
    assert estimator.steps_ == twin.steps_
    assert np.array_equal(estimator.partial_fit(ROWS).sample(5), twin.partial_fit(ROWS).sample(5))
