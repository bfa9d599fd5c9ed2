"""The real data, where it is to be had."""

import os
from pathlib import Path

import pytest


def real_data(name: str) -> Path:
    """Return a file or folder of the real data; skips the test, with the reason, where it is absent."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    path = Path(os.environ.get("GANSMITH_DATA", default)) / name
    if not path.exists():
        pytest.skip(f"{path} is not there; set GANSMITH_DATA to the folder that holds {name}")
    return path
