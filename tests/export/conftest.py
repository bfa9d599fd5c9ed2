"""Runs and an exported folder that the tests share, as each takes seconds."""

from pathlib import Path

import pytest
from exported_models import conditioned, table

import gansmith


@pytest.fixture(scope="session")
def of_table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of a table."""
    return table(tmp_path_factory.mktemp("table"))


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of vectors with classes and a condition."""
    return conditioned(tmp_path_factory.mktemp("exported"))


@pytest.fixture(scope="session")
def folder(run: Path) -> Path:
    """The folder that the latter is exported to."""
    return gansmith.export_model(run, run.parent / "folder").path
