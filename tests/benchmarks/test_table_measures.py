"""The measures of tables have their closed forms, and the copula keeps what it says it keeps."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr

from benchmarks.quality.tabular import copula, margins
from benchmarks.quality.tabular.frame import Column, Floats, Frame, read, write
from benchmarks.quality.tabular.learners import taught, told_apart
from benchmarks.quality.tabular.mixed import orders, visits
from benchmarks.quality.tabular.nearness import copied, nearest

COLUMNS = (Column("size"), Column("kind", "category", ("a", "b")), Column("day", "date"))
NAN = float("nan")


def frame(*rows: tuple[float, ...]) -> Frame:
    """Return a table of size, kind and day."""
    return Frame(COLUMNS, np.array(rows, np.float64))


def numbers(*columns: Floats) -> Frame:
    """Return a table of amounts."""
    return Frame(tuple(Column(f"x{place}") for place in range(len(columns))), np.stack(columns, axis=1))


def test_a_table_comes_back_from_its_file(tmp_path: Path) -> None:
    table = frame((0.1, 0, 0), (NAN, NAN, NAN), (1e-7, 1, -1), (39.0, 1, 19_000))
    write(table, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()[1:3] == ["0.1,a,1970-01-01", ",,"]
    assert np.array_equal(read(tmp_path / "t.csv", COLUMNS).values, table.values, equal_nan=True)


def test_a_text_that_is_no_category_is_counted_as_one_more_and_a_text_that_is_no_number_is_refused(
    tmp_path: Path,
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("day,kind,size\n2024-01-01,other,1\n,a,2\n", encoding="utf-8")
    found = read(path, COLUMNS)
    assert found.codes(1).tolist() == [2, 0]
    assert margins.shares(found, 1).tolist() == [0.5, 0, 0.5, 0]
    path.write_text("day,kind,size\n2024-01-01,a,large\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"column size: .*'large'"):
        read(path, COLUMNS)
    path.write_text("kind,size\na,1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no column day"):
        read(path, COLUMNS)


def test_columns_differ_by_kolmogorov_smirnov_and_total_variation_missing_values_counting() -> None:
    real = frame((0, 0, 5), (1, 0, 5), (2, 1, 5), (3, 1, 5))
    fake = frame((2, 0, NAN), (3, 0, 5), (4, 0, 5), (5, 1, 5))
    assert margins.column_distances(real, fake).tolist() == [0.5, 0.25, 0.25]
    assert margins.column_distances(real, real).tolist() == [0, 0, 0]
    assert margins.share_difference(real, fake) == 25
    unknown = frame((0, 2, 5), (1, 0, 5), (2, NAN, 5), (3, 1, 5))
    assert margins.column_distances(real, unknown).tolist() == [0, 0.5, 0]


def test_quantiles_of_a_column_twice_as_large_are_all_off_by_one() -> None:
    values = np.exp(np.random.default_rng(0).standard_normal(99))
    differences = margins.quantile_differences(numbers(values), numbers(2 * values), "x0")
    assert differences == pytest.approx([1, 1, 1])


def test_cramers_v_is_0_of_independent_1_of_equal_and_phi_of_two_by_two() -> None:
    first, second = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 1, 2, 0, 1, 2])
    assert margins.cramers_v(first, second) == 0
    assert margins.cramers_v(second, 2 - second) == pytest.approx(1)
    assert margins.cramers_v(first, np.zeros(6, np.int64)) == 0
    one, other = (np.random.default_rng(3).random((2, 200)) < [[0.4], [0.7]]).astype(np.int64)
    assert margins.cramers_v(one, other) == pytest.approx(abs(np.corrcoef(one, other)[0, 1]))


def test_the_correlation_ratio_of_two_categories_is_the_correlation_with_their_number() -> None:
    rng = np.random.default_rng(0)
    codes = rng.integers(2, size=100)
    values = codes + rng.standard_normal(100)
    expected = abs(np.corrcoef(codes, values)[0, 1])
    assert margins.correlation_ratio(codes, values) == pytest.approx(expected)
    assert margins.correlation_ratio(codes, np.where(codes == 1, 5.0, 2.0)) == pytest.approx(1)
    assert margins.correlation_ratio(codes, np.full(100, 3.0)) == 0
    with_gaps, more = np.append(values, NAN), np.append(codes, 1)
    assert margins.correlation_ratio(more, with_gaps) == pytest.approx(expected)


def test_pairs_are_taken_by_the_kinds_of_their_columns_over_what_is_there() -> None:
    table = frame((0, 0, 1), (1, 0, 2), (2, 1, 3), (NAN, 1, 9), (3, 1, 4))
    by_kind = margins.correlation_ratio(table.codes(1), table.values[:, 2])
    expected = [margins.correlation_ratio(table.codes(1), table.values[:, 0]), 1, by_kind]
    assert margins.associations(table) == pytest.approx(expected)
    turned = Frame(COLUMNS, table.values * [-1, 1, 1])
    assert margins.pair_differences(table, turned) == pytest.approx([0, 2, 0])
    assert margins.pearson(np.array([1.0, 1.0]), np.array([1.0, 2.0])) == 0


def test_tables_of_one_distribution_are_not_told_apart_and_others_are() -> None:
    rng = np.random.default_rng(0)
    one, same, other = (numbers(rng.standard_normal(300), rng.standard_normal(300) + by) for by in (0, 0, 4))
    assert told_apart(one, same, 0) < 0.6
    assert told_apart(one, other, 0) > 0.95
    lacking = Frame(one.columns, np.where(rng.random((300, 2)) < 0.5, NAN, one.values))
    assert told_apart(one, lacking, 0) > 0.7


def test_rows_that_hold_the_rule_teach_it_and_rows_without_it_do_not() -> None:
    rng = np.random.default_rng(0)
    columns = (Column("x"), Column("y", "category", ("no", "yes")), Column("z"))

    def ruled(share: float) -> Frame:
        x = rng.standard_normal(400)
        positive = np.where(rng.random(400) < share, x > 0, rng.random(400) < 0.5)
        return Frame(columns, np.stack([x, positive, 2 * x], axis=1))

    test = ruled(1)
    assert taught(ruled(1), test, "y") > 0.99
    assert taught(ruled(1), test, "z") > 0.95
    useless = ruled(0)
    useless.values[:, [0, 2]] = rng.standard_normal((400, 2))
    assert taught(useless, test, "y") < 0.65
    useless.values[:, 1] = 1
    assert taught(useless, test, "y") == 0.5


def test_copies_are_rows_equal_in_every_column() -> None:
    train = frame((1, 0, 5), (2, NAN, 5), (0.0, 1, 5))
    assert copied(frame((1, 0, 5), (2, NAN, 5), (-0.0, 1, 5), (1, 1, 5)), train) == 0.75
    assert copied(frame((1, 0, NAN)), train) == 0


def test_the_nearest_record_is_measured_by_ranks_and_categories() -> None:
    train = frame((10, 0, 0), (20, 0, 0), (30, 0, 0), (40, 0, 0))
    held_out = frame((40, 1, 0), (40, 1, 0), (40, 1, 0), (40, 1, 0))
    found = nearest(train, held_out, frame((30, 0, 0)), 0)
    assert (found.training, found.nearer_to_training) == (0, 1)
    assert found.held_out == pytest.approx((1 / 4 + 1 + 0) / 3)  # a rank of four, another kind, the same day
    assert nearest(train, train, train, 0).nearer_to_training == 0.5
    assert nearest(train, held_out, frame((NAN, 0, 0)), 0).training == pytest.approx((0.5 + 1 / 8) / 3)


def test_a_copula_keeps_values_shares_and_rank_correlation() -> None:
    rng = np.random.default_rng(0)
    x = rng.standard_normal(3000)
    amount = np.round(np.exp(x + 0.5 * rng.standard_normal(3000)), 1)
    train = Frame(COLUMNS, np.stack([amount, (x > 1).astype(float), np.where(x < -1, NAN, np.floor(x))], axis=1))
    drawn = copula.draw(train, 3000, rng)
    assert set(drawn.values[:, 0]) <= set(amount)
    assert margins.column_distances(train, drawn).max() < 0.05
    pair = numbers(x, amount)
    related = [spearmanr(*table.values.T).statistic for table in (pair, copula.draw(pair, 3000, rng))]
    assert related[1] == pytest.approx(related[0], abs=0.03)


def test_a_copula_by_class_keeps_each_class_apart() -> None:
    rng = np.random.default_rng(0)
    kind = (rng.random(500) < 0.3).astype(float)
    train = Frame(COLUMNS, np.stack([100 * kind + rng.random(500), kind, np.zeros(500)], axis=1))
    drawn = copula.draw_by_class(train, "kind", 500, rng)
    assert np.array_equal(drawn.values[:, 0] > 50, drawn.values[:, 1] == 1)
    assert drawn.values[:, 1].mean() == pytest.approx(kind.mean(), abs=0.07)
    alone = frame((1, 0, 1), (2, 1, 2), (3, 1, 3))
    assert len(copula.draw_by_class(alone, "kind", 50, rng)) == 50


@pytest.mark.parametrize(("made", "zeros", "lognormal"), [(orders, "discount", "amount"), (visits, "own", "charge")])
def test_a_made_table_is_a_function_of_nothing_and_holds_what_is_hard(made: object, zeros: str, lognormal: str) -> None:
    table, again = made(), made()  # type: ignore[operator]
    assert np.array_equal(table.values, again.values, equal_nan=True)
    shares = [share for place in range(9) for share in margins.shares(table, place)[:-2] if share]
    assert any(0.01 <= share <= 0.03 for share in shares)
    assert 0.6 <= (table.values[:, table.place(zeros)] == 0).mean() <= 0.92
    logarithm = np.log(table.values[:, table.place(lognormal)])
    assert abs(((logarithm - logarithm.mean()) ** 3).mean()) < logarithm.std() ** 3  # of skewness below 1
    assert np.isnan(table.values).any(axis=0).sum() >= 1
    assert {column.kind for column in table.columns} == {"number", "category", "date"}


def test_missing_values_of_the_made_stays_depend_on_the_stay() -> None:
    table = visits()
    stay, missing = table.values[:, table.place("stay")], np.isnan(table.values[:, table.place("laboratory")])
    shares = [missing[(stay >= low) & (stay < high)].mean() for low, high in pairwise((0, 3, 6, 100))]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > shares[-1] + 0.1
