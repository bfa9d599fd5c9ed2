"""The pictures of a report: PNGs of sane size for data of every shape, which show what they are said to."""

import io
from pathlib import Path

import numpy as np
import pytest
from pages import drawn
from PIL import Image

from gansmith.report.comparison_page import against_time, frontier, side_by_side
from gansmith.report.page import Plot
from gansmith.report.plots import columns, comparison, losses, neighbours, over_time, picture_of, quality
from gansmith.report.training_images import moments

VECTORS = [(1,), (2,), (5,), (4734,)]
PICTURES = [(channels, 8, 8) for channels in range(1, 6)] + [(1, 3, 9), (3, 69, 69)]


def opened(plate: Plot | None) -> Image.Image:
    assert plate is not None
    assert plate.title
    assert plate.caption.endswith(".")
    assert plate.uri.startswith("data:image/png;base64,")
    image = Image.open(io.BytesIO(plate.png))
    assert image.format == "PNG"
    assert 200 <= image.width <= 1600
    assert 100 <= image.height <= 1600
    assert len(plate.png) < 2_000_000  # of noise, which no PNG makes smaller
    assert len(image.convert("RGB").getcolors(1 << 24) or []) > 2  # something is drawn
    return image


@pytest.mark.parametrize("shape", [*VECTORS[1:], *PICTURES])
def test_real_beside_generated(shape: tuple[int, ...]) -> None:
    opened(comparison(drawn(0, 50, *shape), drawn(1, 30, *shape)))


@pytest.mark.parametrize("shape", VECTORS[:3])
def test_distributions_by_column(shape: tuple[int, ...]) -> None:
    opened(columns(drawn(0, 50, *shape), drawn(1, 30, *shape), ("mass",)))


@pytest.mark.parametrize("shape", [*VECTORS, *PICTURES])
def test_nearest_rows(shape: tuple[int, ...]) -> None:
    found = neighbours(drawn(0, 5, *shape), drawn(1, 30, *shape), "training")
    assert found.title == "Nearest training samples"
    opened(found)


@pytest.mark.parametrize("shape", [*VECTORS, *PICTURES])
def test_samples_side_by_side(shape: tuple[int, ...]) -> None:
    opened(side_by_side({name: drawn(seed, 12, *shape) for seed, name in enumerate(("real", "gan", "r3gan"))}))
    opened(side_by_side({"real": drawn(0, 3, *shape)}))  # fewer than are shown of each


def test_samples_that_are_all_the_same_are_drawn_too() -> None:
    for shape in ((5,), (1, 8, 8)):
        same = np.zeros((20, *shape))
        opened(comparison(drawn(0, 20, *shape), same))
        opened(neighbours(same, drawn(0, 20, *shape), "real"))
    opened(columns(drawn(0, 20, 3), np.zeros((20, 3)), ()))


def test_worst_columns_come_first_by_name() -> None:
    real = drawn(0, 500, 40)
    fake = real.copy()
    fake[:, 17] += 0.5
    few, many = (opened(columns(real[:, :wide], fake[:, :wide], ())) for wide in (4, 40))
    assert many.height > 2 * few.height  # twelve columns at most, four in a row
    assert many.height < 4 * few.height


def test_curves_of_records_and_nothing_of_none() -> None:
    records = [{"step": s, "loss/critic": 1 / (1 + s), "loss/generator": 1.0, "gradient/critic": 2.0} for s in range(9)]
    opened(losses(records))
    assert losses([]) is None
    assert losses([{"step": 1, "seconds": 2.0}]) is None
    opened(losses([{"step": 1, "loss/critic": float("nan")}, {"step": 2, "loss/critic": 1.0}]))
    assert quality(records) is None


def test_one_measurement_is_a_point_that_is_seen() -> None:
    def ink(*records: dict[str, float]) -> int:
        pixels = np.asarray(opened(quality(records)).convert("RGB")).astype(int)
        return int((np.ptp(pixels, axis=-1) > 60).sum())  # coloured: axes and words are black

    assert ink({"step": 1, "quality/kid[values]": 0.5}) > 5
    assert ink({"step": 1, "quality/kid[values]": float("nan")}) == 0


def test_pictures_over_time_are_the_first_the_last_and_some_between(tmp_path: Path) -> None:
    assert over_time([]) is None
    paths = [tmp_path / f"step-{step:06d}.png" for step in (0, 1000, 2000, 3000, 4000, 12000)]
    for level, path in enumerate(paths):
        Image.fromarray(np.full((16, 16), 40 * level + 10, np.uint8)).save(path)
    four = opened(over_time(moments(tmp_path, pytest.fail))).convert("L")
    shades = {value for _, value in sorted(four.getcolors() or [], reverse=True)[:5]}
    assert {10, 210} < shades
    for path in paths[1:]:
        path.unlink()
    assert opened(over_time(moments(tmp_path, pytest.fail))).width < four.width


@pytest.mark.parametrize("channels", range(1, 6))
def test_a_picture_is_grey_or_of_colours(channels: int) -> None:
    sample = np.linspace(-1.5, 1.5, channels * 6).reshape(channels, 2, 3)
    found = picture_of(sample)
    assert found.shape == ((2, 3, channels) if channels in (3, 4) else (2, 3))
    assert found.min() == 0.0
    assert found.max() <= 1.0


def test_the_frontier_is_of_runs_that_none_beats_in_both() -> None:
    points = [(1.0, 9.0), (2.0, 5.0), (2.0, 7.0), (3.0, 6.0), (4.0, 5.0), (5.0, 1.0)]
    assert frontier(points, higher=False) == [(1.0, 9.0), (2.0, 5.0), (5.0, 1.0)]
    assert frontier(points, higher=True) == [(1.0, 9.0)]
    assert frontier([(s, -v) for s, v in points], higher=True) == [(1.0, -9.0), (2.0, -5.0), (5.0, -1.0)]


@pytest.mark.parametrize("higher", [True, False])
@pytest.mark.parametrize("floor", [None, 0.0, 0.5])
def test_quality_against_time(higher: bool, floor: float | None) -> None:
    runs = {f"method {n}": [(n + 1.0, 10.0**-n), (2.0 * n + 1, float("inf"))] for n in range(13)}
    opened(against_time(runs | {"failed": []}, "kid[values]", higher=higher, floor=floor))
    assert against_time({"failed": [], "other": [(1.0, float("nan"))]}, "kid", higher=higher, floor=floor) is None
