"""The judgement: real rows pass, each planted fault is named, in any units, and the worst finding is the grade."""

import numpy as np
import planted_sets as planted
import pytest
from planted_sets import COUNT, LAWS

from gansmith.evaluation.judgement.finding import Finding, Judgement
from gansmith.evaluation.judgement.judge import judge
from gansmith.evaluation.judgement.sets import Sets
from gansmith.evaluation.ranking import order


def judged(real: np.ndarray, fake: np.ndarray, **known: object) -> Judgement:
    return judge(Sets.drawn(real, fake, seed=0, **known))[0]  # type: ignore[arg-type]


def kinds(judgement: Judgement) -> set[str]:
    return {finding.kind for finding in judgement.findings}


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("law", LAWS)
def test_rows_of_the_law_are_good(law: str, seed: int) -> None:
    real, fake = (LAWS[law](count, 10 * seed + place)[0] for place, count in enumerate((2 * COUNT, COUNT)))
    found = judged(real, fake)
    assert (found.grade, found.findings) == ("good", ())
    assert "2,000 real rows and 1,000 samples" in found.line


EVERYWHERE = [
    (planted.noise, {"unlike", "dependence", "spectrum", "sharp", "marginals"}, "poor"),
    (planted.shuffled, {"unlike", "dependence", "spectrum", "sharp"}, "poor"),
    (planted.one, {"collapse"}, "poor"),
    (planted.ten, {"repeats"}, "poor"),
    (planted.half, {"missing"}, None),
    (planted.wide, {"scale"}, None),
    (planted.moved, {"shift"}, None),
]
BY_NEIGHBOURS = [(planted.soft, {"blur"}, None), (planted.checked, {"pattern"}, None)]


@pytest.mark.parametrize(
    ("law", "plant", "named", "grade"),
    [(law, *row) for law in LAWS for row in EVERYWHERE + (BY_NEIGHBOURS if law in ("beats", "discs") else [])],
)
def test_each_fault_is_named(law: str, plant: object, named: set[str], grade: str | None) -> None:
    real, fresh = LAWS[law](2 * COUNT, 1)[0], LAWS[law](COUNT, 2)[0]
    found = judged(real, plant(law, fresh, np.random.default_rng(3)))  # type: ignore[operator]
    assert found.grade in ((grade,) if grade else ("fair", "poor"))
    assert kinds(found) & named, found.line


@pytest.mark.parametrize("law", ["ring", "beats", "discs"])
def test_a_gaussian_of_the_right_mean_and_covariance_is_poor(law: str) -> None:
    real, fresh = LAWS[law](2 * COUNT, 1)[0], LAWS[law](COUNT, 2)[0]
    assert judged(real, planted.gaussian(law, fresh, np.random.default_rng(3))).grade == "poor"


@pytest.mark.parametrize("noise", [0.0, 0.01])
@pytest.mark.parametrize("law", ["table", "beats", "discs"])
def test_copies_are_named_with_and_without_noise(law: str, noise: float) -> None:
    real = LAWS[law](2 * COUNT, 1)[0]
    fake = real[:COUNT] + noise * real.std(axis=0) * np.random.default_rng(3).normal(size=real[:COUNT].shape)
    found = judged(real, fake)
    assert found.findings[0].kind == "copies"
    assert found.grade == "poor"


@pytest.mark.parametrize("share", [0.2, 0.6])
def test_the_share_of_copies_is_read_right(share: float) -> None:
    real, fake = planted.beats(2 * COUNT, 1)[0], planted.beats(COUNT, 2)[0]
    fake[: int(share * COUNT)] = real[: int(share * COUNT)]
    _, figures = judge(Sets.drawn(real, fake, seed=0))
    (copied,) = [figure.value for figure in figures if figure.name == "copied"]
    assert copied == pytest.approx(share, abs=0.05)


def test_rows_seen_in_training_attract_copies_alone() -> None:
    """What lies nearer to training rows than to others is memorised; fresh rows of the law never are."""
    for seed in range(5):
        train, held, fake = (planted.ring(count, 3 * seed + place)[0] for place, count in enumerate((900, 100, COUNT)))
        assert "copies" not in kinds(judged(held, fake, train=train))
        blurred = train[np.arange(COUNT) % 900] + 0.004 * np.random.default_rng(seed).normal(size=(COUNT, 2))
        assert "copies" in kinds(judged(held, blurred, train=train))


@pytest.mark.parametrize(("factor", "offset"), [(1e6, 0.0), (1e-6, 5.0), (-3.0, 1e3)])
@pytest.mark.parametrize("law", ["ring", "beats", "discs"])
def test_units_change_nothing(law: str, factor: float, offset: float) -> None:
    real, fresh = LAWS[law](600, 1)[0], LAWS[law](400, 2)[0]
    for fake in (fresh, planted.half(law, fresh, np.random.default_rng(3))[:400]):
        here, there = (judged(a, b) for a, b in ((real, fake), (factor * real + offset, factor * fake + offset)))
        assert (here.grade, kinds(here) - {"scale", "shift"}) == (there.grade, kinds(there) - {"scale", "shift"})


def test_columns_of_unlike_units_count_alike() -> None:
    real, fresh = planted.table(2 * COUNT, 1)[0], planted.table(COUNT, 2)[0]
    for column, tiny in ((0, 1e-9), (1, 1e9)):
        wrong, scale = fresh.copy(), np.ones(4)
        wrong[:, column] = np.random.default_rng(0).permutation(wrong[:, column])
        scale[column] = tiny
        assert judged(real * scale, wrong * scale).grade == "poor"
        assert judged(real * scale, fresh * scale).grade == "good"


def test_a_class_that_is_missing_is_called_by_its_name() -> None:
    (real, classes), (fresh, which) = planted.table(2 * COUNT, 1), planted.table(COUNT, 2)
    names = ("ash", "birch", "cedar", "dogwood")
    known = {"labels": (classes, None), "class_names": names}
    assert judged(real, fresh, **known).grade == "good"
    (real, classes), (fresh, which) = planted.ring(2 * COUNT, 1), planted.ring(COUNT, 2)
    known = {"labels": (classes, None), "class_names": tuple("abcdefgh")}
    found = judged(real, fresh[~np.isin(which, [2, 6])], **known)
    assert "classes c, g are missing" in found.line


def test_whole_numbers_and_columns_are_named() -> None:
    real, fresh = planted.table(2 * COUNT, 1)[0], planted.table(COUNT, 2)[0]
    fresh[:, 2] += 0.3
    found = judged(real, fresh, columns=("size", "mass", "age", "income"))
    assert found.grade == "fair"
    assert "age (whole numbers in the data, others in 100% of its samples)" in found.line


@pytest.mark.parametrize(("real", "fake"), [(30, 1000), (1000, 15), (80, 80)])
def test_too_few_rows_are_never_good_and_garbage_is_told_where_it_can_be(real: int, fake: int) -> None:
    rows, fresh = planted.beats(real, 1)[0], planted.beats(fake, 2)[0]
    assert judged(rows, fresh).grade == "untold"
    made = judged(rows, np.random.default_rng(0).normal(size=fresh.shape)).grade
    assert made == ("untold" if min(real / 2, fake) < 20 else "poor")


def test_the_grade_is_that_of_the_worst_finding_and_the_line_names_it_first() -> None:
    small, great = Finding("shift", "fair", "a little off", 9.0), Finding("unlike", "poor", "nothing like it", 0.0)
    found = Judgement.of([small, great], enough=True)
    assert (found.grade, found.findings) == ("poor", (great, small))
    assert found.line == "Poor: nothing like it; a little off."
    assert Judgement.of([small], enough=False).grade == "fair"
    assert Judgement.of([], enough=True).grade == "good"
    assert Judgement.of([], enough=False).grade == "untold"
    assert [order(grade) for grade in ("good", "fair", "poor")] == sorted(order(g) for g in ("good", "fair", "poor"))


def test_samples_that_never_vary_and_data_in_a_line_are_judged_without_a_word() -> None:
    line = np.linspace(0, 1, 500)[:, None] * np.ones((1, 3))
    assert judged(line, line[::3] + 1e-3).grade in ("good", "poor", "untold", "fair")
    assert judged(line, np.zeros((200, 3))).grade == "poor"
    constant = np.concatenate([planted.ring(1000, 1)[0], np.full((1000, 1), 7.0)], axis=1)
    assert judged(constant[:600], constant[600:]).grade == "good"
