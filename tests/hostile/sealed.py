"""Model directories and checkpoints that a stranger changed, under a manifest that fits the change."""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gansmith.storage.manifest import write_manifest


def sealed(
    source: Path,
    target: Path,
    change: Callable[[Any], Any] = lambda document: document,
    files: Mapping[str, bytes] | None = None,
    name: str = "model.json",
) -> Path:
    """Copy a directory, change the JSON in one of its files, add or replace others, and write the manifest anew."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    document = json.loads((target / name).read_text())
    changed = change(document)
    (target / name).write_text(json.dumps(document if changed is None else changed))
    for other, content in (files or {}).items():
        (target / other).parent.mkdir(parents=True, exist_ok=True)
        (target / other).write_bytes(content)
    (target / "manifest.json").unlink(missing_ok=True)
    write_manifest(target)
    return target
