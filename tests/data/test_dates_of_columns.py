"""Dates of tables as text are read in the many forms in which people write them, and written in the same."""

from pathlib import Path

import numpy as np
import pytest
from columns_as_text import again, read, unchanged
from one_paragraph import says

from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data
from gansmith.data.schema import Column
from gansmith.errors import DataError, UsageError

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


DATES = {
    "day first": ("31/12/2020", "05/01/2021"),
    "month first": ("12/31/2020", "01/05/2021"),
    "dots": ("31.12.2020", "05.01.2021"),
    "dots, two figures": ("31.12.20", "05.01.21"),
    "no zeros": ("31/12/2020", "5/1/2021"),
    "month named": ("31 Dec 2020", "05 Jan 2021"),
    "month in full": ('"December 31, 2020"', '"January 5, 2021"'),
    "packed": ("20201231", "20210105"),
    "iso": ("2020-12-31", "2021-01-05"),
}


@pytest.mark.parametrize("texts", DATES.values(), ids=DATES)
def test_days_in_any_form_come_back_in_it(tmp_path: Path, texts: tuple[str, str]) -> None:
    data = read(tmp_path, *texts)
    column = data.schema[0]
    assert (column.type, column.unit) == ("date", "D")
    days = np.array(["2020-12-31", "2021-01-05"], "datetime64[D]").astype(np.float64)
    np.testing.assert_array_equal(data.values[:2, 0], days)
    assert unchanged(tmp_path, data)
    assert texts[0][:4] == "2020" or any(
        "'x' holds dates such as " + texts[0].strip('"') in note for note in data.notes
    )


MOMENTS = {
    "half days": ("12/31/2020 05:00 PM", "01/05/2021 11:30 AM"),
    "T": ("2020-12-31T17:00:00", "2021-01-05T11:30:00"),
    "fractions": ("2020-12-31 17:00:00.000", "2021-01-05 11:30:00.250"),
    "zone Z": ("2020-12-31T17:00:00Z", "2021-01-05T11:30:00Z"),
    "offset": ("2020-12-31T19:00:00+02:00", "2021-01-05T13:30:00+02:00"),
    "minutes": ("31.12.2020 17:00", "05.01.2021 11:30"),
}


@pytest.mark.parametrize("texts", MOMENTS.values(), ids=MOMENTS)
def test_moments_keep_form_and_zone(tmp_path: Path, texts: tuple[str, str]) -> None:
    data = read(tmp_path, *texts)
    assert data.schema[0].type == "date"
    first = np.datetime64("2020-12-31T17:00:00").astype("datetime64[ms]").astype(np.int64)
    assert data.values[0, 0] * {"s": 1000, "ms": 1}[data.schema[0].unit] == first
    assert unchanged(tmp_path, data)


def test_several_time_zones_become_one_which_a_note_says(tmp_path: Path) -> None:
    data = read(tmp_path, "2020-06-01T12:00:00+02:00", "2020-12-01T12:00:00+01:00")
    assert any("'x' holds dates of several time zones, which are written in UTC" in note for note in data.notes)
    assert [line.partition(",")[0] for line in again(tmp_path, data)[:2]] == [
        "2020-06-01T10:00:00+00:00",
        "2020-12-01T11:00:00+00:00",
    ]


def test_months_come_back_as_months(tmp_path: Path) -> None:
    data = read(tmp_path, "2020-01", "2021-11")
    assert data.values[0, 0] == np.datetime64("2020-01-01").astype("datetime64[D]").astype(np.int64)
    assert unchanged(tmp_path, data)
    later = data.values.copy()
    later[:, 0] += 12  # within the same month
    write_data(tmp_path / "later.csv", later, data.origin)
    assert (tmp_path / "later.csv").read_text().splitlines()[1].startswith("2020-01,")


def test_unclear_order_of_day_and_month_is_asked_for(tmp_path: Path) -> None:
    texts = ("03/04/2020", "05/06/2020", "01/02/2020", "07/08/2020")
    with says(UsageError, r"'03/04/2020'.*dates='day-first'.*dates='month-first'"):
        read(tmp_path, *texts)
    for order, day in (("day-first", "2020-04-03"), ("month-first", "2020-03-04")):
        data = read(tmp_path, *texts, dates=order)
        assert data.values[0, 0] == np.datetime64(day).astype(np.int64), order
        assert unchanged(tmp_path, data)
    clear = read(tmp_path, "12/31/2020", "01/05/2021", dates="day-first")  # which a number over 12 tells better
    assert clear.values[0, 0] == np.datetime64("2020-12-31").astype(np.int64)


def test_what_are_no_dates_stay_names(tmp_path: Path) -> None:
    for texts in (("2020/21", "2021/22"), ("31/02/2020", "01/03/2020"), ("1.2.3.4", "5.6.7.8")):
        assert read(tmp_path, *texts).schema[0].type == "category", texts
    assert read(tmp_path, "20201341", "20210105").schema[0].type == "integer"
    named = read(tmp_path, "31/12/2020", "05/01/2021", column=("x:category",))
    assert named.schema[0].categories == ("05/01/2021", "31/12/2020")
    with says(DataError, "is to hold dates.*none such as 20240229"):
        read(tmp_path, "20201341", "20210105", column=("x:date",))
    with says(DataError, "is to hold dates.*'a' shows"):
        read(tmp_path, "a", "b", column=("x:date",))


def test_texts_of_frames_are_dates_too(tmp_path: Path) -> None:
    stored = pa.table({"x": ["31/12/2020", "05/01/2021"] * 15, "n": np.arange(30) * 0.5})
    pq.write_table(stored, tmp_path / "t.parquet")
    data = open_data(tmp_path / "t.parquet")
    assert data.schema[0].type == "date"
    write_data(tmp_path / "o.parquet", data.values, data.origin)
    assert pq.read_table(tmp_path / "o.parquet").column("x").to_pylist() == stored.column("x").to_pylist()


def test_forms_of_dates_can_be_stored(tmp_path: Path) -> None:
    for texts in (*DATES.values(), *MOMENTS.values()):
        column = read(tmp_path, *texts).schema[0]
        assert Column.from_json(column.to_json()) == column


def test_few_texts_among_dates_are_asked_about(tmp_path: Path) -> None:
    texts = [f"{day:02d}/12/2020" for day in range(1, 31)]
    with says(DataError, r"'x' holds dates, and '00/00/0000' in row 30\. .*missing_values='00/00/0000'.*'x:category'"):
        read(tmp_path, *texts, "00/00/0000")
    data = read(tmp_path, *texts, "00/00/0000", missing_values=("00/00/0000",))
    assert data.schema[0].type == "date"
    assert np.isnan(data.values[30, 0])
    assert unchanged(tmp_path, data)
