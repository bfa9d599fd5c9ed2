"""Standings and the sentence about the winner."""

import math

import pytest
from scipy.stats import ttest_ind

from gansmith.evaluation.ranking import middle_grade, order, standings, winner_sentence

CLEAR = {"gan": [5.0, 5.2, 5.1], "r3gan": [1.0, 1.1, 0.9], "wgan": [2.0, None, 2.2]}


def test_the_best_comes_first_with_mean_and_standard_error() -> None:
    best, second, third = standings(CLEAR, "lower")
    assert [best.name, second.name, third.name] == ["r3gan", "wgan", "gan"]
    assert best.mean == pytest.approx(1.0)
    assert best.standard_error == pytest.approx(0.1 / math.sqrt(3))
    assert (second.seeds, second.failed) == (2, 1)
    assert [standing.rank for standing in (best, second, third)] == [1, 2, 3]


def test_the_other_direction_turns_the_order_round() -> None:
    assert [s.name for s in standings(CLEAR, "higher")] == ["gan", "wgan", "r3gan"]


def test_equal_means_share_a_rank_and_failures_have_none() -> None:
    ranked = standings({"a": [1.0], "b": [1.0], "c": [2.0], "d": [None], "e": [math.nan]}, "lower")
    assert [(s.name, s.rank) for s in ranked] == [("a", 1), ("b", 1), ("c", 3), ("d", None), ("e", None)]


def test_a_clear_winner_is_named_with_the_tests_p_value() -> None:
    p = ttest_ind(CLEAR["r3gan"], [2.0, 2.2], equal_var=False).pvalue
    assert p < 0.05
    sentence = winner_sentence(CLEAR, "lower", "kid[values]")
    assert sentence.startswith("r3gan wins: kid[values] 1 against 2.1 of wgan")
    assert f"p = {p:.2g}" in sentence


def test_what_is_within_noise_is_said_to_be() -> None:
    sentence = winner_sentence({"a": [1.0, 2.0], "b": [1.1, 2.1], "c": [9.0, 9.1]}, "lower", "fd")
    assert (
        sentence == "a has the best fd, 1.5, but the difference is within noise (Welch's t-test) from b, 1.6 (p = 0.9)."
    )


def test_one_seed_decides_nothing() -> None:
    assert "more seeds" in winner_sentence({"a": [1.0], "b": [5.0]}, "lower", "fd")


def test_nothing_to_compare_is_said() -> None:
    assert (
        winner_sentence({"a": [None], "b": [None]}, "lower", "fd") == "No run ended with a fd, so there is no winner."
    )
    assert "the others gave none" in winner_sentence({"a": [1.0, 1.0], "b": [None]}, "lower", "fd")


@pytest.mark.parametrize(("other", "wins"), [(1.0, False), (2.0, True)])
def test_seeds_that_all_agree_need_no_test(other: float, wins: bool) -> None:
    assert ("wins" in winner_sentence({"a": [1.0, 1.0], "b": [other, other]}, "lower", "fd")) == wins


def test_failed_runs_of_the_best_are_said_with_it() -> None:
    values = {"a": [1.0, 1.01, None], "b": [2.0, 2.01, 2.02]}
    assert winner_sentence(values, "lower", "fd").endswith("seeds). 1 of its 3 runs failed.")
    assert "failed" not in winner_sentence(values, "higher", "fd")
    assert winner_sentence({"a": [1.0, None], "b": [None, None]}, "lower", "fd").endswith("1 of its 2 runs failed.")


def test_a_win_is_over_all_and_not_over_the_second_alone() -> None:
    """The third scatters so much that nothing tells it from the best, though the second is told."""
    values = {"best": [1.0, 1.01, 0.99], "second": [2.0, 2.01, 1.99], "third": [0.5, 9.0, 4.0]}
    sentence = winner_sentence(values, "lower", "fd")
    assert "wins" not in sentence
    assert "within noise (Welch's t-test) from third, 4.5 (p = " in sentence
    assert "second" not in sentence
    assert "third, 4 (one seed)" in winner_sentence(values | {"third": [4.0, None]}, "lower", "fd")


GRADED = {"gan": [1.0, 1.1, 0.9], "lsgan": [2.0, 2.1, 1.9], "wgan": [3.0, 3.1, 2.9]}


def test_grades_have_an_order_in_which_what_is_untold_is_like_fair() -> None:
    assert [order(grade) for grade in ("good", "fair", "untold", "poor")] == [0, 1, 1, 2]
    assert middle_grade(["poor", "good", "fair"]) == "fair"
    assert middle_grade(["good", "poor"]) == "poor"
    with pytest.raises(ValueError, match="'fine' is no grade"):
        order("fine")


def test_no_figure_outweighs_a_grade() -> None:
    grades = {"gan": ["poor"] * 3, "lsgan": ["fair", "fair", "poor"], "wgan": ["fair"] * 3}
    ranked = standings(GRADED, "lower", grades)
    assert [(one.name, one.rank, one.grade) for one in ranked] == [
        ("lsgan", 1, "fair"),
        ("wgan", 2, "fair"),
        ("gan", 3, "poor"),
    ]
    sentence = winner_sentence(GRADED, "lower", "kid[values]", grades)
    assert sentence.startswith("lsgan wins: kid[values] 2 against 3 of wgan")
    assert sentence.endswith("Out by a worse grade, whatever their kid[values]: gan as poor.")


def test_a_grade_alone_decides_where_no_other_has_it() -> None:
    grades = {"gan": ["poor"] * 3, "lsgan": ["untold"] * 3, "wgan": ["good"] * 3}
    assert winner_sentence(GRADED, "lower", "fd", grades) == (
        "wgan wins by its grade: it is judged good, and no fd outweighs that: lsgan as untold; gan as poor."
    )
    lost = winner_sentence(GRADED | {"wgan": [3.0, None, 2.9]}, "lower", "fd", grades)
    assert lost.endswith("gan as poor. 1 of its 3 runs failed.")


@pytest.mark.parametrize(
    "grades", [None, {}, {"gan": ["poor"], "lsgan": ["good"], "wgan": []}, {name: ["fair"] for name in GRADED}]
)
def test_equal_grades_and_grades_of_some_leave_it_to_the_figure(grades: dict[str, list[str]] | None) -> None:
    ranked = standings(GRADED, "lower", grades)
    assert [one.name for one in ranked] == ["gan", "lsgan", "wgan"]
    assert winner_sentence(GRADED, "lower", "fd", grades) == winner_sentence(GRADED, "lower", "fd")
