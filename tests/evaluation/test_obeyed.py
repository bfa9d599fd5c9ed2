"""Conditions that samples obey are never accused; those that they ignore, or obey in part, are found and told apart."""

import numpy as np
import pytest
from planted_sets import COUNT

from gansmith.evaluation.judgement.judge import judge
from gansmith.evaluation.judgement.obeyed import obeyed
from gansmith.evaluation.judgement.sets import Conditioned, Sets
from gansmith.evaluation.judgement.spaces import spaces_of

Values = np.ndarray


def circle(count: int, seed: int) -> tuple[Values, Values]:
    """Return points (count, 2) near a circle and the angle of each in (0, pi), which no linear map tells exactly."""
    rng = np.random.default_rng(seed)
    angle = rng.uniform(0, np.pi, count)
    return np.stack([np.cos(angle), np.sin(angle)], 1) + 0.05 * rng.normal(size=(count, 2)), angle[:, None]


def waves(count: int, seed: int) -> tuple[Values, Values]:
    """Return signals (count, 64) and the amplitude and offset of each."""
    rng = np.random.default_rng(seed)
    told = np.stack([rng.uniform(1, 2, count), rng.normal(size=count)], 1)
    turn = rng.uniform(0, 2 * np.pi, (count, 1))
    signal = told[:, :1] * np.sin(2 * np.pi * 3 * np.arange(64) / 64 + turn) + told[:, 1:]
    return signal + 0.05 * rng.normal(size=(count, 64)), told


def sets(real: tuple[Values, Values], fake: Values, asked: Values, names: tuple[str, ...], seed: int = 0) -> Sets:
    told = Conditioned(names, real[1], None, asked)
    return Sets.drawn(real[0], fake, conditions=told, seed=seed)


def test_samples_of_their_conditions_are_never_accused() -> None:
    for seed in range(6):
        found = sets(circle(2 * COUNT, 2 * seed), *circle(COUNT, 2 * seed + 1), ("angle",), seed)
        evidence = obeyed(found, spaces_of(found))
        assert evidence.findings == []
        (figure,) = evidence.figures
        assert figure.value == pytest.approx(figure.floor, abs=0.05)
        assert figure.value > 0.9
    found = sets(waves(2 * COUNT, 0), *waves(COUNT, 1), ("amplitude", "offset"))
    assert obeyed(found, spaces_of(found)).findings == []


def test_a_condition_that_is_ignored_is_named() -> None:
    fake, asked = waves(COUNT, 1)
    asked = np.stack([np.random.default_rng(5).permutation(asked[:, 0]), asked[:, 1]], 1)
    found = sets(waves(2 * COUNT, 0), fake, asked, ("amplitude", "offset"))
    (finding,) = obeyed(found, spaces_of(found)).findings
    assert (finding.kind, finding.grade) == ("condition", "poor")
    assert finding.line.startswith("the condition amplitude is ignored (its R^2 from samples is -")
    assert "offset" not in finding.line
    judgement, figures = judge(found)
    assert judgement.grade == "poor"
    assert any("amplitude is ignored" in one.line for one in judgement.findings)
    assert {"obeyed[amplitude]", "obeyed[offset]"} <= {figure.label for figure in figures}


def test_a_condition_that_is_obeyed_in_part_is_told_from_one_that_is_not() -> None:
    fake, asked = circle(COUNT, 1)
    blurred = asked + 0.45 * np.random.default_rng(0).normal(size=asked.shape)
    found = sets(circle(2 * COUNT, 0), fake, blurred, ("angle",))
    (finding,) = obeyed(found, spaces_of(found)).findings
    assert finding.grade == "fair"
    assert "the condition angle is obeyed in part" in finding.line


def test_a_condition_that_real_samples_do_not_show_is_no_reproach() -> None:
    real, fake = circle(2 * COUNT, 0)[0], circle(COUNT, 1)[0]
    rng = np.random.default_rng(2)
    found = sets((real, rng.normal(size=(2 * COUNT, 1))), fake, rng.normal(size=(COUNT, 1)), ("shoe size",))
    evidence = obeyed(found, spaces_of(found))
    assert evidence.findings == []
    assert evidence.figures[0].floor < 0.1


def test_unknown_conditions_are_left_out_and_few_rows_say_nothing() -> None:
    (real, told), (fake, asked) = circle(2 * COUNT, 0), circle(COUNT, 1)
    holes = np.where(np.random.default_rng(99).random(told.shape) < 0.3, np.nan, told)
    found = sets((real, holes), fake, asked, ("angle",))
    assert obeyed(found, spaces_of(found)).figures[0].value > 0.9
    found = sets((real[:60], told[:60]), fake, asked, ("angle",))
    assert obeyed(found, spaces_of(found)).figures[0].note == "n = 30 is below 40"
