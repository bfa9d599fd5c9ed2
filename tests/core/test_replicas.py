"""Where processes meet: alone nothing changes, together all get the same mean, flag and value."""

import pytest
import torch
from two_processes import Result, run_in_two

from gansmith.core.replicas import Replicas


def task(replicas: Replicas) -> Result:
    """Return what rank r makes of values that depend on r."""
    rank = replicas.rank
    single, double = torch.tensor([1.0, 2.0]) * (rank + 1), torch.full((2, 3), float(rank), dtype=torch.float64)
    scalar, count, strided = torch.tensor(10.0 * rank), torch.tensor(rank), torch.eye(3)[:, ::2] * rank
    replicas.average([single, double, count, scalar, strided])
    flags = [replicas.any(False), replicas.any(rank == 1), replicas.any(rank == 0), replicas.any(True)]
    return {
        "single": single,
        "double": double,
        "scalar": scalar,
        "count": count,
        "strided": strided,
        "flags": torch.tensor(flags),
        "agreed": torch.tensor(replicas.agree(0.1 + rank), dtype=torch.float64),
        "share": replicas.share(torch.arange(6)),
    }


@pytest.fixture(scope="module")
def ranks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Result]:
    return run_in_two("test_replicas", tmp_path_factory.mktemp("ranks"))


def test_two_get_the_mean_in_place_and_keep_integers(ranks: tuple[Result, Result]) -> None:
    for rank, result in enumerate(ranks):
        assert result["single"].tolist() == [1.5, 3.0]
        assert torch.equal(result["double"], torch.full((2, 3), 0.5, dtype=torch.float64))
        assert result["scalar"].item() == 5.0
        assert torch.equal(result["strided"], torch.eye(3)[:, ::2] / 2)
        assert result["count"].item() == rank


def test_two_leave_together_and_follow_the_first(ranks: tuple[Result, Result]) -> None:
    for result in ranks:
        assert result["flags"].tolist() == [False, True, True, True]
        assert result["agreed"].item() == 0.1


def test_two_share_a_batch_by_turns(ranks: tuple[Result, Result]) -> None:
    assert [result["share"].tolist() for result in ranks] == [[0, 2, 4], [1, 3, 5]]


def test_one_alone_changes_nothing() -> None:
    alone, tensor = Replicas(), torch.tensor([1.0, 2.0])
    alone.average([tensor])
    assert tensor.tolist() == [1.0, 2.0]
    assert (alone.any(True), alone.any(False), alone.agree(0.1)) == (True, False, 0.1)
    assert alone.share(tensor) is tensor
