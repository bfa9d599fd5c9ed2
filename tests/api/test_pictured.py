"""`gansmith plot`: what it shows of real samples is a fair sample of them."""

from pathlib import Path

import numpy as np
import pytest

import gansmith
from gansmith.api import plot as module


def test_data_sorted_by_class_is_shown_with_all_its_classes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sorted_by_class = np.repeat(np.array([[-1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]), 100, axis=0)
    np.save(tmp_path / "sorted.npy", sorted_by_class)
    run = gansmith.train(tmp_path / "sorted.npy", method="gan", steps=1, out=tmp_path / "run", width=4, quiet=True)
    shown, draw = [], module.comparison_figure
    monkeypatch.setattr(
        module, "comparison_figure", lambda real, *rest, **how: (shown.append(real), draw(real, *rest, **how))[1]
    )
    gansmith.plot(run.path, tmp_path / "picture.png")
    assert len(np.unique(shown[0][:40], axis=0)) == 3
