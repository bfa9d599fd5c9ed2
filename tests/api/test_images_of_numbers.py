"""Models of numbers make images where their black and white are named; what does not fit is known before."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tiny_runs import pictures, tiny
from tiny_translators import coloured, trained

import gansmith
from gansmith.errors import UsageError
from gansmith.models.model import Model


def unit(count: int = 20, side: int = 8) -> np.ndarray:
    return (pictures(count, side) / np.float32(255)).astype(np.float32)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run on pictures of numbers from 0 to 1."""
    folder = tmp_path_factory.mktemp("numbers")
    np.save(folder / "data.npy", unit())
    gansmith.train(folder / "data.npy", "dcgan", steps=2, out=folder / "run", **tiny("dcgan"))  # type: ignore[arg-type]
    return folder / "run"


@pytest.fixture(scope="module")
def translator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run from coloured images to numbers from 0 to 1."""
    return trained(tmp_path_factory.mktemp("pairs") / "run", coloured((3,)), coloured((3,)).astype(np.float32) / 255)


def test_images_are_the_samples_scaled(run: Path, tmp_path: Path) -> None:
    samples = gansmith.generate(run, 5, tmp_path / "images", seed=3, range=(0, 1))
    assert samples.dtype == np.float32
    for number, sample in enumerate(samples):
        image = np.asarray(Image.open(tmp_path / "images" / f"{number:06d}.png"))
        np.testing.assert_array_equal(image, np.rint(sample.astype(float) * 255))


def test_a_refusal_names_the_range_of_the_data_and_comes_first(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Model, "sample", lambda *_, **__: pytest.fail("samples were made for nothing"))
    low, high = unit().min(), unit().max()
    for name in ("images", "images.zip"):
        with pytest.raises(UsageError, match=rf"range=\({low:.6g}, {high:.6g}\)"):
            gansmith.generate(run, 5, tmp_path / name)
    with pytest.raises(UsageError, match="holds the numbers themselves"):
        gansmith.generate(run, 5, tmp_path / "a.npy", range=(0, 1))


def test_translations_become_images_when_asked(
    translator: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    there = coloured((3,), count=3)
    for number, picture in enumerate(there):
        Image.fromarray(picture).save(tmp_path / "in" / f"{number}.png")
    np.save(tmp_path / "in.npy", there)
    expected = np.rint(gansmith.load(translator).translate(there).astype(float) * 255)
    gansmith.translate(translator, tmp_path / "in", tmp_path / "out", range=(0, 1))
    gansmith.translate(translator, tmp_path / "in" / "1.png", tmp_path / "one.png", range=(0, 1))
    gansmith.translate(translator, tmp_path / "in.npy", tmp_path / "arrays", range=(0, 1))
    np.testing.assert_array_equal(Image.open(tmp_path / "one.png"), expected[1])
    for number in range(3):
        np.testing.assert_array_equal(Image.open(tmp_path / "out" / f"{number}.png"), expected[number])
        np.testing.assert_array_equal(Image.open(tmp_path / "arrays" / f"{number:06d}.png"), expected[number])
    assert "clipped" not in capsys.readouterr().err
    gansmith.translate(translator, tmp_path / "in", tmp_path / "dark", range=(0.99, 1))
    total = expected.size
    assert f"of {total:,} values (100.00%) lie outside 0.99 to 1" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["in", "in.npy", "in/0.png"])
def test_without_it_a_translator_names_the_range(translator: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    Image.fromarray(coloured((3,), count=1)[0]).save(tmp_path / "in" / "0.png")
    np.save(tmp_path / "in.npy", coloured((3,), count=2))
    out = "out.png" if name.endswith("png") else "out"
    with pytest.raises(UsageError, match=r"range=\(0\.0392157, 0\.980392\)"):
        gansmith.translate(translator, tmp_path / name, tmp_path / out)
    assert not (tmp_path / out).exists()
