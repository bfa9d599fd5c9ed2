"""R4 and R5: stored files that are not what was written, in checkpoints and in models."""

import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.reliability.draw import draw
from benchmarks.reliability.row import Row

CHECKPOINT_FILES = ("state.safetensors", "state.json", "manifest.json")
MODEL_FILES = ("generator.safetensors", "codec.safetensors", "model.json", "manifest.json")


def flips(numbers: Sequence[int], place: Path) -> Iterator[str]:
    """Turn one bit over in a file of a checkpoint (even numbers) or of a model (odd ones)."""
    from numbered_checkpoints import flip_bit

    subjects = _Subjects(place)
    for number in numbers:
        chance = draw("R4", number)
        with subjects.of(number) as subject:
            flip_bit(subject.file(chance), chance.getrandbits(40))
            yield subject.fault()


def damages(numbers: Sequence[int], place: Path) -> Iterator[str]:
    """Cut, overwrite, lose, swap, replace or forbid a file, the ways in turn."""
    from damages import COUNTED, take_from_previous

    subjects, ways = _Subjects(place), [way for way, _ in COUNTED[1:]]
    for number in numbers:
        chance, way = draw("R5", number), ways[number // 2 % len(ways)]
        with subjects.of(number) as subject:
            path = subject.file(chance, stale=way is take_from_previous)
            before = path.read_bytes()
            while path.is_file() and path.read_bytes() == before:
                way(path, chance.getrandbits(40))
            yield subject.fault()


class _Subject:
    """A directory that is damaged: it may not be used, and what is used in its place must be the one before."""

    def __init__(self, directory: Path, kept: Path) -> None:
        self.directory, self._kept = directory, kept

    def __enter__(self) -> "_Subject":
        shutil.copytree(self._kept, self.directory)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.directory)

    def file(self, chance: random.Random, *, stale: bool = False) -> Path:
        """Return a file of it; of those that differ from the directory before, where a stale one is to come in."""
        is_checkpoint = self.directory.name.startswith("step-")
        names = CHECKPOINT_FILES if is_checkpoint else MODEL_FILES
        if stale and not is_checkpoint:
            names = ("generator.safetensors", "model.json", "manifest.json")
        return self.directory / chance.choice(names)

    def fault(self) -> str:
        """Use it, and return what was wrong with that."""
        from numbered_checkpoints import assert_is

        from gansmith import load
        from gansmith.errors import DataError
        from gansmith.training.checkpoint import newest_checkpoint

        said: list[str] = []
        try:
            if self.directory.name.startswith("step-"):
                assert_is(newest_checkpoint(self.directory.parent, said.append, owner=False), 1)
                return "" if len(said) == 1 and "is damaged" in said[0] else f"said: {said}"
            load(self.directory)
        except DataError as error:
            return "" if str(self.directory) in str(error) else f"the error names no path: {error}"
        except Exception as error:  # any other one is the fault that is looked for
            return f"{type(error).__name__}: {error}"
        return "the damaged directory was used in silence"


class _Subjects:
    """A checkpoint of step 2 behind one of step 1, and a model of step 2 beside one of step 1."""

    def __init__(self, place: Path) -> None:
        from numbered_checkpoints import save
        from tiny_runs import rows, tiny

        from gansmith import train

        self._place = place
        save(place / "checkpoints", 1, 2)
        for step in (1, 2):
            run = train(rows(), "gan", steps=step, out=place / f"run-{step}", evaluate_every=0, **tiny("gan"))
            shutil.copytree(run.path / "final", place / "models" / f"step-{step:06d}")
        for folder, name in (("checkpoints", "kept-checkpoint"), ("models", "kept-model")):
            (place / folder / "step-000002").rename(place / name)

    def of(self, number: int) -> _Subject:
        """Return what the trial of a number damages."""
        if number % 2:
            return _Subject(self._place / "models" / "model", self._place / "kept-model")
        return _Subject(self._place / "checkpoints" / "step-000002", self._place / "kept-checkpoint")


ROWS = (
    Row(
        name="R4",
        mishap="one random bit is turned over in a file of a checkpoint or of a model",
        holds="the damage is found and named; of checkpoints the one before is used",
        tries=500,
        soak=10_000,
        play=flips,
        chunk=250,
    ),
    Row(
        name="R5",
        mishap="a file of a checkpoint or of a model is cut short, zeroed at its end, swapped with another, lost, "
        "replaced by an older one, made longer, or may not be read",
        holds="as for R4",
        tries=300,
        soak=3000,
        play=damages,
        chunk=150,
    ),
)
