"""The manifest of a directory: size and SHA-256 of every file, so that damage is found before it is used."""

import hashlib
import json
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from typing import Any

from gansmith.errors import DataError
from gansmith.storage.atomic import json_bytes, read_bounded
from gansmith.storage.json_text import parsed

MANIFEST = "manifest.json"
_LONGEST = 200  # characters of a file's name, of which ours have 30


class DamagedError(DataError):
    """A stored file is not what was written."""


def write_manifest(directory: str | Path) -> None:
    """Write manifest.json over all files below `directory`; call it last, before the directory is renamed into place.

    Raises OSError, which `atomic_directory` explains.
    """
    folder = Path(directory)
    manifest = folder / MANIFEST
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path != manifest)
    manifest.write_bytes(_render({path.relative_to(folder).as_posix(): _measure(path) for path in files}))


def verify_manifest(
    directory: str | Path,
    of: Collection[str] | None = None,
    only: str | None = None,
    beside: Collection[str] = (),
) -> None:
    """Check every file the manifest lists, or `only` one of them.

    Files it does not list are nobody's business, unless `of` names all that there may be, and `beside` those that may
    be there without being listed.

    Raises DamagedError naming the file and what is wrong with it.
    """
    folder = Path(directory)
    listed = _read(folder / MANIFEST)
    if of is not None:
        _require_alone(folder, listed, of, beside)
    if only is not None and only not in listed:
        raise DamagedError(_damage(folder / only, "the manifest does not list it"))
    for name, expected in listed.items():
        if only not in (None, name):
            continue
        path = folder / name
        if not _is_inside(name) or len(name) > _LONGEST or path.is_symlink():
            raise DamagedError(_damage(path, "it is listed but does not lie in the directory itself"))
        if not path.is_file():
            raise DamagedError(_damage(path, "it is missing"))
        try:
            found = _measure(path)
        except OSError as error:
            raise DamagedError(_damage(path, f"it cannot be read ({error.strerror})")) from error
        if found["bytes"] != expected["bytes"]:
            raise DamagedError(
                _damage(path, f"it has {found['bytes']:,} bytes where {expected['bytes']:,} were written")
            )
        if found != expected:
            raise DamagedError(_damage(path, "its content is not what was written (SHA-256 differs)"))


def _require_alone(folder: Path, listed: Collection[str], allowed: Collection[str], beside: Collection[str]) -> None:
    there = sorted(entry.name for entry in folder.iterdir() if entry.name not in (MANIFEST, *beside))
    for name in there:
        if name not in listed or name not in allowed:
            raise DamagedError(
                f"{folder / name} is no part of the model that gansmith wrote. Move it elsewhere if you put it there; "
                "if you did not, use another copy of the model."
            )


def _read(path: Path) -> dict[str, dict[str, Any]]:
    """Return the table of a manifest that is, byte for byte, one that `write_manifest` would have written."""
    try:
        content = read_bounded(path)
        listed = parsed(content)["files"].items()
        files = {name: {"bytes": int(entry["bytes"]), "sha256": str(entry["sha256"])} for name, entry in listed}
        intact = content == _render(files)
    except OSError as error:
        raise DamagedError(_damage(path, f"it cannot be read ({error.strerror})")) from error
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
        intact = False
    if not intact:
        raise DamagedError(_damage(path, "it does not agree with its own digest"))
    return files


def _render(files: dict[str, dict[str, Any]]) -> bytes:
    digest = hashlib.sha256(json.dumps(files, sort_keys=True, allow_nan=False).encode()).hexdigest()
    return json_bytes({"files": files, "sha256": digest})


def _measure(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _damage(path: Path, reason: str) -> str:
    where = path if len(path.name) <= _LONGEST else path.with_name(f"{path.name[:60]}...")
    return f"{where} is damaged: {reason}. Use another copy of {path.parent}; this one is not loaded."
