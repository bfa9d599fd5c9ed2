"""Where the data of a run lies: found from any current folder, and after a move, as its hash tells it from others."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from gansmith.config.command_line import PLACES
from gansmith.data.builtin import BUILTIN
from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.data.formats.objects import MEMORY
from gansmith.data.load import Source, read, read_again
from gansmith.data.options import DataSettings
from gansmith.errors import DataError, GansmithError, UsageError, remark
from gansmith.records.directory import RunDirectory
from gansmith.storage.atomic import read_object
from gansmith.storage.places import is_there

ABSOLUTE, BESIDE = "absolute", "from_run"  # what data.json says of each place
_ABOVE = 3  # folders above a run in which data that has moved is looked for
_LONGEST = 4096  # characters of a path


def places_of(settings: DataSettings, run: Path) -> dict[str, dict[str, str]]:
    """Return where each place lies that the settings name: from the root, and from the run; for data.json alone."""
    here = run.resolve()
    named = {name: Path(value).resolve() for name, value in _named(settings).items() if is_there(Path(value))}
    return {name: {ABSOLUTE: str(place), BESIDE: os.path.relpath(place, here)} for name, place in named.items()}


def known_places(run: Path) -> dict[str, dict[str, str]]:
    """Return what data.json says of places, of one that is damaged or older nothing."""
    try:
        stored = read_object(run / "data.json").get("places", {})
    except DataError:
        return {}
    if not isinstance(stored, Mapping):
        return {}
    return {name: dict(said) for name, said in stored.items() if name in PLACES and _is_place(said)}


def read_of_run(
    run: RunDirectory, settings: DataSettings, data: Source | None, sha256: str, hint: str
) -> tuple[Dataset, Codec]:
    """Read the data of a run: `data` if given, else from where it lay, or lies now, with this hash.

    Where none has the hash, what lies in the first place is returned. Raises DataError with the hint where nothing
    can be read.
    """
    if data is not None or settings.source == MEMORY:
        return read_again(settings, data, hint)
    other: tuple[Dataset, Codec] | None = None
    mishap: GansmithError | None = None
    for where, moved in _elsewhere(run.path, settings):
        try:
            found = read(where, None)
        except (DataError, UsageError) as error:
            mishap = mishap or (None if moved else error)  # another thing may lie where the data is looked for
            continue
        if found[0].sha256 == sha256:
            if moved:
                remark(f"The data of {run.path} has moved; it is read from {where.source}.")
            return found
        other = other or found
    if other is None and mishap is not None:
        raise DataError(f"{mishap} {hint}")
    return other or read_again(settings, None, hint)


def _elsewhere(run: Path, settings: DataSettings) -> Iterator[tuple[DataSettings, bool]]:
    """Yield the settings with each choice of places, where something is, and whether it has moved there.

    First come the places as they were, as they were named and from the root, then those around the run.
    """
    known, here = known_places(run), run.resolve()
    named = _named(settings) | {name: value for name in known if (value := getattr(settings, name)) is not None}
    known = {name: said for name, said in known.items() if name in named}
    choices: list[dict[str, Path]] = [
        {name: Path(value) for name, value in named.items()},
        {name: Path(said[ABSOLUTE]) for name, said in known.items()},
        {name: Path(os.path.normpath(here / said[BESIDE])) for name, said in known.items()},
    ]
    around = [here, *islice(here.parents, _ABOVE)]
    choices += [{name: folder / Path(value).name for name, value in named.items()} for folder in around]
    seen = set()
    for number, choice in enumerate(choices):
        if choice.keys() != named.keys() or not all(map(is_there, choice.values())):
            continue
        places = tuple(place.resolve() for place in choice.values())
        if places not in seen:
            seen.add(places)
            moved: dict[str, Any] = {name: str(place) for name, place in choice.items()}
            yield replace(settings, **moved), number > 1


def _named(settings: DataSettings) -> dict[str, str]:
    """Return the places that settings name, by field: not a built-in set or a pattern of names."""
    values: dict[str, Any] = {name: getattr(settings, name) for name in PLACES}
    if values["source"] in (*BUILTIN, MEMORY):
        del values["source"]
    return {name: value for name, value in values.items() if value is not None and _is_file(name, value, settings)}


def _is_file(name: str, value: str, settings: DataSettings) -> bool:
    """Whether a value names a place of its own: labels may be a pattern, or lie beside the images."""
    if name != "labels_from":
        return True
    return is_there(Path(value)) and not is_there(Path(settings.source) / value)


def _is_place(said: object) -> bool:
    return isinstance(said, Mapping) and all(
        isinstance(said.get(kind), str) and "\0" not in said[kind] and len(said[kind]) <= _LONGEST
        for kind in (ABSOLUTE, BESIDE)
    )
