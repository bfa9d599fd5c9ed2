"""Processes meet, or say in a sentence that they did not."""

import os
import time
from pathlib import Path

import pytest
from tiny_runs import exit_code, in_child

from gansmith.cli import main
from gansmith.core.replicas import Replicas
from gansmith.training import processes as company
from gansmith.training.processes import process_group, unhurried

pytestmark = pytest.mark.timeout(60)


@pytest.mark.parametrize("rank", [0, 1])
def test_who_waits_in_vain_says_so_in_time(rank: int, tmp_path: Path) -> None:
    def alone() -> int:
        os.environ |= {"RANK": str(rank), "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "29431"}
        company.MEETING_NEARBY = 1.0
        return main(["train", "ring", "--method", "gan", "--steps", "1", "--out", str(tmp_path / "run"), "--quiet"])

    begun, said = time.monotonic(), tmp_path / "said.txt"
    assert exit_code(in_child(alone, said)) == 75
    assert time.monotonic() - begun < 20
    assert said.read_text().startswith(f"gansmith: Process {rank} of 2 did not meet the others within 1 s")
    assert len(said.read_text().splitlines()) == 1
    assert not (tmp_path / "run").exists()


def test_one_alone_meets_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    monkeypatch.delenv("WORLD_SIZE", raising=False)
    with process_group(torch.device("cpu")) as replicas, unhurried(replicas):
        assert replicas == Replicas()
