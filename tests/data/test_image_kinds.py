"""Every kind of image file gives the pixels that a viewer shows, exactly, and says what it leaves out."""

import io
from pathlib import Path

import numpy as np
import pytest
from one_paragraph import says
from PIL import Image

from gansmith.data.describe import describe
from gansmith.data.formats.image_files import read_picture
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data
from gansmith.data.load import read
from gansmith.data.options import data_settings
from gansmith.errors import DataError

HOW_IT_LIES = {  # by EXIF's number: what a camera does to the scene before it stores it
    1: lambda scene: scene,
    2: np.fliplr,
    3: lambda scene: np.rot90(scene, 2),
    4: np.flipud,
    5: lambda scene: np.swapaxes(scene, 0, 1),
    6: lambda scene: np.rot90(scene, 1),
    7: lambda scene: np.rot90(np.swapaxes(scene, 0, 1), 2),
    8: lambda scene: np.rot90(scene, -1),
}
SCENE = np.arange(15 * 3, dtype=np.uint8).reshape(3, 5, 3) * 5


def exif(orientation: int) -> Image.Exif:
    found = Image.Exif()
    found[0x112] = orientation
    return found


@pytest.mark.parametrize("ending", ["png", "webp", "tiff"])
@pytest.mark.parametrize("orientation", HOW_IT_LIES)
def test_images_are_read_as_they_are_seen(orientation: int, ending: str, tmp_path: Path) -> None:
    Image.fromarray(SCENE).save(tmp_path / "a.png")
    lying = Image.fromarray(np.ascontiguousarray(HOW_IT_LIES[orientation](SCENE)))
    lying.save(tmp_path / f"b.{ending}", exif=exif(orientation), **({"lossless": True} if ending == "webp" else {}))
    found = open_data(tmp_path)
    assert np.array_equal(found.values[1], SCENE)
    turned = any("turned upright" in note for note in found.notes)
    assert turned == (orientation != 1)


def test_a_photograph_on_its_side_is_turned(tmp_path: Path) -> None:
    bright_above = np.repeat(np.linspace(255, 0, 48).astype(np.uint8)[:, np.newaxis], 32, axis=1)
    Image.fromarray(bright_above).save(tmp_path / "a.png")
    Image.fromarray(np.rot90(bright_above)).save(tmp_path / "b.jpg", quality=98, exif=exif(6))
    found = open_data(tmp_path)
    assert found.sample_shape == (48, 32)
    assert found.values[:, 0].mean(axis=1).tolist() == pytest.approx([255, 255], abs=2)
    assert "1, such as b.jpg" in " ".join(found.notes)


def test_sixteen_bits_are_turned_too(tmp_path: Path) -> None:
    deep = np.arange(15, dtype=np.uint16).reshape(3, 5) * 4000
    for name in "ab":
        Image.fromarray(np.ascontiguousarray(np.rot90(deep))).save(tmp_path / f"{name}.png", exif=exif(6))
    assert np.array_equal(open_data(tmp_path).values, [deep, deep])


def test_images_to_translate_and_pairs_are_turned_too(tmp_path: Path) -> None:
    for side, sign in (("a", 1), ("b", -1)):
        (tmp_path / side).mkdir()
        for number in range(2):
            lying = np.ascontiguousarray(np.rot90(SCENE[::sign] + number))
            Image.fromarray(lying).save(tmp_path / side / f"{number}.png", exif=exif(6))
    settings = data_settings(str(tmp_path / "b"), {"pairs": str(tmp_path / "a")})
    found, codec = read(settings)
    assert found.source is not None
    assert np.array_equal(found.source.values, [SCENE, SCENE + 1])
    assert np.array_equal(found.values, [SCENE[::-1], SCENE[::-1] + 1])
    assert "images turned upright, as their EXIF orientation says: 2, such as 0.png" in describe(found).warnings
    assert np.array_equal(read_picture(tmp_path / "a" / "1.png", codec), [SCENE + 1])


def test_damaged_exif_beside_good_pixels_is_passed_over(tmp_path: Path) -> None:
    for name in "ab":
        Image.fromarray(SCENE).save(tmp_path / f"{name}.png", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")
    assert np.array_equal(open_data(tmp_path).values, [SCENE, SCENE])


@pytest.mark.parametrize("name", ["b.gif", "b.ppm", "b.pnm", "b.bmp", "b.PNG", "b.tif"])
def test_kinds_without_loss(name: str, tmp_path: Path) -> None:
    Image.fromarray(SCENE).save(tmp_path / "a.png")
    picture = Image.fromarray(SCENE)
    picture.quantize(256, dither=Image.Dither.NONE).save(tmp_path / name) if name == "b.gif" else picture.save(
        tmp_path / name
    )
    assert np.array_equal(open_data(tmp_path).values, [SCENE, SCENE])


@pytest.mark.parametrize("name", ["b.jfif", "b.jpe", "b.jpeg"])
def test_jpeg_by_its_other_names(name: str, tmp_path: Path) -> None:
    Image.fromarray(SCENE).save(tmp_path / "a.jpg")
    (tmp_path / name).write_bytes((tmp_path / "a.jpg").read_bytes())
    values = open_data(tmp_path).values
    assert np.array_equal(values[0], values[1])


@pytest.mark.parametrize(("dtype", "as_read"), [("uint16", "uint16"), ("int16", "int32"), ("int32", "int32")])
def test_whole_numbers_of_more_than_eight_bits(dtype: str, as_read: str, tmp_path: Path) -> None:
    ends = np.iinfo(dtype)
    values = np.linspace(ends.min, ends.max, 24).astype(dtype).reshape(2, 3, 4)
    for name, page in zip("ab", values, strict=True):
        if dtype == "int16":
            (tmp_path / f"{name}.tif").write_bytes(signed_tiff(page))
        else:
            Image.fromarray(page).save(tmp_path / f"{name}.tif")
    found = open_data(tmp_path)
    assert found.values.dtype == as_read
    assert np.array_equal(found.values, values)


def signed_tiff(page: np.ndarray) -> bytes:
    """Return a TIFF file of int16, which Pillow reads and does not write."""
    buffer = io.BytesIO()
    Image.fromarray(page.view(np.uint16)).save(buffer, "TIFF", tiffinfo={339: 2})
    return buffer.getvalue()


def test_floats_of_tiff_come_back_as_such(tmp_path: Path) -> None:
    values = np.random.default_rng(0).normal(size=(3, 4, 5)).astype(np.float32)
    (tmp_path / "in").mkdir()
    for index, page in enumerate(values):
        Image.fromarray(page).save(tmp_path / "in" / f"{index}.tif")
    found = open_data(tmp_path / "in")
    assert np.array_equal(found.values, values)
    again = open_data(write_data(tmp_path / "out", found.values * 2, found.origin))
    assert np.array_equal(again.values, values * 2)
    assert open_data(tmp_path / "in", size=(8, 10)).values.dtype == np.float32


def test_a_deep_pgm_is_exact_and_a_scaled_one_is_said(tmp_path: Path) -> None:
    values = np.array([[0, 1, 4095], [256, 65535, 77]], np.uint16)
    header = b"P5 3 2 65535\n"
    for name in "ab":
        (tmp_path / f"{name}.pgm").write_bytes(header + values.astype(">u2").tobytes())
    found = open_data(tmp_path)
    assert np.array_equal(found.values, [values, values])
    assert found.notes == ()
    (tmp_path / "b.pgm").write_bytes(b"P5 3 2 4095\n" + np.minimum(values, 4095).astype(">u2").tobytes())
    scaled = open_data(tmp_path)
    assert scaled.values[1].max() == 65535
    assert "1, such as b.pgm" in " ".join(scaled.notes)


def test_colour_that_would_lose_bits_is_refused(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.ppm").write_bytes(b"P6 2 1 65535\n" + bytes(12))
    with says(DataError, r"a\.ppm has 16-bit RGB pixels"):
        open_data(tmp_path)


def test_each_page_of_a_tiff_is_a_sample_of_its_class(tmp_path: Path) -> None:
    pages = [Image.new("L", (3, 2), value) for value in (10, 20, 30)]
    for name in ("cat", "dog"):
        (tmp_path / name).mkdir()
    pages[0].save(tmp_path / "cat" / "a.tif", save_all=True, append_images=pages[1:])
    Image.new("L", (3, 2), 40).save(tmp_path / "dog" / "b.tif")
    found = open_data(tmp_path)
    assert found.values[:, 0, 0].tolist() == [10, 20, 30, 40]
    assert found.labels is not None
    assert found.labels.tolist() == [0, 0, 0, 1]
    assert "several pages, of which each is a sample: 1, such as a.tif" in " ".join(found.notes)
    Image.new("L", (9, 9)).save(tmp_path / "dog" / "c.tif")
    with says(DataError, r"a\.tif is 2x3 .*c\.tif is 9x9"):
        open_data(tmp_path)


def test_the_first_frame_of_an_animated_gif_is_read_and_said(tmp_path: Path) -> None:
    frames = [Image.new("L", (3, 2), value) for value in (10, 20, 30)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    frames[1].save(tmp_path / "b.png")
    found = open_data(tmp_path)
    assert found.values.reshape(2, -1)[:, 0].tolist() == [10, 20]
    assert "only the first is read: 1, such as a.gif" in " ".join(found.notes)


def test_left_out_files_are_counted_by_reason(tmp_path: Path) -> None:
    for name in ("a.png", "b.png", "c.png"):
        Image.fromarray(SCENE).save(tmp_path / name)
    for name in ("1.heic", "2.heic", "notes.txt", ".hidden.png", "README"):
        (tmp_path / name).write_bytes(b"no image")
    (tmp_path / "gone.png").symlink_to(tmp_path / "nowhere.png")
    found = open_data(tmp_path)
    assert len(found) == 3
    text = " ".join(describe(found).warnings)
    assert "files left out, as they are no images: 2 .heic, 1 .txt, 1 README, 1 hidden images" in text
    assert "links to what is not there are left out: 1, such as gone.png" in text


def test_images_that_cannot_be_read_are_left_out_where_that_is_asked(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (5, 40, 40, 3), dtype=np.uint8)
    for number, picture in enumerate(noise):
        Image.fromarray(picture).save(tmp_path / f"{number}.png")
    whole = (tmp_path / "3.png").read_bytes()
    (tmp_path / "1.png").write_bytes(b"no image")
    (tmp_path / "3.png").write_bytes(whole[: len(whole) // 2])
    with says(DataError, r"1\.png .*unreadable='?drop'?"):
        open_data(tmp_path)
    found = open_data(tmp_path, unreadable="drop")
    assert np.array_equal(found.values, noise[[0, 2, 4]])
    assert any("cannot be read: 2. The first" in note and "1.png" in note for note in found.notes)
