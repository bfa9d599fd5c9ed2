"""Where processes meet: alone nothing changes, together all get the same mean and value."""

from dataclasses import replace

import pytest
import torch
from two_processes import Result, run_in_two

from gansmith.core.replicas import Replicas

VALUES = torch.tensor([[0.3, -1.1, 2.0], [0.7, 0.2, -0.4]], dtype=torch.float64)  # of each rank


def task(replicas: Replicas) -> Result:
    """Return what rank r makes of values that depend on r."""
    rank, packs = replicas.rank, replace(replicas, block=2)
    single, double = torch.tensor([1.0, 2.0]) * (rank + 1), torch.full((2, 3), float(rank), dtype=torch.float64)
    scalar, count, strided = torch.tensor(10.0 * rank), torch.tensor(rank), torch.eye(3)[:, ::2] * rank
    replicas.average([single, double, count, scalar, strided])
    most = [replicas.most(value) for value in (0, rank, 75 + 55 * (rank == 0), -rank)]
    return {
        "single": single,
        "double": double,
        "scalar": scalar,
        "count": count,
        "strided": strided,
        "most": torch.tensor(most),
        "agreed": torch.tensor(replicas.agree(0.1 + rank), dtype=torch.float64),
        "share": replicas.share(torch.arange(6)),
        "packs": packs.share(torch.arange(8)),
        "joined": packs.gather(packs.share(torch.arange(16).view(8, 2))),
        "differing": torch.tensor([place_of(replicas, unlike) for unlike in (None, "b", "c", "e")]),
    } | squares(replicas)


def place_of(replicas: Replicas, unlike: str | None) -> int:
    """Return the place among tensors of the one that is told to differ, one of which is empty."""
    tensors = {"a": torch.ones(3), "b": torch.zeros(2, 2).T, "c": torch.tensor(1), "d": torch.empty(0)}
    tensors["e"] = torch.tensor([True, False])
    if unlike is not None and replicas.rank == 1:
        tensors[unlike] = -tensors[unlike] if unlike != "e" else ~tensors[unlike]  # -0.0 is other bits than 0.0
    found = replicas.differing(tensors)
    return -1 if found is None else "abcde".index(found)


def squares(replicas: Replicas) -> Result:
    """Return f = (mean of w x)^3 and its first two derivatives by w, averaged as the game averages gradients."""
    weight = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
    cube = replicas.mean((weight * VALUES[replicas.rank]).mean()) ** 3
    (first,) = torch.autograd.grad(cube, weight, create_graph=True)
    slope = replicas.mean(first)
    (second,) = torch.autograd.grad(slope, weight)
    replicas.average([second])
    return {"cube": cube.detach(), "slope": slope.detach(), "bend": second}


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


def test_two_take_the_greatest_reason_and_follow_the_first(ranks: tuple[Result, Result]) -> None:
    for result in ranks:
        assert result["most"].tolist() == [0, 1, 130, 0]
        assert result["agreed"].item() == 0.1


def test_two_share_a_batch_by_turns(ranks: tuple[Result, Result]) -> None:
    assert [result["share"].tolist() for result in ranks] == [[0, 2, 4], [1, 3, 5]]
    assert [result["packs"].tolist() for result in ranks] == [[0, 1, 4, 5], [2, 3, 6, 7]]
    assert all(torch.equal(result["joined"], torch.arange(16).view(8, 2)) for result in ranks)


def test_a_function_of_the_mean_has_the_derivatives_of_the_whole(ranks: tuple[Result, Result]) -> None:
    mean = VALUES.mean().item()
    for result in ranks:
        assert result["cube"].item() == pytest.approx((2 * mean) ** 3, rel=1e-14)
        assert result["slope"].item() == pytest.approx(3 * 4 * mean**3, rel=1e-14)
        assert result["bend"].item() == pytest.approx(6 * 2 * mean**3, rel=1e-14)


def test_the_first_tensor_that_differs_in_a_bit_is_named_on_both(ranks: tuple[Result, Result]) -> None:
    for result in ranks:
        assert result["differing"].tolist() == [-1, 1, 2, 4]


def test_one_alone_changes_nothing() -> None:
    alone, tensor = Replicas(), torch.tensor([1.0, 2.0])
    alone.average([tensor])
    assert tensor.tolist() == [1.0, 2.0]
    assert (alone.most(75), alone.most(0), alone.agree(0.1)) == (75, 0, 0.1)
    assert alone.share(tensor) is alone.gather(tensor) is alone.mean(tensor) is tensor
    assert alone.differing({"a": tensor}) is None
