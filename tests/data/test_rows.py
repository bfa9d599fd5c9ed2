"""What a batch is made of is what the codec says, wherever and in whatever type the rows are kept."""

from pathlib import Path

import numpy as np
import pytest
import torch
from real_files import real_data

from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.data.formats.axes import from_array
from gansmith.data.formats.read import open_data
from gansmith.data.storage.samples import StoredRows, residence, stored_rows
from gansmith.data.storage.store import is_mapped
from gansmith.training.stream import look_up

NARROW = ("uint8", "int8", "uint16", "int16")
WIDE = ("int32", "uint64", "float16", "float32", "float64")
LAYOUTS = [  # shape of a sample, scale, fold
    ((70,), "feature", "none"),
    ((70,), "global", "none"),
    ((70,), "feature", "square"),
    ((70,), "global", "8x9"),
    ((5, 6), "global", "auto"),
    ((5, 6), "feature", "auto"),
    ((5, 6, 3), "global", "auto"),
    ((5, 6, 3), "feature", "auto"),
]
CHOSEN = np.array([7, 0, 7, 19])


def sample_set(dtype: str, shape: tuple[int, ...]) -> Dataset:
    """20 samples over nearly all of an integer type's range, with constant features."""
    rng, kind = np.random.default_rng(0), np.dtype(dtype)
    if kind.kind == "f":
        values = rng.normal(3, 50, (20, *shape)).astype(kind)
    else:
        info = np.iinfo(kind)
        low, high = max(info.min, -(2**40)) + 3, min(info.max, 2**40)
        values = rng.integers(low, high, (20, *shape), dtype=kind)
    values[:, 2:4] = values[0, 2:4]
    return from_array(values, format="npy", path="array", samples_axis=0)


def batch(rows: StoredRows) -> np.ndarray:
    real = look_up(rows.values, rows.affine)(CHOSEN)
    assert real.dtype == torch.float32
    assert real.is_contiguous() or rows.affine is None
    return real.numpy()


@pytest.mark.parametrize(("shape", "scale", "fold"), LAYOUTS)
@pytest.mark.parametrize("dtype", [*NARROW, *WIDE])
@pytest.mark.parametrize("room", [1 << 40, 0], ids=["resident", "mapped"])
def test_a_batch_is_what_the_codec_says(
    dtype: str,
    shape: tuple[int, ...],
    scale: str,
    fold: str,
    room: int,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    for module in ("storage.store", "storage.samples"):
        monkeypatch.setattr(f"gansmith.data.{module}.share", lambda: room)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    data = sample_set(dtype, shape)
    codec = Codec.fit(data, scale=scale, fold=fold)
    rows = stored_rows(data.values, codec)
    expected = codec.encode(data.values[CHOSEN]).astype(np.float32)
    np.testing.assert_allclose(batch(rows), expected, rtol=0, atol=1e-7 if dtype in NARROW else 0)
    assert rows.values.dtype == (dtype if dtype in NARROW else "float32")
    assert rows.values.shape == (20, *codec.shape)
    untouched = np.shares_memory(rows.values, data.values)
    assert residence(data.values, codec).startswith("memory-mapped" if is_mapped(rows.values) else "resident")
    assert is_mapped(rows.values) == (room == 0 and not untouched)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("dtype", ["uint8", "int16"])
def test_the_ends_and_every_value_between_are_the_codec_s(dtype: str) -> None:
    info = np.iinfo(dtype)
    values = np.arange(info.min, info.max + 1).astype(dtype)[:, np.newaxis]
    data = from_array(values, format="npy", path="array")
    codec = Codec.fit(data, scale="global")
    rows = stored_rows(data.values, codec)
    real = look_up(rows.values, rows.affine)(np.arange(len(values))).numpy()
    np.testing.assert_array_equal(real, codec.encode(values).astype(np.float32))
    assert (real[0, 0], real[-1, 0]) == (-1, 1)


def _plain(data: Dataset, shape: tuple[int, ...]) -> Codec:
    return Codec.fit(data, fold=_fold(shape), scale="global")


def test_narrow_integers_laid_out_already_are_not_copied() -> None:
    for shape in ((70,), (5, 6), (5, 6, 1)):
        data = sample_set("uint8", shape)
        assert np.shares_memory(stored_rows(data.values, _plain(data, shape)).values, data.values)


def test_filled_values_are_in_the_rows() -> None:
    values = np.array([[1.0, 5.0], [2.0, np.nan], [4.0, 9.0]])
    codec = Codec.fit(from_array(values, format="npy", path="array"), missing="mean", scale="feature")
    assert stored_rows(values, codec).values[1, 1] == pytest.approx(0)


def test_mnist_takes_its_own_47_megabytes() -> None:
    data = open_data(real_data("mnist"))
    codec = Codec.fit(data)
    rows = stored_rows(data.values, codec)
    assert rows.values.nbytes == 60000 * 784
    assert np.shares_memory(rows.values, data.values)
    assert residence(data.values, codec) == "resident, 47 MB of uint8"


def _fold(shape: tuple[int, ...]) -> str:
    return "none" if len(shape) == 1 else "auto"
