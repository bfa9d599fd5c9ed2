"""Make docs/gallery.md again: `python -m benchmarks.gallery` trains each method once, briefly, and keeps one image.

A picture that is there is not made again unless it is named: `python -m benchmarks.gallery cgan`. Every command is one
that anyone can run; MNIST and the sprites are looked for as the quality benchmarks look for them. `sprites` and
`estimates` are drawn, when they are named, of trials of the quality benchmarks that have been run.
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.quality.estimates import BALANCED
from benchmarks.quality.pictures import FIGURES
from benchmarks.quality.sprites import CONSTANT, UNPAIRED
from benchmarks.results import ROOT
from gansmith import load
from gansmith.cli import main as gansmith
from gansmith.config.command_line import flags
from gansmith.errors import GansmithError
from gansmith.storage.atomic import write_bytes
from gansmith.training.callbacks.image_grids import Picture, grid, png_bytes

PICTURES = ROOT / "docs" / "pictures" / "gallery"
DENSE = ("--network", "dense", "--width", "16")  # InfoGAN's networks, a quarter as wide
ENDING = ("--final-lr-factor", "0.05")
SETTLING = ("--batch-size", "128", "--learning-rate", "1e-3", "--generator-learning-rate", "5e-3", *ENDING)
SMALL = ("--width", "16", "--generator-learning-rate", "1e-3")
NOISE = 0  # seed of the one noise that codes are shown with
DATA = ROOT.parent / "shared" / "data"
MNIST, REGULAR, SHINY = (str(DATA / name) for name in ("mnist", "pokemon/regular", "pokemon/shiny"))


@dataclass(frozen=True)
class Exhibit:
    """A picture's name, the words after `gansmith train` that make it, and what is drawn of the run if not samples."""

    name: str
    words: tuple[str, ...]
    draw: Callable[[Path], Picture] | None = None

    def make(self, folder: Path) -> None:
        """Train, and keep a picture: that of the last samples, unless another is drawn."""
        with tempfile.TemporaryDirectory() as place:
            run = Path(place) / "run"
            code = gansmith(["train", *self.words, "--sample-every", "100000", "--quiet", "--out", str(run)])
            if code:
                raise SystemExit(code)
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{self.name}.png"
            if self.draw is None:
                shutil.copy(max((run / "samples").glob("step-*.png")), path)
            else:
                write_bytes(path, png_bytes(self.draw(run)))


def codes(run: Path) -> Picture:
    """Return digits of one noise: a row for each category, along it the first continuous code from -2 to 2."""
    model = load(run)
    places = [(category, value) for category in range(10) for value in np.linspace(-2.0, 2.0, 10)]
    made = [model.sample(1, seed=NOISE, code=(category, value, 0.0)) for category, value in places]
    return grid(np.concatenate(made), 10)


def digits(
    method: str, steps: int, *flags: str, name: str | None = None, draw: Callable[[Path], Picture] | None = None
) -> Exhibit:
    """Return an exhibit of MNIST's digits."""
    return Exhibit(name or method, (MNIST, "--method", method, "--steps", str(steps), *flags), draw)


EXHIBITS = (
    digits("gan", 4_000, *DENSE, *SETTLING),
    digits("gan", 8_000, "--network", "maxout", "--learning-rate", "1e-3", *ENDING, name="gan-maxout"),
    digits("dcgan", 4_000, *DENSE, *SETTLING),
    digits("lsgan", 6_000, *SMALL),
    digits("dragan", 6_000, *SMALL, "--learning-rate", "4e-4"),
    digits("wgan", 3_000, *DENSE, "--learning-rate", "5e-4"),
    digits("wgan-gp", 3_000, *SMALL, "--learning-rate", "5e-4"),
    digits("sngan", 10_000, "--width", "16"),
    digits("began", 4_000, "--width", "16", *flags(BALANCED)),
    digits("r3gan", 4_000),
    digits("cgan", 4_000, "--width", "16"),
    digits("acgan", 8_000, "--width", "16"),
    digits("sgan", 4_000, *DENSE, *SETTLING),
    digits("infogan", 6_000, "--width", "16", "--category-weight", "0.03", "--invariance", "0.3", draw=codes),
    Exhibit("pix2pix", (REGULAR, "--derive", "grey", "--method", "pix2pix", "--steps", "5000", *flags(CONSTANT))),
    Exhibit(
        "pix2pix-edges", (REGULAR, "--derive", "edges", "--method", "pix2pix", "--steps", "5000", *flags(CONSTANT))
    ),
    Exhibit("cyclegan", ("--unpaired", REGULAR, SHINY, "--method", "cyclegan", "--steps", "2500", *flags(UNPAIRED))),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Make what is missing, or what is named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gallery", description=__doc__)
    names = [*(exhibit.name for exhibit in EXHIBITS), *FIGURES]
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"make these again, of: {', '.join(names)}")
    asked = parser.parse_args(arguments).names
    if unknown := sorted(set(asked) - set(names)):
        parser.error(f"there is no {', '.join(unknown)}; choose of {', '.join(names)}")
    for name in sorted(set(asked) & set(FIGURES)):
        try:
            print(*FIGURES[name](PICTURES), sep="\n", flush=True)
        except GansmithError as error:
            parser.error(str(error))
    for exhibit in EXHIBITS:
        if exhibit.name in asked or (not asked and not (PICTURES / f"{exhibit.name}.png").exists()):
            start = time.perf_counter()
            exhibit.make(PICTURES)
            minutes = (time.perf_counter() - start) / 60
            print(f"{exhibit.name}: {minutes:.1f} minutes: gansmith train {' '.join(exhibit.words)}", flush=True)


if __name__ == "__main__":
    main()
