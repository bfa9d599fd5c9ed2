"""Places that are the same in all samples are named by where they are; those of data that has such places never are."""

import numpy as np
import planted_sets as planted
import pytest

from gansmith.evaluation.judgement.judge import judge
from gansmith.evaluation.judgement.sets import Sets
from gansmith.evaluation.judgement.stuck import stuck


def test_a_pixel_that_never_changes_is_named_by_its_place() -> None:
    real, fake = planted.discs(1000, 1)[0], planted.discs(500, 2)[0]
    fake[:, 0, 8, 7] = 128.0
    judged, _ = judge(Sets.drawn(real, fake, seed=0))
    line = next(finding.line for finding in judged.findings if finding.kind == "marginals")
    assert line == (
        "1 pixel is stuck: that in row 9, column 8 is 128 in all its samples, and another value in 100% of real ones"
    )


def test_values_at_an_end_of_signals_that_never_change_are_counted() -> None:
    real, fake = planted.beats(1000, 1)[0], planted.beats(500, 2)[0]
    fake[:, :3] = -1e-17
    (found,) = stuck(Sets.drawn(real, fake, seed=0)).findings
    assert found.line.startswith("3 values are stuck: number ")
    assert " is 0 in all its samples" in found.line
    assert found.grade == "fair"


@pytest.mark.parametrize("seed", range(5))
def test_places_that_hardly_ever_change_in_the_data_are_no_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)

    def drawn(count: int) -> np.ndarray:
        pictures = np.zeros((count, 1, 10, 10))
        pictures[:, 0, 2:8, 2:8] = rng.normal(size=(count, 6, 6)).cumsum(axis=2)
        pictures[:, 0, 0] = rng.random((count, 10)) < np.linspace(0, 0.2, 10)
        return pictures

    for real, fake in ((400, 400), (60, 30), (2000, 20)):
        assert stuck(Sets.drawn(drawn(real), drawn(fake), seed=seed)).findings == []


def test_samples_that_are_all_the_same_have_collapsed_and_are_not_stuck() -> None:
    real = planted.discs(500, 1)[0]
    assert stuck(Sets.drawn(real, np.repeat(real[:1], 100, axis=0), seed=0)).findings == []
