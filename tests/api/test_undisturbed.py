"""No verb leaves a trace in the process that calls it: random state, default type, threads, warnings, signals."""

import os
import random
import signal
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse
import scipy.special  # both add filters of warnings when they are first imported
import tiny_contests
import torch
from tiny_contests import contest
from tiny_runs import pictures, tiny

import gansmith

here, trained = tiny_contests.here, tiny_contests.trained


def traces() -> dict[str, Any]:
    """Return all of this process that a library should leave as it is, in a form that compares."""
    kind, words, *rest = np.random.get_state()  # noqa: NPY002 - the state that others may use
    return {
        "torch": torch.get_rng_state().numpy().tobytes(),
        "numpy": (kind, np.asarray(words).tobytes(), *rest),
        "random": random.getstate(),
        "type": torch.get_default_dtype(),
        "gradients": torch.is_grad_enabled(),
        "threads": torch.get_num_threads(),
        "deterministic": torch.are_deterministic_algorithms_enabled(),
        "warnings": list(warnings.filters),
        "errors": np.geterr(),
        "signals": [
            signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGHUP)
        ],
        "folder": Path.cwd(),
        "environment": dict(os.environ),
    }


@pytest.fixture
def run(here: Path) -> str:
    """A trained run of pictures, and one of a translator."""
    np.save("pictures.npy", pictures())
    np.save("large.npy", pictures(side=16))
    gansmith.train("pictures.npy", "gan", steps=2, out="run", threads=1, **tiny("gan"))
    gansmith.train("large.npy", "pix2pix", steps=2, out="pairs", reading={"derive": "grey"}, **tiny("pix2pix"))
    return "run"


VERBS: dict[str, Callable[[str], object]] = {
    "train": lambda run: gansmith.train("pictures.npy", "dcgan", steps=2, out="more", threads=2, **tiny("dcgan")),
    "train for minutes": lambda run: gansmith.train("rows.npy", "gan", minutes=0.001, out="more", **tiny("gan")),
    "train from a model": lambda run: gansmith.train(
        "pictures.npy", "gan", steps=2, out="more", init_from=run, **tiny("gan")
    ),
    "resume": lambda run: gansmith.resume(run, steps=3),
    "load": lambda run: gansmith.load(run),
    "sample": lambda run: gansmith.load(run).sample(3),
    "generate": lambda run: gansmith.generate(run, 3, "made.npy"),
    "translate": lambda run: gansmith.translate("pairs", "large.npy", "made.npy"),
    "evaluate": lambda run: gansmith.evaluate(run, count=8),
    "picture": lambda run: gansmith.picture(run, "picture.png"),
    "describe_data": lambda run: gansmith.describe_data("pictures.npy"),
    "compare": lambda run: contest(),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_leaves_no_trace(verb: str, run: str, trained: list[list[str]]) -> None:
    torch.manual_seed(5)
    before = traces()
    VERBS[verb](run)
    after = traces()
    assert [name for name in before if before[name] != after[name]] == []
    assert scipy.sparse
    assert scipy.special
