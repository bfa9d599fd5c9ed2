"""A stored number type that does not hold the stored values is refused, or the samples stay what they are."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save
from tiny_runs import tiny

import gansmith
from benchmarks.reliability.models import sealed
from gansmith.data.held import holds
from gansmith.data.quantities import Quantity, by_name
from gansmith.errors import DataError, UsageError

TYPES = ("int8", "uint8", "int16", "uint16", "uint32", "uint64", "float16")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("types")
    random = np.random.default_rng(0)
    lines = [
        f"{value:.3f},{whole}" for value, whole in zip(random.normal(0, 1e5, 60), range(-900, 900, 30), strict=True)
    ]
    (folder / "rows.csv").write_text("\n".join(["size,count", *lines]))
    gansmith.train(folder / "rows.csv", "gan", steps=2, out=folder / "run", **tiny("gan"))
    return folder / "run"


@pytest.mark.parametrize("kind", TYPES)
def test_a_codec_whose_type_does_not_hold_its_values_is_refused(kind: str, run: Path, tmp_path: Path) -> None:
    arrays = load_file(run / "final" / "codec.safetensors")
    arrays |= {"low": np.zeros(2, kind), "high": np.ones(2, kind)}
    sealed(run / "final", tmp_path / "m", files={"codec.safetensors": save(arrays)})
    with pytest.raises(DataError, match=f"{kind} does not hold"):
        gansmith.load(tmp_path / "m")


@pytest.mark.parametrize("kind", [*TYPES, "bool", ">i2", "int64"])
def test_data_whose_type_does_not_hold_the_values_of_its_codec_is_refused(kind: str, run: Path, tmp_path: Path) -> None:
    sealed(run / "final", tmp_path / "m", lambda card: card["origin"].update(dtype=kind))
    with pytest.raises(DataError, match=f"damaged.* {kind}, which does not hold.*another copy"):
        gansmith.load(tmp_path / "m")


def test_numbers_that_have_no_such_decimals_are_refused(run: Path, tmp_path: Path) -> None:
    arrays = load_file(run / "final" / "codec.safetensors")
    arrays["table_values"] = arrays["table_values"] * 1e300

    def change(card: Any) -> None:
        card["codec"]["table"].update(decimals=[30, 30])

    sealed(run / "final", tmp_path / "m", change, {"codec.safetensors": save(arrays)})
    with pytest.raises(DataError, match="30 decimals"):
        gansmith.load(tmp_path / "m")


def test_means_beyond_the_range_are_refused(run: Path, tmp_path: Path) -> None:
    arrays = load_file(run / "final" / "codec.safetensors")
    arrays["means"] = np.full(2, 1e300)
    sealed(run / "final", tmp_path / "m", files={"codec.safetensors": save(arrays)})
    with pytest.raises(DataError, match="damaged"):
        gansmith.load(tmp_path / "m")


def _of_type(kind: str) -> Callable[[Any], None]:
    def change(card: Any) -> None:
        for columns in (card["origin"]["schema"], card["codec"]["table"]["columns"]):
            columns[0]["stored"] = kind

    return change


@pytest.mark.parametrize("kind", ["int8", "uint16", "uint64", "decimal128(3, 1)"])
def test_a_column_is_not_written_in_a_type_that_does_not_hold_it(kind: str, run: Path, tmp_path: Path) -> None:
    model = gansmith.load(sealed(run / "final", tmp_path / "m", _of_type(kind)))
    assert np.array_equal(model.sample(9), gansmith.load(run).sample(9))
    with pytest.raises(UsageError, match="cannot be written as"):
        gansmith.generate(tmp_path / "m", 9, tmp_path / "made.parquet")


@pytest.mark.parametrize("kind", ["float16", "int8", "bool", "uint64"])
def test_a_condition_keeps_its_values_whatever_type_it_is_said_to_have(kind: str) -> None:
    values = np.array([[-1e5], [2.5]])
    assert np.array_equal(by_name(values, [Quantity("age", dtype=kind)])["age"], values[:, 0])


@pytest.mark.parametrize(
    ("kind", "values", "fits"),
    [
        ("int8", [-128.0, 127.0], True),
        ("int8", [-129.0], False),
        ("uint64", [2.0**64], False),
        ("int64", [-(2.0**63)], True),
        ("int64", [2.0**63], False),
        ("int16", [0.5], False),
        ("int16", [np.nan], False),
        ("bool", [0, 1], True),
        ("bool", [2], False),
        ("float16", [65504.0, np.nan], True),
        ("float16", [1e6], False),
        ("float32", [1e39], False),
        ("uint8", [], True),
    ],
)
def test_what_a_type_holds(kind: str, values: list[float], fits: bool) -> None:
    assert holds(np.dtype(kind), np.array(values)) is fits
