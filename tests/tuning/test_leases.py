"""A lease has one owner at a time: here by the lock, on other machines by the heartbeat as well."""

import json
import os
import time
from pathlib import Path

from gansmith.tuning.lease import SILENT, Lease


def test_a_lease_has_one_owner_and_is_free_again_when_it_is_given_back(tmp_path: Path) -> None:
    with Lease(tmp_path / "a.lock") as first:
        assert first.take()
        assert not Lease(tmp_path / "a.lock").take()
        assert first.is_held
    assert not first.is_held
    with Lease(tmp_path / "a.lock") as second:
        assert second.take()


def test_another_machine_is_dead_once_its_heart_is_silent(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    path.write_text(json.dumps({"pid": 1, "host": "elsewhere.example"}))
    assert not Lease(path).take()
    before = time.time() - SILENT - 5
    os.utime(path, (before, before))
    with Lease(path) as heir:
        assert heir.take()


def test_a_heartbeat_dates_the_lease(tmp_path: Path) -> None:
    with Lease(tmp_path / "a.lock") as lease:
        assert lease.take()
        os.utime(lease.path, (0, 0))
        lease._beat = -1e9
        lease.beat()
        assert lease.path.stat().st_mtime > 1e9
