"""More samples than memory holds are refused before any is drawn."""

from pathlib import Path

import numpy as np
import pytest
from tiny_runs import rows

import gansmith
from gansmith.errors import TooLarge
from gansmith.models import request


@pytest.mark.parametrize("count", [10**13, 10**21])
@pytest.mark.parametrize("label", [None, "as-data"])
def test_what_memory_does_not_hold_is_refused_at_once(count: int, label: str | None, tmp_path: Path) -> None:
    data = (rows(), np.arange(40) % 2)
    run = gansmith.train(data, "cgan", steps=1, width=4, validate_every=0, sample_every=0, out=tmp_path / "run")
    model = gansmith.load(run.path)
    with pytest.raises(TooLarge, match=r"count=\d+: so many samples take .* GB of memory, and .* GB are free"):
        model.sample(count, label=label)


def test_samples_that_fit_are_drawn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    run = gansmith.train(rows(), "gan", steps=1, width=4, validate_every=0, sample_every=0, out=tmp_path / "run")
    model = gansmith.load(run.path)
    monkeypatch.setattr(request, "available", lambda: 1000 * 4 * (4 + 4))
    assert model.sample(1000).shape == (1000, 4)
    with pytest.raises(TooLarge):
        model.sample(1001)
