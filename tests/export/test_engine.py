"""ONNX Runtime makes the same samples of the same seed, one by one and many, chosen and completed."""

from pathlib import Path

import numpy as np
import pytest
from exported_models import trained

import gansmith
from gansmith.cli import main
from gansmith.errors import UsageError
from gansmith.export.engine import by_onnx

TIED = 0.005  # share of cells that rounding may decide


def alike(made: np.ndarray, expected: np.ndarray) -> None:
    assert (made.shape, made.dtype) == (expected.shape, expected.dtype)
    spread = np.nanmax(expected.astype(float), 0) - np.nanmin(expected.astype(float), 0)
    apart = np.abs(made.astype(float) - expected.astype(float)) > 1e-5 * spread + 1e-12
    assert apart.mean() < TIED
    assert np.array_equal(np.isnan(made.astype(float)), np.isnan(expected.astype(float)))


def test_samples_of_images_do_not_depend_on_their_count(tmp_path: Path) -> None:
    model = gansmith.load(trained("infogan", tmp_path))
    fast = by_onnx(model)
    for count in (1, 65, 130):
        alike(fast.sample(count, seed=2), model.sample(count, seed=2))
    code = [0.0] * len(model.prior.code.categories) + [0.3] * model.prior.code.continuous
    alike(fast.sample(70, code=code, truncation=0.5), model.sample(70, code=code, truncation=0.5))
    assert np.array_equal(fast.sample(130, seed=2)[:65], fast.sample(65, seed=2))


def test_classes_and_conditions_are_obeyed(run: Path) -> None:
    model = gansmith.load(run)
    fast = by_onnx(model)
    asked = {"label": "1", "condition": {"age": 44}}
    alike(fast.sample(300, **asked), model.sample(300, **asked))  # type: ignore[arg-type]
    alike(fast.sample(300), model.sample(300))


def test_rows_of_a_table_are_chosen_by_conditions(of_table: Path, tmp_path: Path) -> None:
    expected = gansmith.generate(of_table, 50, where="age >= 30", seed=1)
    made = gansmith.generate(of_table, 50, tmp_path / "rows.csv", where="age >= 30", seed=1, engine="onnx")
    alike(made, expected)
    assert (made[:, 1] >= 30).all()
    with pytest.raises(UsageError, match="engine='jax'"):
        gansmith.generate(of_table, 5, engine="jax")  # type: ignore[arg-type]


def test_columns_that_torch_would_make_are_not_asked_of_the_engine(
    of_table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Half a minute of preparation would serve nothing, and nobody would know."""
    with pytest.raises(UsageError, match="engine='onnx' computes calibrated columns alone, and calibrate=False"):
        gansmith.generate(of_table, 5, engine="onnx", calibrate=False)
    assert main(["generate", str(of_table), "-n", "5", "-o", "x.csv", "--engine", "onnx", "--no-calibrate"]) == 2
    assert "--engine onnx computes calibrated columns alone, and --no-calibrate" in capsys.readouterr().err


def test_a_translator_has_no_other_engine(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="this model translates"):
        by_onnx(gansmith.load(trained("pix2pix", tmp_path)))
