"""Groups: labels are believed and checked, what is missing is described in the data's words, a scale is no gap."""

import warnings

import numpy as np
import planted_sets as planted
import pytest
from planted_sets import COUNT

from gansmith.evaluation.judgement.finding import Finding
from gansmith.evaluation.judgement.groups import chances, groups
from gansmith.evaluation.judgement.sets import Sets
from gansmith.evaluation.judgement.spaces import Space, spaces_of

NAMES = ("ash", "birch", "cedar", "dogwood", "elm", "fir", "gorse", "hazel")


def found(real: np.ndarray, fake: np.ndarray, seed: int = 0, **known: object) -> dict[str, Finding]:
    sets = Sets.drawn(real, fake, seed=seed, **known)  # type: ignore[arg-type]
    return {finding.kind: finding for finding in groups(sets, spaces_of(sets)).findings}


def labelled(asked: np.ndarray, seed: int = 0, **known: object) -> dict[str, Finding]:
    (real, classes), fake = planted.ring(2 * COUNT, 10 * seed + 1), planted.ring(COUNT, 10 * seed + 2)[0]
    known = {"labels": (classes, None), "class_names": NAMES, "asked": asked} | known
    return found(real, fake, seed, **known)


@pytest.mark.parametrize("seed", range(5))
def test_samples_of_the_class_they_are_said_to_be_of_are_never_accused(seed: int) -> None:
    assert labelled(planted.ring(COUNT, 10 * seed + 2)[1], seed) == {}
    (real, sex), (fake, theirs) = planted.people(2 * COUNT, seed), planted.people(COUNT, 90 + seed)
    coin = {
        "labels": (np.random.default_rng(500 + seed).integers(0, 2, 2 * COUNT), None),
        "class_names": ("heads", "tails"),
    }
    assert found(real, fake, labels=(sex, None), class_names=("female", "male"), asked=theirs) == {}
    assert found(real, fake, asked=np.random.default_rng(9 - seed).integers(0, 2, COUNT), **coin) == {}


def test_permuted_labels_are_poor_and_two_classes_in_exchange_are_named() -> None:
    true = planted.ring(COUNT, 2)[1]
    permuted = labelled(np.random.default_rng(0).permutation(true))["dependence"]
    assert permuted.grade == "poor"
    assert "and so for 5 more classes" in permuted.line
    swapped = labelled(np.where(true == 2, 6, np.where(true == 6, 2, true)))["dependence"]
    assert swapped.grade == "fair"
    assert "samples labelled cedar are told as cedar in 0% of cases (real ones in 100%)" in swapped.line
    assert "samples labelled gorse" in swapped.line
    assert "ash" not in swapped.line


def test_labels_themselves_tell_which_classes_are_missing_or_in_other_shares() -> None:
    (real, classes), (fake, true) = planted.ring(2 * COUNT, 1), planted.ring(COUNT, 2)
    known = {"labels": (classes, None), "class_names": NAMES}
    kept = ~np.isin(true, [6, 1])
    missing = found(real, fake[kept], asked=true[kept], **known)
    assert missing.keys() == {"missing"}
    assert missing["missing"].line == "classes birch, gorse are missing"
    kept = (true < 4) | (np.random.default_rng(0).random(COUNT) < 1 / 3)
    shares = found(real, fake[kept], asked=true[kept], **known)
    assert shares.keys() == {"shares"}
    assert "of real ones" in shares["shares"].line


def test_a_class_of_which_a_few_samples_are_left_is_not_said_to_be_missing_altogether() -> None:
    real, fake = (np.random.default_rng(seed).normal(size=(COUNT, 5)) for seed in (1, 2))
    classes, asked = (np.where(np.arange(COUNT) % 100 < share, 0, 1).astype(np.int64) for share in (90, 7))
    line = found(real, fake, labels=(classes, None), class_names=("well", "ill"), asked=asked)["missing"].line
    assert line == "class well is all but missing (7.0% of its samples, 90% of real ones)"


def test_a_class_of_three_percent_is_missed_by_its_label() -> None:
    real, fake = (np.random.default_rng(seed).normal(size=(COUNT, 5)) for seed in (1, 2))
    classes = (np.arange(COUNT) % 100 < 3).astype(np.int64)
    line = found(real, fake, labels=(classes, None), class_names=("well", "ill"), asked=np.zeros(COUNT, np.int64))
    assert line["missing"].line == "class ill is missing"


def test_labels_that_the_data_does_not_have_are_named() -> None:
    alien = labelled(np.full(COUNT, -1), foreign=("Ash", "Birch"))
    assert alien["shares"].grade == "poor"
    assert "100% of its samples have labels that the data does not have: Ash, Birch" in alien["shares"].line
    true = planted.ring(COUNT, 2)[1]
    few = labelled(np.where(true == 0, -1, true), foreign=("Ash",))
    assert few["shares"].grade == "fair" or few["missing"].line == "class ash is missing"
    assert labelled(np.full(COUNT, -1)) == {}  # samples without any label say nothing


def test_a_value_that_no_sample_has_is_called_by_column_and_value() -> None:
    real, fake = planted.people(2 * COUNT, 1)[0], planted.people(2 * COUNT, 2)[0]
    columns = ("age", "income", "region", "shoe")
    gone = found(real, fake[fake[:, 2] != 7][:COUNT], columns=columns)["missing"]
    assert gone.line.startswith("rows with region = 7 (")
    assert gone.grade == "fair"


def test_missing_clusters_are_described_by_a_range_in_the_units_of_the_data() -> None:
    real, fake = (1e3 * planted.ring(2 * COUNT, seed)[0] + 5e4 for seed in (1, 2))
    gone = found(real, fake[fake[:, 1] < 51_700], columns=("east", "north"))["missing"].line
    assert "of the data are missing" in gone
    low = float(gone.split("north ")[1].split(" to ")[0])
    assert 51_700 < low < 52_000


def test_missing_pictures_are_described_by_how_they_look() -> None:
    (real, _), (fake, bright) = planted.wedges(2 * COUNT, 1), planted.wedges(2 * COUNT, 2)
    line = found(real, fake[bright == 0])["missing"].line
    assert "brighter ones" in line or "ones of more contrast" in line


@pytest.mark.parametrize("seed", range(4))
def test_samples_in_another_scale_miss_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    centres = 3 * rng.normal(size=(9, 6))
    real, fake = (centres[rng.integers(0, 9, COUNT)] + 0.3 * rng.normal(size=(COUNT, 6)) for _ in range(2))
    middle = fake.mean(axis=0)
    for factor in (0.9, 1.1):
        assert "missing" not in found(real, middle + factor * (fake - middle))


def test_thinned_parts_are_shares_and_not_missing() -> None:
    for seed in range(5):
        (real, _), (fake, place) = planted.ring(2 * COUNT, seed), planted.ring(2 * COUNT, 50 + seed)
        kept = (place < 4) | (np.random.default_rng(seed).random(2 * COUNT) < 1 / 3)
        assert found(real, fake[kept][:COUNT]).keys() == {"shares"}


def test_exact_chances_of_two_counts() -> None:
    """Given their sum of 4 and equal sizes, 4 and 0 come by chance once in 16 draws, to either side."""
    assert chances(np.array([4, 96]), np.array([0, 100]))[0] == pytest.approx(2 / 16)


def test_there_are_no_more_clusters_than_distinct_rows() -> None:
    rows = np.random.default_rng(0).normal(size=(5, 3))[np.arange(900) % 5]
    space = Space("values", "", rows[:300], rows[300:600], rows[600:])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        clusters = space.clusters(10)
    assert clusters is not None
    assert len(np.unique(clusters[0])) == 5
    alike = np.ones((300, 3))
    assert Space("values", "", alike, alike, alike).clusters(4) is None


def test_samples_asked_for_in_the_shares_of_the_rows_held_out_have_these() -> None:
    """Of a run, classes are asked for in the shares of few rows held out, which differ from those of all by chance."""
    (held, some), (train, many), (law, every) = (planted.ring(count, 70 + count) for count in (60, 900, 9000))
    asked = np.sort(np.resize(some, COUNT))
    fake = np.concatenate([law[every == place][: (asked == place).sum()] for place in range(8)])
    known = {"train": train, "labels": (some, many), "class_names": NAMES}
    assert found(held, fake, asked=asked, **known) == {}
    wrong = found(held, fake, asked=(asked + 1) % 8, **known)
    assert wrong.keys() == {"dependence"}
    assert wrong["dependence"].grade == "poor"
