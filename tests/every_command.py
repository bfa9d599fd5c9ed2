"""Every command that writes, on small things of its own, and whether what it wrote is whole."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from tiny_runs import pictures, rows, tiny, tiny_flags
from tiny_translators import coloured

import gansmith

FORMATS = ("npy", "npz", "mat", "h5", "csv", "tsv", "parquet", "idx", "idx.gz")
TIMED = (".pdf", ".svg")  # hold the time at which they were drawn, or names by chance: only their length is alike
TRAIN = ("train", "rows.npy", "--method", "gan", *tiny_flags("gan"), "--steps", "4", "--checkpoint-every", "2")
TRAIN += ("--validate-every", "2", "--sample-every", "2", "--log-every", "1", "--validation-fraction", "0.2", "--quiet")


@dataclass(frozen=True)
class Command:
    """The words of a command, and the files and folders it writes, as the names they have below the working folder."""

    name: str
    words: tuple[str, ...]
    outputs: tuple[str, ...]
    stride: int = 1  # a test tries each so many-th call; R3 of the reliability table tries all

    def found(self, place: Path) -> dict[str, object]:
        """Return what is there of its outputs: the bytes of every file, or the length of one that is never the same."""
        return {
            str(file.relative_to(place)): _content(file) for output in self.outputs for file in _files(place / output)
        }


def prepare(place: Path) -> None:
    """Make the runs and sets that the commands work on, in a folder."""
    np.save(place / "rows.npy", rows())
    np.save(place / "fake.npy", rows()[::-1])
    every = {"validate_every": 0, "sample_every": 2}
    gansmith.train(place / "rows.npy", "gan", steps=2, out=place / "vectors", **every, **tiny("gan"))
    gansmith.train(pictures(side=16), "dcgan", steps=2, out=place / "pictures", **every, **tiny("dcgan"))
    _train_translator(place)


def _train_translator(place: Path) -> None:
    from tiny_translators import trained

    trained(place / "translator", coloured(()), coloured((3,)))
    np.save(place / "grey.npy", coloured(())[:3])
    (place / "greys").mkdir()
    for number, picture in enumerate(coloured(())[:3]):
        Image.fromarray(picture).save(place / "greys" / f"{number}.png")


def commands() -> Iterator[Command]:
    """Yield every command that writes but `train` and `compare`, with each format it knows."""
    for ending in FORMATS:
        yield _writes(f"generate-{ending}", ["generate", "vectors", "-n", "30"], f"out.{ending}")
    yield _writes("generate-folder", ["generate", "pictures", "-n", "5"], "folder")
    yield _writes("translate-array", ["translate", "translator", "grey.npy"], "made.npy")
    yield _writes("translate-image", ["translate", "translator", "greys/1.png"], "made.tiff")
    yield _writes("translate-folder", ["translate", "translator", "greys"], "made")
    for ending in ("png", "pdf", "svg"):
        yield _writes(f"picture-{ending}", ["plot", "vectors"], f"drawn.{ending}", stride=4)
    yield _writes("features", ["features", "vectors"], "features.parquet", stride=4)
    several = ("report.html", "report.md", "card.md")
    asked = ("--report", several[0], "--markdown", several[1], "--card", several[2], "--quiet")
    yield Command("evaluate-run", ("evaluate", "vectors", *asked), (*several, "vectors/metrics.json"), 7)
    yield Command("evaluate-sets", ("evaluate", "rows.npy", "fake.npy", *asked), several, 7)


def _writes(name: str, words: Sequence[str], output: str, stride: int = 1) -> Command:
    return Command(name, (*words, "-o", output, "--quiet"), (output,), stride)


def _files(path: Path) -> list[Path]:
    return sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path] * path.is_file()


def _content(file: Path) -> object:
    return file.stat().st_size if file.suffix in TIMED else file.read_bytes()


def clear(place: Path, command: Command) -> None:
    """Remove what a command has written."""
    for output in command.outputs:
        path = place / output
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
