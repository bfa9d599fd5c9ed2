"""Sets that differ in their format alone are not told apart: files, types, decimals, sizes, channels, compression."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from one_paragraph import says
from PIL import Image
from toy_sets import STEPS, digits, halves, smooth

import gansmith
from gansmith.data.formats.read import open_data
from gansmith.detection.pictures import jpeg_quality, through_jpeg
from gansmith.errors import DataError, UsageError

WIDE = 3.5  # standard errors of the AUC that chance stays within


def not_told_apart(detector: gansmith.Detector) -> bool:
    """Whether the AUC is 0.5 within its error."""
    auc = detector.measured.auc
    return abs(auc.value - 0.5) < WIDE * auc.error


def saved(images: np.ndarray, folder: Path, ending: str, **options: Any) -> Path:
    """Write images into a folder, and return it."""
    folder.mkdir()
    for number, image in enumerate(images):
        Image.fromarray(image).save(folder / f"{number:04}.{ending}", **options)
    return folder


@pytest.mark.parametrize("change", ["float", "unit range", "noise below a level", "levels of a float"])
def test_the_type_of_images_is_no_trace(change: str) -> None:
    real, other = halves()
    random = np.random.default_rng(2)
    fake = {
        "float": other.astype(np.float32),
        "unit range": (other / 255).astype(np.float32),
        "noise below a level": other + random.uniform(-0.45, 0.45, other.shape),
        "levels of a float": np.rint(other + random.uniform(-3, 3, other.shape)),
    }[change]
    detector = gansmith.train_detector(real, {"fake": fake}, steps=STEPS, range=(0, 1) if "unit" in change else None)
    assert not_told_apart(detector)


def test_more_decimals_of_a_table_are_no_trace_in_either_set() -> None:
    random = np.random.default_rng(3)
    real, fake = random.normal(size=(2, 900, 3)) * [1, 50, 0.02]
    rounded = np.stack([np.round(real[:, 0], 2), np.round(real[:, 1]), np.round(real[:, 2], 4)], axis=1)
    for one, two in ((rounded, fake), (fake, rounded)):
        detector = gansmith.train_detector(one, {"fake": two}, steps=STEPS)
        assert not_told_apart(detector)
        assert any("rounded to the coarsest format" in note for note in detector.notes)


def test_jpeg_is_no_trace_since_all_go_through_it(tmp_path: Path) -> None:
    images = smooth(900, 16, 4)
    real = saved(images[:450], tmp_path / "real", "jpg", quality=40)
    fake = saved(images[450:], tmp_path / "fake", "png")
    assert jpeg_quality(open_data(real)) == 40
    assert jpeg_quality(open_data(fake)) is None
    detector = gansmith.train_detector(real, [fake], steps=STEPS)
    assert detector.preparation.jpeg == 40
    assert not_told_apart(detector)


@pytest.mark.parametrize(
    ("ending", "options", "kind"),
    [
        ("webp", {"quality": 50}, "WebP"),
        ("webp", {"lossless": True}, ""),
        ("tif", {"compression": "jpeg"}, "JPEG within TIFF"),
        ("tif", {"compression": "tiff_lzw"}, ""),
        ("gif", {}, "a palette"),
    ],
)
def test_files_that_lose_detail_as_no_others_do_are_remarked_on(
    ending: str, options: dict[str, Any], kind: str, tmp_path: Path
) -> None:
    images = np.repeat(smooth(200, 8, 4)[..., None], 3, axis=3)
    images[..., 0] //= 2
    real, fake = (
        saved(images[:100], tmp_path / "real", "png"),
        saved(images[100:], tmp_path / "fake", ending, **options),
    )
    found = gansmith.train_detector(real, [fake], steps=5)
    assert [f"(fake: {kind})" in note for note in found.notes if "lose detail" in note] == [True] * bool(kind)
    again = saved(images[:100], tmp_path / "again", ending, **options)
    assert not any("lose detail" in note for note in gansmith.train_detector(again, [fake], steps=5).notes)


@pytest.mark.parametrize("quality", [10, 50, 75, 95])
def test_the_quality_of_a_jpeg_is_read_and_doing_it_again_changes_little(quality: int, tmp_path: Path) -> None:
    images = smooth(5, 16, 5)
    folder = saved(images, tmp_path / "jpeg", "jpg", quality=quality)
    assert abs((jpeg_quality(open_data(folder)) or 0) - quality) <= 1
    once = through_jpeg(images, quality)
    assert np.abs(through_jpeg(once, quality).astype(int) - once).mean() < 0.5


def test_images_of_other_sizes_are_all_reduced_and_the_size_is_no_trace() -> None:
    detector = gansmith.train_detector(smooth(700, 20, 6), {"fake": smooth(700, 24, 7)}, steps=STEPS)
    assert detector.preparation.size == (15, 15)
    assert not_told_apart(detector)
    for side in (20, 24):
        assert detector.score(smooth(50, side, 8)).unlike.mean() < 0.2
    with says(UsageError, r"holds images of 30 x 30, and the detector knows 20 x 20, 24 x 24"):
        detector.score(smooth(50, 30, 8))


def test_channels_are_no_trace() -> None:
    real, other = halves()
    opaque = np.concatenate([other[..., None].repeat(3, 3), np.full((*other.shape, 1), 255, np.uint8)], axis=3)
    detector = gansmith.train_detector(real, {"fake": opaque}, steps=STEPS)
    assert detector.preparation.channels == 1
    assert not_told_apart(detector)


def test_transparent_images_lie_over_white() -> None:
    from gansmith.detection.pictures import to_channels

    half = np.array([[[[100, 0, 0, 0], [100, 200, 50, 255]]]], np.uint8)
    assert to_channels(half, 3).tolist() == [[[[255, 255, 255], [100, 200, 50]]]]
    assert to_channels(half, 1).tolist() == [[[255, round(0.299 * 100 + 0.587 * 200 + 0.114 * 50)]]]


def test_other_units_are_refused_until_somebody_says_what_they_are() -> None:
    real, other = halves()
    with says(UsageError, r"fake holds values from 0 to 0\.94.*real images from 0 to 240.*range='0 1'"):
        gansmith.train_detector(real, {"fake": (other / 255).astype(np.float32)}, steps=1)
    deep = other.astype(np.uint16) * 257
    with says(UsageError, "fake holds values from 0 to 61680"):
        gansmith.train_detector(real, {"fake": deep}, steps=1)
    for one, two in ((real, deep), (deep, real)):
        assert not_told_apart(gansmith.train_detector(one, {"fake": two}, steps=STEPS, range=(0, 65535)))
    with says(UsageError, "range is of images"):
        gansmith.train_detector(np.eye(200), {"fake": np.eye(200)}, range=(0, 1))


@pytest.mark.parametrize("signed", ["real", "generated"])
def test_floats_with_black_at_0_and_at_minus_1_are_remarked_on(signed: str) -> None:
    real, made = (images / 255 for images in halves())
    around = (real * 2 - 1, made) if signed == "real" else (real, made * 2 - 1)
    found = gansmith.train_detector(around[0], {"made": around[1]}, steps=5)
    assert any("if black is negative in one of them and 0 in the other" in note for note in found.notes)
    same = gansmith.train_detector(real * 2 - 1, {"made": made * 2 - 1}, steps=5)
    overshot = gansmith.train_detector(real, {"made": made * 1.02 - 0.01}, steps=5)
    assert not any("if black" in note for note in (*same.notes, *overshot.notes))


def test_a_set_that_a_detector_cannot_learn_from_is_refused_in_words() -> None:
    real = digits()[:200]
    with says(DataError, "needs 100 samples of each set, and .* holds 50"):
        gansmith.train_detector(real, {"fake": digits()[:50]})
    with says(DataError, r"fake: \d of its samples would be for \w+, as too many are equal"):
        gansmith.train_detector(real, {"fake": np.repeat(real[:1], 200, axis=0)}, steps=1)
    with says(UsageError, r"shape \(8, 8\) and .* of \(3,\)"):
        gansmith.train_detector(real, {"fake": np.random.default_rng(0).normal(size=(200, 3))})
    with says(UsageError, "fake is missing"):
        gansmith.train_detector(real, {})
    five = np.random.default_rng(0).integers(0, 255, (200, 8, 8, 5)).astype(np.uint8)
    with says(UsageError, "Images with these channels cannot be compared"):
        gansmith.train_detector(real, {"fake": five})


def test_bytes_of_an_image_are_those_of_pillow() -> None:
    image, buffer = smooth(1, 16, 9)[0], io.BytesIO()
    Image.fromarray(image).save(buffer, "JPEG", quality=60)
    with Image.open(buffer) as opened:
        np.testing.assert_array_equal(through_jpeg(image[None], 60)[0], np.asarray(opened))
