"""A run as bytes: all that sampling, judging and going on need, so that an estimator needs no folder."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from gansmith.models.critic import Critic, load_critic
from gansmith.models.load import Recipe, load
from gansmith.models.model import Model
from gansmith.training.checkpoint import TENSORS, newest_state

_DOCUMENTS = ("config.json", "data.json", "env.json", "log.jsonl", "quality.jsonl")


class KeptRun:
    """The newest checkpoint of a run and its documents, by name and as bytes.

    Attributes
    ----------
    files : dict of str to bytes
        The files, by their paths within the run.
    """

    def __init__(self, files: dict[str, bytes], recipe: Recipe | None = None) -> None:
        """Keep files; recipe is the function of a method of one's own, or where it is."""
        self.files, self.recipe = files, recipe

    @classmethod
    def of(cls, place: Path, recipe: Recipe | None = None) -> "KeptRun":
        """Return what is kept of a run in a folder, or of one of its checkpoints; raises DataError for what is none."""
        if (place / TENSORS).is_file():
            return cls({f"checkpoints/{place.name}/{part.name}": part.read_bytes() for part in place.iterdir()}, recipe)
        found = newest_state(place / "checkpoints")
        if found is None:
            load_critic(place, recipe=recipe)  # which says what is missing
        inside = sorted(found.path.iterdir()) if found else []
        kept = [*(place / name for name in _DOCUMENTS if (place / name).is_file()), *inside]
        return cls({path.relative_to(place).as_posix(): path.read_bytes() for path in kept}, recipe)

    def __getstate__(self) -> dict[str, Any]:
        """Return the files alone: what is made of them is made again."""
        return {"files": self.files, "recipe": self.recipe}

    @property
    def steps(self) -> int:
        """Number of steps trained."""
        return self.model.card.steps

    @property
    def notes(self) -> tuple[str, ...]:
        """What was chosen, changed or left out as the data was read, in words."""
        return tuple(json.loads(self.files["data.json"]).get("warnings", ()))

    @contextmanager
    def unpacked(self) -> Iterator[Path]:
        """Write the run to a folder that goes when the block ends."""
        with tempfile.TemporaryDirectory(prefix="gansmith-") as folder:
            run = Path(folder) / "run"
            for name, content in self.files.items():
                (run / name).parent.mkdir(parents=True, exist_ok=True)
                (run / name).write_bytes(content)
            yield run

    @cached_property
    def model(self) -> Model:
        """The generator with its codec."""
        with self.unpacked() as run:
            return load(run, recipe=self.recipe)

    @cached_property
    def critic(self) -> Critic:
        """The discriminator; raises UsageError where it judges no single samples."""
        with self.unpacked() as run:
            return load_critic(run, recipe=self.recipe)
