"""Batches are a function of (seed, index): shuffled epochs end to end, whole, and the same for any number of ranks."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from gansmith.core.batch import Condition
from gansmith.core.replicas import Replicas
from gansmith.training.stream import ShuffledStream, Sources

COUNTS = st.integers(1, 30)
BATCHES = st.integers(1, 70)
SEEDS = st.integers(0, 2**40)


def rows(chosen: np.ndarray) -> Tensor:
    """Sample i is the number i."""
    return torch.from_numpy(chosen).float().view(-1, 1)


def places(stream: ShuffledStream, index: int) -> list[int]:
    return [int(value) for value in stream.at(index).real.flatten()]


def laid_out(stream: ShuffledStream, length: int) -> list[int]:
    batches = -(-length // stream.batch_size)
    return [place for index in range(batches) for place in places(stream, index)][:length]


@given(COUNTS, BATCHES, SEEDS)
def test_every_epoch_holds_every_sample_once(count: int, batch: int, seed: int) -> None:
    """Batches straddle epochs, and may be larger than the data."""
    order = laid_out(ShuffledStream(rows, count, batch, seed=seed), 3 * count)
    for epoch in range(3):
        assert sorted(order[epoch * count : (epoch + 1) * count]) == list(range(count))


@given(COUNTS, BATCHES, SEEDS, st.lists(st.integers(0, 50), min_size=1, max_size=6))
def test_a_batch_is_a_function_of_its_index(count: int, batch: int, seed: int, asked: list[int]) -> None:
    stream = ShuffledStream(rows, count, batch, seed=seed)
    first = {index: places(stream, index) for index in asked}
    for index in reversed(asked):
        assert places(stream, index) == first[index] == places(ShuffledStream(rows, count, batch, seed=seed), index)
        assert len(first[index]) == batch


@given(COUNTS, BATCHES, BATCHES, SEEDS)
def test_the_order_does_not_depend_on_the_batch_size(count: int, one: int, other: int, seed: int) -> None:
    streams = (ShuffledStream(rows, count, batch, seed=seed) for batch in (one, other))
    first, second = (laid_out(stream, 2 * count) for stream in streams)
    assert first == second


@given(COUNTS, st.integers(1, 12), st.integers(1, 4), SEEDS, st.integers(0, 20))
def test_the_ranks_interleave_to_the_global_batch(count: int, share: int, size: int, seed: int, index: int) -> None:
    whole = places(ShuffledStream(rows, count, share * size, seed=seed), index)
    for rank in range(size):
        part = ShuffledStream(rows, count, share * size, seed=seed, replicas=Replicas(rank, size))
        assert places(part, index) == whole[rank::size]


def test_epochs_and_seeds_have_orders_of_their_own() -> None:
    order = laid_out(ShuffledStream(rows, 50, 10, seed=0), 150)
    other = laid_out(ShuffledStream(rows, 50, 10, seed=1), 50)
    orders = [tuple(order[:50]), tuple(order[50:100]), tuple(order[100:]), tuple(other), tuple(range(50))]
    assert len(set(orders)) == 5


def test_labels_stay_with_their_samples() -> None:
    labels = np.arange(10, dtype=np.int64) * 7
    stream = ShuffledStream(rows, 10, 6, seed=0, labels=labels)
    for index in range(5):
        batch = stream.at(index)
        assert batch.condition.label is not None
        assert batch.condition.label.dtype == torch.int64
        assert batch.condition.label.tolist() == [7 * int(value) for value in batch.real.flatten()]


def test_without_labels_there_is_no_condition() -> None:
    assert ShuffledStream(rows, 3, 2, seed=0).at(0).condition == Condition()


@pytest.mark.parametrize("first", [0, 9, 10, 25])
def test_indices_are_slices_of_one_endless_sequence(first: int) -> None:
    stream = ShuffledStream(rows, 10, 4, seed=0)
    whole = stream.indices(0, 100)
    assert np.array_equal(stream.indices(first, first + 31), whole[first : first + 31])


def translated(count: int, batch: int, seed: int, sources: int, paired: bool, replicas: Replicas) -> ShuffledStream:
    """Source i is the number i + 1000."""
    leaving = Sources(lambda chosen: rows(chosen) + 1000, sources, paired)
    return ShuffledStream(rows, count, batch, seed=seed, sources=leaving, replicas=replicas)


def leavings(stream: ShuffledStream, index: int) -> list[int]:
    image = stream.at(index).condition.image
    assert image is not None
    return [int(value) - 1000 for value in image.flatten()]


@given(COUNTS, st.integers(1, 12), st.integers(1, 4), SEEDS, st.integers(0, 20))
def test_paired_sources_go_with_their_samples(count: int, share: int, size: int, seed: int, index: int) -> None:
    for rank in range(size):
        stream = translated(count, share * size, seed, count, True, Replicas(rank, size))
        assert leavings(stream, index) == places(stream, index)
        plain = ShuffledStream(rows, count, share * size, seed=seed, replicas=Replicas(rank, size))
        assert places(stream, index) == places(plain, index)


@given(COUNTS, COUNTS, st.integers(1, 12), st.integers(1, 4), SEEDS)
def test_unpaired_sources_go_through_epochs_of_their_own(
    count: int, sources: int, share: int, size: int, seed: int
) -> None:
    """Each once an epoch, over all ranks together, whatever the samples do."""
    streams = [translated(count, share * size, seed, sources, False, Replicas(rank, size)) for rank in range(size)]
    batches = -(-3 * sources // (share * size))
    order = []
    for index in range(batches):
        by_rank = [leavings(stream, index) for stream in streams]
        assert [len(part) for part in by_rank] == [share] * size
        order += [source for together in zip(*by_rank, strict=True) for source in together]
    for epoch in range(3):
        assert sorted(order[epoch * sources : (epoch + 1) * sources]) == list(range(sources))
    alone = translated(count, share * size, seed, sources, False, Replicas())
    assert order == [source for index in range(batches) for source in leavings(alone, index)]
    assert places(alone, 2) == places(ShuffledStream(rows, count, share * size, seed=seed), 2)


def test_unpaired_sources_have_an_order_that_is_not_the_samples() -> None:
    stream = translated(50, 50, 0, 50, False, Replicas())
    assert leavings(stream, 0) != places(stream, 0)
    assert leavings(stream, 0) != leavings(stream, 1)
