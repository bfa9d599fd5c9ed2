"""Arrays of any type are translated in their own type and container; what misses values is filled or refused."""

from pathlib import Path

import numpy as np
import pytest
import scipy.io
from PIL import Image
from tiny_runs import tiny
from tiny_translators import coloured, trained

import gansmith
from gansmith.api.translate import translate
from gansmith.errors import DataError, UsageError


def test_arrays_of_any_type_and_container(tmp_path: Path) -> None:
    source, target = coloured((2,), "uint8").astype(np.float32) / 250, coloured((), "int16") - 300
    run = trained(tmp_path / "run", source, target)
    made = gansmith.load(run).translate(source)
    assert (made.shape, made.dtype) == ((12, 16, 18), np.int16)
    assert -290 <= made.min() < made.max() <= -50
    scipy.io.savemat(tmp_path / "in.mat", {"other": np.eye(3), "cubes": source[:1]})
    translate(run, tmp_path / "in.mat", tmp_path / "out.mat", variable="cubes", samples_axis=0)
    assert np.array_equal(scipy.io.loadmat(tmp_path / "out.mat")["cubes"], made[:1])
    Image.fromarray(coloured((), count=1)[0]).save(tmp_path / "in.png")
    with pytest.raises(UsageError, match="int16 pictures of 1 channels, which image files do not hold"):
        translate(run, tmp_path / "in.png", tmp_path / "out.png")
    with pytest.raises(UsageError, match=r"variable='?x'? means nothing for .*in\.png"):
        translate(run, tmp_path / "in.png", tmp_path / "out.png", variable="x")


def test_what_misses_values_is_filled_or_refused(tmp_path: Path) -> None:
    source = coloured(()).astype(np.float32)
    holes = source.copy()
    holes[1, 2, 3] = np.nan
    np.save(tmp_path / "a.npy", holes)
    small = tiny("pix2pix") | {"steps": 2}
    for missing in ("mean", "drop"):
        reading = {"pairs": tmp_path / "a.npy", "missing": missing}
        gansmith.train(source, "pix2pix", out=tmp_path / missing, data_options=reading, **small)  # type: ignore[arg-type]
    with pytest.raises(DataError, match=r"a\.npy: row 1, pixel 2,3 is nan"):
        gansmith.train(source, "pix2pix", out=tmp_path / "no", data_options={"pairs": tmp_path / "a.npy"}, **small)  # type: ignore[arg-type]
    assert np.isfinite(gansmith.load(tmp_path / "mean").translate(holes)).all()
    with pytest.raises(DataError, match="Some pictures miss values"):
        gansmith.load(tmp_path / "drop").translate(holes)
