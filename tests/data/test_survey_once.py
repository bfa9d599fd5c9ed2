"""Data are measured once before the first step, however many ask."""

from collections import Counter
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import gansmith
from gansmith.data import load
from gansmith.data.codec import fitting
from gansmith.data.codec.codec import Codec
from gansmith.data.describe import describe
from gansmith.data.load import read
from gansmith.data.options import data_settings


def counted_calls(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> list[str]:
    """Return a list that grows by the name with every call of a module's function."""
    calls, real = list[str](), getattr(module, name)

    def counted(*given: object, **named: object) -> object:
        calls.append(name)
        return real(*given, **named)

    monkeypatch.setattr(module, name, counted)
    return calls


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


def test_the_layout_of_a_table_with_gaps_is_chosen_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n" + "".join(f"{row},{'' if row == 7 else -row}\n" for row in range(60)))
    calls = counted_calls(monkeypatch, fitting, "choose_fold")
    _, codec = read(data_settings(str(tmp_path / "a.csv"), {}))
    assert codec.missing == "model"
    assert calls == ["choose_fold"]


@pytest.mark.parametrize("missing", ["auto", "error"])
def test_data_with_gaps_are_described_after_one_reading(
    missing: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rows = np.random.default_rng(0).normal(size=(50, 3))
    rows[3, 1] = np.nan
    np.save(tmp_path / "a.npy", rows)
    calls = counted_calls(monkeypatch, load, "open_with_sources")
    summary = gansmith.describe_data(str(tmp_path / "a.npy"), {"missing": missing}).summary
    assert summary.missing_values == 1
    assert calls == ["open_with_sources"]
