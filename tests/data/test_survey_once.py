"""Data are measured once before the first step, however many ask."""

from collections import Counter

import numpy as np
import pytest

from gansmith.data.codec.codec import Codec
from gansmith.data.describe import describe
from gansmith.data.load import read
from gansmith.data.options import data_settings


def test_training_measures_ranges_folds_and_digest_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from gansmith.data import dataset as module

    calls: Counter[str] = Counter()
    for name in ("survey", "looks_like_pictures"):
        real = getattr(module, name)

        def counted(values: np.ndarray, name: str = name, real: object = real) -> object:
            calls[name] += 1
            return real(values)  # type: ignore[operator]

        monkeypatch.setattr(module, name, counted)
    rows = np.random.default_rng(0).normal(size=(50, 64))
    dataset, codec = read(data_settings("array", {}), rows)
    assert describe(dataset).sha256 == dataset.sha256
    assert isinstance(codec, Codec)
    assert calls == {"survey": 1, "looks_like_pictures": 1}
