"""Values at the ends of their types, and pictures of one pixel: no step from the data to a report overflows or ends."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import gansmith
from gansmith.data.codec.codec import Codec
from gansmith.data.codec.resize import resize_pictures
from gansmith.data.derive import derive
from gansmith.data.describe import describe
from gansmith.data.formats.read import open_data
from gansmith.data.storage.samples import stored_rows
from gansmith.errors import DataError
from gansmith.metrics.spectrum import radial_power
from gansmith.report.overview import drawn_comparison
from gansmith.report.plots import neighbours, over_time
from gansmith.report.training_images import moments
from gansmith.storage.atomic import write_bytes
from gansmith.training.callbacks.image_grids import grid, png_bytes

SHAPES = (
    (12, 1),
    (12, 2),
    (12, 4),
    (12, 70),
    (12, 1, 9),
    (12, 9, 1),
    (12, 1, 1),
    (12, 3, 3),
    (12, 1, 9, 3),
    (12, 9, 1, 4),
)
ENDS = {
    "f8": (np.finfo("f8").max, -1.7e308, np.finfo("f8").smallest_subnormal, 1e16, 0.0),
    "f4": (np.finfo("f4").max, np.finfo("f4").smallest_subnormal),
    "f2": (65504.0, 6e-8),
    "i8": (2**63 - 1, -(2**63)),
    "u8": (2**64 - 1,),
    "i4": (2**31 - 1,),
    "u2": (65535,),
    "i1": (-128,),
}


def extremes(dtype: str, shape: tuple[int, ...]) -> Iterator[np.ndarray]:
    """Yield data with the ends of a type: once, nearly everywhere, beside their neighbour, and against each other."""
    chance = np.random.default_rng(0)
    for end in (np.array(end, dtype) for end in ENDS[dtype]):
        base = chance.integers(0, 100, shape).astype(dtype)
        if dtype[0] == "f":
            base = chance.normal(size=shape).astype(dtype)
            beside = np.nextafter(end, np.array(0, dtype)) if end else np.array(1, dtype)
        else:
            beside = end - np.array(1, dtype) if end > 0 else end + np.array(1, dtype)
        once, everywhere, near, against = base.copy(), np.full(shape, end), np.full(shape, end), base.copy()
        once[7].flat[0], everywhere.flat[0], near.flat[0] = end, 0, beside
        against[3].flat[-1] = end
        against[4].flat[-1] = -end if dtype[0] == "f" else 0
        yield from (once, everywhere, near, against)


@pytest.mark.parametrize("dtype", ENDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_values_at_the_ends_of_their_type(dtype: str, shape: tuple[int, ...]) -> None:
    for values in extremes(dtype, shape):
        with np.errstate(all="raise", under="ignore"):
            data = open_data(values, axes={3: "NHW", 4: "NHWC"}.get(len(shape)), samples_axis=0)
            json.dumps(describe(data).to_json(), allow_nan=False)
            try:
                codec = Codec.fit(data)
            except DataError as error:
                assert "range over" in str(error) or "are the same" in str(error)  # noqa: PT017
                continue
            encoded = codec.encode(data.values)
            assert np.isfinite(encoded).all()
            assert np.abs(encoded).max() <= 1
            decoded = codec.decode(encoded)
            assert decoded.dtype == data.values.dtype
            assert np.isfinite(decoded).all()
            if dtype[0] in "iu":
                np.testing.assert_array_equal(decoded, data.values)
            assert np.isfinite(stored_rows(data.values, codec).values).all()
            assert grid(decoded[:8]).dtype == np.uint8
            if len(shape) > 2:
                _check_pictures(data.values)


def _check_pictures(values: np.ndarray) -> None:
    for kind in ("edges", "grey", "mask"):
        assert np.isfinite(derive(values, kind)).all()
    resized = resize_pictures(values, (4, 4))
    assert resized.dtype == values.dtype
    assert values.min() <= resized.min() <= resized.max() <= values.max()


@pytest.mark.parametrize("power", [-1000, -60, 0, 60, 1000])
def test_pictures_of_numbers_do_not_depend_on_their_unit(power: int) -> None:
    values = np.random.default_rng(0).normal(size=(9, 6, 5))
    scaled = np.ldexp(values, power)
    np.testing.assert_array_equal(grid(scaled), grid(values))
    for kind in ("edges", "mask"):
        np.testing.assert_array_equal(derive(scaled, kind), derive(values, kind))
    np.testing.assert_allclose(np.ldexp(resize_pictures(scaled, (4, 4)), -power), resize_pictures(values, (4, 4)), 1e-5)


def test_a_range_that_is_too_wide_is_refused_with_its_ends() -> None:
    values = np.zeros((30, 3), np.int64)
    values[7, 2], values[9, 1] = 2**62, -5
    with pytest.raises(
        DataError, match=r"row 7, column 2 is 4611686018427387904 and row 9, column 1 is -5\. .*float64"
    ):
        Codec.fit(open_data(values), scale="global")


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 9), (9, 1), (2, 9), (1, 3000), (3000, 1)])
@pytest.mark.parametrize("channels", [1, 4])
def test_pictures_of_one_pixel_are_drawn(height: int, width: int, channels: int, tmp_path: Path) -> None:
    chance = np.random.default_rng(0)
    real, fake = (chance.uniform(-1, 1, (40, channels, height, width)) for _ in range(2))
    assert len(drawn_comparison(real, fake)) > 1000
    assert len(drawn_comparison(real, np.zeros_like(fake))) > 1000
    steps = [tmp_path / f"step-{number:06d}.png" for number in (1, 2)]
    for step in steps:
        write_bytes(step, png_bytes(grid(np.moveaxis(real, 1, -1), span=(-1.0, 1.0))))
    assert over_time(moments(tmp_path, pytest.fail)) is not None
    assert neighbours(fake, real, "training").png


def test_the_spectrum_of_a_signal_is_that_of_its_one_axis() -> None:
    signals = np.random.default_rng(0).normal(size=(30, 1, 1, 40))
    power = (np.abs(np.fft.fft(signals - signals.mean(-1, keepdims=True))) ** 2).mean((0, 1, 2)) / 40
    expected = [0, *(power[k] for k in range(1, 20))]  # both directions of a frequency have the same power
    np.testing.assert_allclose(radial_power(signals), expected, atol=1e-12)
    np.testing.assert_allclose(radial_power(signals.swapaxes(2, 3)), expected, atol=1e-12)
    assert radial_power(signals[..., :1]).size == 0


CASES = {
    "one pixel high": np.random.default_rng(0).integers(0, 255, (60, 1, 24)).astype(np.uint8),
    "one pixel wide": np.random.default_rng(0).normal(size=(60, 24, 1)).astype(np.float32),
    "one pixel": np.random.default_rng(0).integers(0, 255, (60, 1, 1, 3)).astype(np.uint8),
    "one number": np.random.default_rng(0).normal(size=(60, 1)),
    "1.7e308": np.where(np.arange(240).reshape(60, 4) == 30, 1.7e308, np.random.default_rng(0).normal(size=(60, 4))),
    "5e-324": np.where(np.arange(240).reshape(60, 4) % 3 == 0, 5e-324, 0.0),
}


@pytest.mark.parametrize("case", CASES)
def test_a_run_is_trained_pictured_evaluated_and_written(case: str, tmp_path: Path) -> None:
    np.save(tmp_path / "data.npy", CASES[case])
    run = tmp_path / "run"
    gansmith.train(str(tmp_path / "data.npy"), "gan", width=8, batch_size=8, steps=2, out=run, validate_every=0)
    assert (run / "samples" / "step-000002.png").is_file()
    assert gansmith.plot(run, tmp_path / "a.png").is_file()
    gansmith.evaluate(run)
    made = gansmith.load(run).sample(5)
    assert np.isfinite(made).all()
