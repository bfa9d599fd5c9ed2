"""Translations keep names and sizes, and have the channels, depth and range of the pictures trained on."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tiny_runs import pictures, tiny
from tiny_translators import coloured, trained

import gansmith
from gansmith.api.translate import translate
from gansmith.errors import DataError, UsageError

Runs = Callable[..., Path]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Return runs by the channels and depths of their pictures, each trained when it is first asked for."""
    folder = tmp_path_factory.mktemp("runs")

    def run(
        source: tuple[int, ...] = (3,), target: tuple[int, ...] = (3,), method: str = "pix2pix", *depths: str
    ) -> Path:
        here, there = depths or ("uint8", "uint8")
        place = folder / f"{method}-{sum(source)}{here}-{sum(target)}{there}"
        if not place.exists():
            trained(place, coloured(source, here), coloured(target, there), method)
        return place

    return run


@pytest.fixture
def sprites(tmp_path: Path) -> Path:
    """A folder of pictures of several sizes and endings, some in sub-folders."""
    place = tmp_path / "sprites"
    sizes = {"a.png": (16, 16), "b.JPG": (17, 31), "two/a.bmp": (40, 23), "two/deep/c.tiff": (16, 18)}
    for name, size in sizes.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(coloured((3,), count=1, size=size)[0]).save(place / name)
    (place / "notes.txt").write_text("no picture")
    return place


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def read(file: Path) -> np.ndarray:
    with Image.open(file) as image:
        return np.asarray(image)


def test_a_folder_keeps_its_names_sub_folders_and_sizes(runs: Runs, sprites: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    made = translate(runs(), sprites, tmp_path / "out", progress=lambda done, count: told.append((done, count)))
    assert (made.path, made.pictures) == (tmp_path / "out", 4)
    assert files(tmp_path / "out") == ["a.png", "b.png", "two/a.png", "two/deep/c.tiff"]  # exact ones stay
    for name, size in (("a.png", (16, 16)), ("b.png", (17, 31)), ("two/a.png", (40, 23))):
        assert read(tmp_path / "out" / name).shape == (*size, 3)
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_image_folder_and_array_become_the_same(runs: Runs, tmp_path: Path) -> None:
    several = coloured((3,), count=3, size=(19, 33))
    (tmp_path / "in").mkdir()
    for number, picture in enumerate(several):
        Image.fromarray(picture).save(tmp_path / "in" / f"{number}.png")
    np.save(tmp_path / "in.npy", several)
    expected = gansmith.load(runs()).translate(several)
    assert (expected.shape, expected.dtype) == (several.shape, np.uint8)
    assert 10 <= expected.min() < expected.max() <= 250
    translate(runs(), tmp_path / "in", tmp_path / "out")
    assert np.array_equal(np.stack([read(tmp_path / "out" / f"{number}.png") for number in range(3)]), expected)
    translate(runs(), tmp_path / "in" / "1.png", tmp_path / "one.png")
    assert np.array_equal(read(tmp_path / "one.png"), expected[1])
    translate(runs(), tmp_path / "in.npy", tmp_path / "out.npy")
    assert np.array_equal(np.load(tmp_path / "out.npy"), expected)
    assert np.array_equal(gansmith.load(runs()).translate(several[2:]), expected[2:])
    assert gansmith.load(runs()).translate(several[:0]).shape == (0, 19, 33, 3)


@pytest.mark.parametrize("depths", [("uint8", "uint8"), ("uint8", "uint16"), ("uint16", "uint8")])
@pytest.mark.parametrize(
    ("source", "target"), [((), ()), ((3,), ()), ((), (3,)), ((4,), (3,)), ((3,), (4,)), ((1,), ())]
)
def test_channels_and_depth_become_those_of_the_targets(
    source: tuple[int, ...], target: tuple[int, ...], depths: tuple[str, str], runs: Runs, tmp_path: Path
) -> None:
    given = coloured(source, depths[0], 2, size=(16, 23))
    run = runs(source, target, "pix2pix", *depths)
    made = gansmith.load(run).translate(given)
    assert (made.shape, made.dtype) == ((2, 16, 23, *target), np.dtype(depths[1]))
    high = 25000 if depths[1] == "uint16" else 250
    assert high / 25 <= made.min() < made.max() <= high
    images = [given[0, ..., 0] if source == (1,) else given[0], made[0]]
    if any(image.ndim == 3 and image.dtype == np.uint16 for image in images):
        return  # image files have no 16-bit colours
    Image.fromarray(images[0]).save(tmp_path / "in.png")
    translate(run, tmp_path / "in.png", tmp_path / "out.png")
    assert np.array_equal(read(tmp_path / "out.png"), images[1])
    assert read(tmp_path / "out.png").dtype == np.dtype(depths[1])


def test_pictures_of_fewer_and_more_channels_are_seen_as_trained_on(runs: Runs, tmp_path: Path) -> None:
    grey = coloured((), count=1)[0]
    Image.fromarray(grey).save(tmp_path / "grey.png")
    Image.fromarray(np.repeat(grey[..., np.newaxis], 3, axis=-1)).save(tmp_path / "rgb.png")
    clear = np.full((*grey.shape, 4), 77, np.uint8)
    clear[..., :3], clear[..., 3], clear[:, 5:, 3] = grey[..., np.newaxis], 255, 0
    white = np.where(np.arange(18) < 5, grey, 255).astype(np.uint8)
    Image.fromarray(clear).save(tmp_path / "clear.png")
    Image.fromarray(white).save(tmp_path / "white.png")
    for name in ("grey", "rgb", "clear", "white"):
        translate(runs(), tmp_path / f"{name}.png", tmp_path / f"{name}-out.png")
    assert np.array_equal(read(tmp_path / "grey-out.png"), read(tmp_path / "rgb-out.png"))
    assert np.array_equal(read(tmp_path / "clear-out.png"), read(tmp_path / "white-out.png"))
    assert not np.array_equal(read(tmp_path / "clear-out.png"), read(tmp_path / "grey-out.png"))


def test_the_way_back_has_the_sources_channels_and_depth(runs: Runs, tmp_path: Path) -> None:
    run = runs((), (3,), "cyclegan", "uint16", "uint8")
    Image.fromarray(coloured((3,), count=1, size=(21, 16))[0]).save(tmp_path / "in.png")
    translate(run, tmp_path / "in.png", tmp_path / "out.png", back=True)
    back = read(tmp_path / "out.png")
    assert (back.shape, back.dtype) == ((21, 16), np.uint16)
    assert 1000 <= back.min() < back.max() <= 25000
    there = gansmith.load(run).translate(back[np.newaxis])
    assert (there.shape, there.dtype) == ((1, 21, 16, 3), np.uint8)
    with pytest.raises(UsageError, match=r"back: a model of method='?pix2pix'? leads one way only"):
        translate(runs(), tmp_path / "in.png", tmp_path / "back.png", back=True)


@pytest.mark.parametrize(
    ("given", "output", "words"),
    [
        ("sprites/a.png", "out.jpg", r"out\.jpg: an image becomes an image. Let the name end in \.png, \.tif"),
        ("sprites/a.png", "out", "an image becomes an image"),
        ("sprites/a.png", "sprites/a.png", r"a\.png is what is to be translated, and would be lost"),
        ("sprites", "out.npy", "a folder of images becomes a folder"),
        ("sprites", "sprites", "sprites is what is to be translated"),
        ("sprites", "full", "full is a folder that is not empty"),
        ("sprites", "no/out", "there is no folder .*no"),
        ("sprites/a.png", "no/out.png", "there is no folder .*no"),
        ("in.npy", "no/out.npy", "there is no folder .*no"),
        ("in.npy", "in.npy", r"in\.npy is what is to be translated"),
        ("in.npy", "out.docx", r"out\.docx: files ending so cannot be written"),
    ],
)
def test_an_output_that_does_not_suit_is_refused(
    given: str, output: str, words: str, runs: Runs, sprites: Path, tmp_path: Path
) -> None:
    np.save(tmp_path / "in.npy", coloured((3,), count=2))
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thing").touch()
    before = {name: (tmp_path / name).read_bytes() for name in files(tmp_path)}
    with pytest.raises(UsageError, match=words):
        translate(runs(), tmp_path / given, tmp_path / output)
    assert {name: (tmp_path / name).read_bytes() for name in files(tmp_path)} == before
    assert sprites.is_dir()


def small(place: Path) -> None:
    Image.fromarray(coloured((3,), count=1, size=(16, 10))[0]).save(place / "small.png")


def wide(place: Path) -> None:
    Image.fromarray(coloured((), "uint16", 1)[0]).save(place / "wide.png")


def torn(place: Path) -> None:
    (place / "torn.png").write_bytes((place / "a.png").read_bytes()[:-200])


def clash(place: Path) -> None:
    shutil.copy(place / "a.png", place / "clash.png")
    Image.fromarray(coloured((3,), count=1)[0]).save(place / "clash.bmp")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (small, r"small\.png: Samples of shape \(16, 10, 3\) cannot be translated; pictures of 16 x 16 or more can"),
        (wide, r"wide\.png is 16-bit grey and the model was trained on 8-bit pictures"),
        (torn, r"torn\.png cannot be read as an image"),
        (clash, r"clash\.bmp and .*clash\.png would both become clash\.png"),
    ],
)
def test_one_bad_picture_among_many_leaves_nothing(
    spoil: Callable[[Path], None], words: str, runs: Runs, sprites: Path, tmp_path: Path
) -> None:
    spoil(sprites)
    with pytest.raises(DataError, match=words):
        translate(runs(), sprites, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["sprites"]


def test_arrays_unlike_those_trained_on_are_refused_by_name(runs: Runs, tmp_path: Path) -> None:
    bad = {
        "grey": (
            coloured(()),
            r" holds grey pictures of shape \(16, 18\); the model takes 3 channels. Repeat them: numpy.repeat",
        ),
        "fine": (coloured((3,)) / 250, r": Samples .*float64; the model was made for uint8"),
        "rows": (np.zeros((5, 30)), r": Samples .*\(30,\) cannot be translated; pictures of 16 x 16"),
        "tiny": (coloured((3,), size=(40, 9)), r": Samples .*\(40, 9, 3\) cannot be translated"),
    }
    for name, (array, words) in bad.items():
        np.save(tmp_path / f"{name}.npy", array)
        with pytest.raises(DataError, match=rf"{name}\.npy{words}"):
            translate(runs(), tmp_path / f"{name}.npy", tmp_path / "out.npy")
    assert not (tmp_path / "out.npy").exists()


def test_a_translator_draws_nothing_from_noise_and_a_generator_translates_nothing(
    runs: Runs, sprites: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=r"\(pix2pix\) makes pictures of pictures.*gansmith translate"):
        gansmith.generate(runs(), 3, tmp_path / "out.npy")
    gansmith.train(pictures(), "gan", steps=1, out=tmp_path / "gan", **tiny("gan"))
    with pytest.raises(UsageError, match=r"\(gan\) makes samples of noise.*gansmith generate"):
        translate(tmp_path / "gan", sprites, tmp_path / "out")
    assert not (tmp_path / "out").exists()
