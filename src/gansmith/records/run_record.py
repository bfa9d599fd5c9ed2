"""What a run wrote down of itself: its configuration, with its own digest, and a stamp in every checkpoint.

The two are compared before a run is resumed or measured, so that a file that was edited, damaged or exchanged is
noticed and not trained on.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from gansmith import __version__
from gansmith.config.command_line import PLACES
from gansmith.config.hyper_parameters import resolve
from gansmith.config.settings import TrainSettings, recorded
from gansmith.core.replicas import Replicas
from gansmith.declaration import as_json
from gansmith.errors import DataError, UsageError, quoted
from gansmith.methods.registry import find_stored
from gansmith.records.checkpoint_state import Stamp, state_of
from gansmith.records.data_places import ABSOLUTE, known_places
from gansmith.records.directory import RunDirectory, run_around
from gansmith.records.model_card import Card
from gansmith.storage.atomic import read_object
from gansmith.storage.plain import require_plain
from gansmith.storage.seal import digest_of, is_sealed, sealed
from gansmith.training.checkpoint import newest_state

# Of config.json and of stamps; 1 says nothing of it, and has neither digest nor stamp; 2 has older names; up to 3
# nothing is said of the conventions of reading.
FORMAT = 4
_SEAL = "sha256"  # the field of config.json with its digest


@dataclass(frozen=True)
class Recorded:
    """A run's settings, with the method as whoever loads it names it, and the hash of its data.

    identity tells the run from all others. drift is what was changed on the way, changed what config.json says that the
    newest checkpoint does not, remark what is to be said of a recipe of one's own: all in words.
    """

    settings: TrainSettings
    data_sha256: str
    identity: str
    drift: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    remark: str = ""
    circumstances: Mapping[str, Any] = field(default_factory=dict)  # that the newest checkpoint was written in


@dataclass(frozen=True)
class Guard:
    """What every checkpoint says of its run beside the settings.

    That is the hash of the data, which run it is (by what it began with), and what drifted on the way.
    """

    data_sha256: str
    identity: str
    drift: tuple[str, ...] = ()

    def stamp(self, settings: TrainSettings, device: torch.device, replicas: Replicas) -> dict[str, Any]:
        """Return what a checkpoint holds of its run, as JSON."""
        return {
            "settings": as_json(settings) | {"format": FORMAT},
            "data": self.data_sha256,
            "identity": self.identity,
            "drift": list(self.drift),
            "circumstances": circumstances(device, replicas),
        }


def circumstances(device: torch.device, replicas: Replicas) -> dict[str, Any]:
    """Return what the bits of a run depend on beside its settings and data."""
    versions = {"gansmith": __version__, "torch": str(torch.__version__), "numpy": np.__version__}
    return versions | {"device": device.type, "processes": replicas.size}


def configuration(settings: TrainSettings) -> dict[str, Any]:
    """Return settings as config.json holds them: all fields, the format, and a digest of both."""
    return sealed(as_json(settings) | {"format": FORMAT}, _SEAL)


def read_run(run: RunDirectory, *, recipe: str | None = None, allow_drift: bool = False) -> Recorded:
    """Return what a run wrote down, held against its newest checkpoint.

    recipe: the name that a person gives of a recipe of their own, where the run was trained by one. allow_drift takes
    config.json as it is, whatever the checkpoint says. Raises DataError naming each field that differs, or a link,
    UsageError where the recipe is missing.
    """
    require_plain(run.path)
    document = read_object(run.config_path)
    settings, remark = _named(_settings(document, run.config_path), recipe, run)
    found = newest_state(run.checkpoints_path)
    kept = Stamp() if found is None else state_of(found).run
    guarded = document.get("format", 1) != 1 or kept.settings is not None
    edited = guarded and not is_sealed(document, _SEAL)
    changed = _differences(settings, kept.settings, run.checkpoints_path, with_steps=edited)
    if edited and not changed:
        changed = ["its SHA-256 differs"]
    if changed and not allow_drift:
        raise DataError(
            f"{run.config_path} is not what the run was trained with: {'; '.join(changed)}. Put that back, or go on as "
            f"the file says, no longer exactly: gansmith train --resume {quoted(run.path)} --allow-drift"
        )
    sha256 = kept.data or str(read_object(run.data_path).get("sha256"))
    which = kept.identity or identity(settings, sha256)
    return Recorded(settings, sha256, which, tuple(kept.drift), tuple(changed), remark, kept.circumstances)


def identity(settings: TrainSettings, data_sha256: str) -> str:
    """Return what tells a run from all others: a digest of its data and settings, but for its length and places."""
    document = _without(as_json(settings), "steps", "minutes")
    document["data"] = _without(document["data"], *PLACES)
    return digest_of({**document, "sha256": data_sha256})[:32]


def require_of_run(card: Card, place: Path) -> None:
    """Raise DataError where a model lies in a run that it was not made by; "" is of version 0.1 and of no run."""
    run = next((folder for folder in (place, place.parent) if (folder / "config.json").is_file()), None)
    found = None if run is None else newest_state(RunDirectory(run).checkpoints_path)
    which = "" if found is None else state_of(found).run.identity
    if which and card.run and which != card.run:
        raise DataError(
            f"{place} holds a model that another run made: settings, seed or data differ. Put the run's own back, or "
            "remove it; the run's checkpoints are used then."
        )


def learned_from(place: Path) -> tuple[str, ...]:
    """Return where the data of the run at `place` lies, samples and sources, as far as it is known there."""
    run = run_around(place)
    data = None if run is None else read_object(run / "config.json").get("data")
    named = [data.get(name) for name in PLACES] if isinstance(data, dict) else []
    where = [] if run is None else [said[ABSOLUTE] for said in known_places(run).values()]
    return (*(name for name in named if isinstance(name, str)), *where)


def differing(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return in words what a run is gone on with that is not what its newest checkpoint was written with."""
    return [f"{name} {then[name]} then, {value} now" for name, value in now.items() if then.get(name, value) != value]


def _settings(document: Mapping[str, Any], place: Path) -> TrainSettings:
    """Return the settings in a document; raises DataError naming the place and the field."""
    if isinstance(document.get("format"), int) and document["format"] > FORMAT:
        raise DataError(f"{place} was written by a later gansmith. Upgrade this one.")
    try:
        return recorded(_without(document, _SEAL, "format"))
    except UsageError as error:
        raise DataError(f"{place} is not what gansmith writes: {error} Restore it from a copy.") from None


def _named(settings: TrainSettings, recipe: str | None, run: RunDirectory) -> tuple[TrainSettings, str]:
    """Return the settings with the method's name as a person gave it, and every hyper-parameter checked."""
    name, remark = find_stored(settings.method, settings.recipe, recipe, str(run.path))
    try:
        hyper = resolve(name, settings.hyper)
    except UsageError as error:
        raise DataError(f"{run.config_path} is not what gansmith writes: {error} Restore it from a copy.") from None
    return replace(settings, method=name, hyper=hyper), remark


def _differences(settings: TrainSettings, kept: object, place: Path, *, with_steps: bool) -> list[str]:
    """Return in words each field in which settings are not those of a stamp, but for what may change."""
    if not isinstance(kept, Mapping):
        return []
    then, free = _settings(kept, place), {f"data.{name}" for name in PLACES} | ({"steps"} if not with_steps else set())
    if _same_method(then.method, settings.method):
        then = replace(then, method=settings.method, hyper=resolve(settings.method, then.hyper))
    return differences(settings, then, free)


def differences(found: TrainSettings, wanted: TrainSettings, free: Collection[str]) -> list[str]:
    """Return in words each field in which settings are not those that are wanted, but for the free ones."""
    now, before = (_flat(as_json(one)) for one in (found, wanted))
    names = [name for name in {**now, **before} if name not in free and now.get(name) != before.get(name)]
    return [f"{name.replace('_', '-')} {now.get(name)} instead of {before.get(name)}" for name in names]


def _same_method(one: str, other: str) -> bool:
    return one.rpartition(":")[2].replace("_", "-") == other.rpartition(":")[2].replace("_", "-")


def _flat(document: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in document.items():
        flat |= _flat(value, f"{name}.") if isinstance(value, Mapping) else {prefix + name: value}
    return flat


def _without(document: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in names}
