"""Few labels: as many of each class, a function of the seed, and seen in every batch."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from gansmith.core.batch import Batch
from gansmith.core.replicas import Replicas
from gansmith.data.few_labels import few_labels
from gansmith.errors import UsageError
from gansmith.training.stream import ShuffledStream

NAMES = ("a", "b", "c")
LABELS = np.arange(90) % 4 - 1  # 22 or 23 of each class, and 23 unknown


@given(count=st.integers(1, 66), seed=st.integers(0, 5))
def test_they_are_balanced_true_and_a_function_of_the_seed(count: int, seed: int) -> None:
    kept = few_labels(LABELS, count, NAMES, seed)
    known = kept >= 0
    sizes = np.bincount(kept[known], minlength=3)
    assert sizes.sum() == count
    assert sizes.max() - sizes.min() <= 1
    assert np.array_equal(kept[known], LABELS[known])
    assert np.array_equal(few_labels(LABELS, count, NAMES, seed), kept)
    more = few_labels(LABELS, 66, NAMES, seed)
    assert np.array_equal(more[known], kept[known])


def test_another_seed_keeps_others_and_too_many_are_refused() -> None:
    assert not np.array_equal(few_labels(LABELS, 9, NAMES, 0), few_labels(LABELS, 9, NAMES, 1))
    with pytest.raises(UsageError, match=r"labels='?90'?: 30 of each of 3 classes, but class 'a' has 23"):
        few_labels(LABELS, 90, NAMES, 0)


def stream(share: float, replicas: Replicas | None = None) -> ShuffledStream:
    def rows(chosen: np.ndarray) -> Tensor:
        return torch.from_numpy(chosen)

    labels = few_labels(LABELS, 6, NAMES, 0)
    return ShuffledStream(rows, 90, 10, seed=1, labels=labels, labelled_share=share, replicas=replicas)


def known(batch: Batch) -> Tensor:
    assert batch.condition.label is not None
    return batch.real[batch.condition.label >= 0]


def test_each_batch_has_its_share_and_each_label_its_turn() -> None:
    batches = [stream(0.3).at(index) for index in range(8)]
    taught = torch.cat([batch.real[-3:] for batch in batches]).reshape(-1, 6)
    assert all(len(set(epoch.tolist())) == 6 for epoch in taught)
    assert all(set(batch.real[-3:].tolist()) <= set(known(batch).tolist()) for batch in batches)
    rest = torch.cat([stream(0.3).at(index).real[:7] for index in range(90)]).reshape(7, 90)
    assert all(sorted(epoch.tolist()) == list(range(90)) for epoch in rest)


def test_without_a_share_the_order_is_that_of_all_samples() -> None:
    plain = ShuffledStream(lambda chosen: torch.from_numpy(chosen), 90, 10, seed=1)
    assert all(torch.equal(stream(0.0).at(index).real, plain.at(index).real) for index in range(20))
    assert len(known(stream(0.01).at(0))) >= 1


def test_processes_share_one_batch() -> None:
    for index in range(5):
        halves = [stream(0.3, Replicas(rank, 2)).at(index).real for rank in (0, 1)]
        assert torch.equal(torch.stack(halves, 1).flatten(), stream(0.3).at(index).real)
