"""The time of rows of a table: every form that loggers write it in gives the same windows, steps and rate."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from one_paragraph import says

from gansmith.data.dataset import Dataset
from gansmith.data.describe import describe
from gansmith.data.formats.read import open_data
from gansmith.data.formats.table_choices import TableChoices
from gansmith.data.formats.write import write_data
from gansmith.errors import DataError, UsageError

pytest.importorskip("pyarrow")
ROWS = 120
START = datetime(2023, 3, 4, 22, tzinfo=UTC)
VALUES = np.random.default_rng(3).normal(20, 5, ROWS).round(3)
MORE = np.random.default_rng(4).normal(0, 1, ROWS).round(3)
EXCEL = datetime(1899, 12, 30, tzinfo=UTC)


def moments(step: float) -> list[datetime]:
    return [START + timedelta(seconds=step * row) for row in range(ROWS)]


def table(path: Path, head: str, *columns: object, separator: str = ",") -> Path:
    rows = zip(*columns, strict=True)  # type: ignore[call-overload]
    lines = [head, *(separator.join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def windows(path: Path, **options: object) -> Dataset:
    return open_data(path, window=10, **options)  # type: ignore[arg-type]


WRITTEN: dict[str, tuple[float, Callable[[datetime], str]]] = {
    "ISO": (600, lambda t: t.strftime("%Y-%m-%dT%H:%M:%S")),
    "ISO with Z": (600, lambda t: t.strftime("%Y-%m-%dT%H:%M:%SZ")),
    "ISO with a zone": (600, lambda t: t.strftime("%Y-%m-%d %H:%M:%S+02:00")),
    "ISO and UTC": (600, lambda t: t.strftime("%Y-%m-%d %H:%M:%S UTC")),
    "milliseconds": (0.02, lambda t: t.isoformat(timespec="milliseconds").split("+")[0]),
    "decimal commas": (0.02, lambda t: '"' + t.strftime("%d.%m.%Y %H:%M:%S,%f")[:-3] + '"'),
    "German": (600, lambda t: t.strftime("%d.%m.%Y %H:%M")),
    "two figures of a year": (600, lambda t: t.strftime("%d.%m.%y %H:%M")),
    "slashes": (600, lambda t: t.strftime("%d/%m/%Y %H:%M:%S")),
    "American": (600, lambda t: t.strftime("%m/%d/%Y %I:%M:%S %p")),
    "dashes": (600, lambda t: t.strftime("%d-%m-%Y %H:%M")),
    "names of months": (600, lambda t: t.strftime("%d-%b-%Y %H:%M:%S")),
    "months first": (86400, lambda t: t.strftime("%b %d %Y")),
    "figures alone": (600, lambda t: t.strftime("%Y%m%d%H%M%S")),
    "figures of days": (86400, lambda t: t.strftime("%Y%m%d")),
    "days": (86400, lambda t: t.strftime("%Y/%m/%d")),
    "seconds since 1970": (600, lambda t: str(int(t.timestamp()))),
    "milliseconds since 1970": (0.02, lambda t: str(round(t.timestamp() * 1000))),
    "nanoseconds since 1970": (0.01, lambda t: str(round(t.timestamp() * 100) * 10**7)),
    "fractions since 1970": (0.01, lambda t: f"{t.timestamp():.3f}"),
    "days of spreadsheets": (600, lambda t: repr((t - EXCEL).total_seconds() / 86400)),
    "time of day": (600, lambda t: t.strftime("%H:%M:%S")),
    "time of day in milliseconds": (0.02, lambda t: t.strftime("%H:%M:%S.%f")[:-3]),
}


@pytest.mark.parametrize("form", WRITTEN)
@pytest.mark.parametrize("place", [0, 1])
def test_every_form_of_time_is_found_and_left_out(tmp_path: Path, form: str, place: int) -> None:
    step, written = WRITTEN[form]
    names, columns = ["a", "b"], [VALUES.tolist(), MORE.tolist()]
    names.insert(place, "Date")
    columns.insert(place, [written(t) for t in moments(step)])  # type: ignore[misc]
    data = windows(table(tmp_path / "log.csv", ",".join(names), *columns))
    np.testing.assert_array_equal(data.values[:, 0], np.stack([VALUES, MORE], axis=1).reshape(-1, 10, 2))
    assert float(data.origin.details["step"]) == pytest.approx(step, rel=1e-6)
    assert data.origin.details.get("rate") == (round(1 / step) if step <= 1 else None)
    assert any("'Date' is left out" in note for note in data.notes)


@pytest.mark.parametrize("form", WRITTEN)
def test_a_gap_is_found_in_every_form(tmp_path: Path, form: str) -> None:
    step, written = WRITTEN[form]
    kept = np.delete(np.arange(ROWS), slice(25, 29))
    times = [written(moments(step)[row]) for row in kept]
    data = windows(table(tmp_path / "log.csv", "Date,a", times, VALUES[kept]))
    starts = [0, 10, *range(29, ROWS - 9, 10)]
    np.testing.assert_array_equal(data.values[:, 0], VALUES[starts])
    assert any("1 gap" in note for note in data.notes)


@pytest.mark.parametrize(("named", "unit"), [("t_ms", 1e-3), ("time [us]", 1e-6), ("Time (min)", 60), ("seconds", 1)])
def test_a_unit_in_the_name_gives_the_rate_and_is_written_again(tmp_path: Path, named: str, unit: float) -> None:
    step = 0.5 / unit
    data = windows(table(tmp_path / "log.csv", f"{named},a,b", step * np.arange(ROWS), VALUES, MORE))
    assert data.origin.details["rate"] == 2
    out = write_data(tmp_path / "out.csv", data.values, data.origin)
    again = windows(out)
    assert again.origin.details["rate"] == 2
    np.testing.assert_array_equal(again.values, data.values)
    assert out.read_text().replace('"', "").startswith(f"window,{named},a,b\n0,0,")


def test_day_and_month_are_told_apart_by_a_number_over_12_wherever_it_stands(tmp_path: Path) -> None:
    times = [datetime(2023, 3, 1, tzinfo=UTC) + timedelta(minutes=16 * row) for row in range(2700)]
    texts = [t.strftime("%d/%m/%Y %H:%M") for t in times]
    path = table(tmp_path / "log.csv", "when,a", texts, np.arange(2700))
    dates = windows(path, table=TableChoices(dates="day-first"))
    np.testing.assert_array_equal(windows(path).values, dates.values)
    with says(UsageError, r"dates='month-first' does not fit .*'13/03/2023 00:00' is no date then"):
        windows(path, table=TableChoices(dates="month-first"))


def test_the_steadier_reading_of_a_date_is_taken_and_said(tmp_path: Path) -> None:
    hourly = [datetime(2023, 3, 4, tzinfo=UTC) + timedelta(hours=row) for row in range(ROWS)]
    for form, other in (("%d/%m/%Y %H:%M", "month-first"), ("%m/%d/%Y %H:%M", "day-first")):
        data = windows(table(tmp_path / "log.csv", "when,a", [t.strftime(form) for t in hourly], VALUES))
        np.testing.assert_array_equal(data.values.ravel(), VALUES)
        assert any("is read as 4 Mar 2023" in note and f"dates={other!r}" in note for note in data.notes)


def test_dates_that_nothing_tells_are_refused_with_both_readings(tmp_path: Path) -> None:
    days = ["01/02/2023", "02/01/2023", "01/02/2023"]
    texts = [f"{day} {row // 60:02d}:{row % 60:02d}" for day in days for row in range(100)]
    path = table(tmp_path / "log.csv", "when,a", texts, np.arange(300))
    with says(UsageError, r"'01/02/2023 .*may be 1 Feb 2023 or 2 Jan 2023.* dates='day-first' or dates='month-first'"):
        windows(path)


def test_parts_of_a_date_in_columns_of_their_own(tmp_path: Path) -> None:
    times = moments(3600)
    parts = [[getattr(t, name) for t in times] for name in ("year", "month", "day", "hour")]
    data = windows(table(tmp_path / "log.csv", "year,month,day,hour,a", *parts, VALUES))
    np.testing.assert_array_equal(data.values.ravel(), VALUES)
    assert float(data.origin.details["step"]) == 3600
    both = [t.strftime("%d.%m.%Y") for t in times], [t.strftime("%H:%M") for t in times]
    data = windows(table(tmp_path / "two.csv", "Datum,Zeit,a", *both, VALUES))
    np.testing.assert_array_equal(data.values.ravel(), VALUES)
    assert float(data.origin.details["step"]) == 3600


def test_the_newest_rows_may_come_first(tmp_path: Path) -> None:
    for written in (lambda t: t.isoformat(), lambda t: int(t.timestamp())):
        times = [written(t) for t in moments(60)]
        data = windows(table(tmp_path / "log.csv", "time,a", times[::-1], VALUES[::-1]))
        np.testing.assert_array_equal(data.values.ravel(), VALUES)
        assert any("newest come first" in note for note in data.notes)


@pytest.mark.parametrize("ids", [("A", "B"), (7, 3)])
@pytest.mark.parametrize("between", [True, False])
def test_recordings_of_one_table_are_cut_by_themselves(tmp_path: Path, ids: tuple[object, ...], between: bool) -> None:
    order = np.arange(ROWS).reshape(2, -1).T.ravel() if between else np.arange(ROWS)
    half = ROWS // 2
    times = [moments(60)[row % half].isoformat() for row in order]
    path = table(tmp_path / "log.csv", "time,sensor,a", times, [ids[row // half] for row in order], VALUES[order])
    data = windows(path)
    np.testing.assert_array_equal(data.values.ravel(), VALUES)
    assert any("tells 2 recordings apart" in note for note in data.notes)
    labelled = windows(path, label="sensor")
    assert labelled.labels is not None
    assert [labelled.class_names[label] for label in labelled.labels] == [str(ids[n // 6]) for n in range(12)]
    np.testing.assert_array_equal(windows(path, table=TableChoices(series="sensor")).values, data.values)


def test_a_named_column_tells_recordings_apart_without_time(tmp_path: Path) -> None:
    path = table(tmp_path / "log.csv", "run,a", [row % 4 for row in range(ROWS)], VALUES)
    data = windows(path, table=TableChoices(series="run"))
    np.testing.assert_array_equal(data.values.ravel(), VALUES.reshape(-1, 4).T.ravel())
    assert any("3 ends of recordings" in note for note in data.notes)
    with says(DataError, r"no column 'rum' \(series='rum'\)\. Did you mean 'run'"):
        windows(path, table=TableChoices(series="rum"))
    with says(UsageError, r"series='run' says which rows are one recording.*window=256"):
        open_data(path, table=TableChoices(series="run"))


def test_times_of_two_zones_go_on_through_a_change_of_the_clock(tmp_path: Path) -> None:
    start = datetime(2023, 3, 25, tzinfo=UTC)
    local = []
    for row in range(ROWS):
        utc = start + timedelta(minutes=30 * row)
        ahead = 1 if utc < datetime(2023, 3, 26, 1, tzinfo=UTC) else 2
        local.append((utc + timedelta(hours=ahead)).strftime("%Y-%m-%dT%H:%M:%S") + f"+0{ahead}:00")
    data = windows(table(tmp_path / "zones.csv", "time,a", local, VALUES))
    np.testing.assert_array_equal(data.values.ravel(), VALUES)
    data = windows(table(tmp_path / "clock.csv", "time,a", [text[:-6] for text in local], VALUES))
    assert any("1 gap" in note for note in data.notes)


def test_missing_values_are_gaps_or_the_mean_of_their_channel(tmp_path: Path) -> None:
    cells = VALUES.astype(object)
    cells[[33, 34, 77]] = ""
    path = table(tmp_path / "log.csv", "time,a,b", np.arange(ROWS), cells, MORE)
    gaps = windows(path)
    assert np.isfinite(gaps.values).all()
    assert any("missing='mean' fills them" in note for note in gaps.notes)
    filled = windows(path, missing="mean")
    expected = VALUES.copy()
    expected[[33, 34, 77]] = np.delete(VALUES, [33, 34, 77]).mean()
    np.testing.assert_allclose(filled.values[:, 0, :, 0].ravel(), expected, rtol=1e-14)
    assert any("3 missing values become the mean of their channel" in note for note in filled.notes)


@pytest.mark.parametrize("missing", ["error", "mean"])
def test_a_channel_without_values_is_named(tmp_path: Path, missing: str) -> None:
    path = table(tmp_path / "log.csv", "time,a,b", np.arange(ROWS), VALUES, [""] * ROWS)
    with says(DataError, r"column 'b' has no value at all\. Leave it out: drop='?b'?"):
        windows(path, missing=missing)


@pytest.mark.parametrize(
    ("columns", "options", "said"),
    [
        ({"b": [1.5 if row % 30 == 0 else "" for row in range(ROWS)]}, {}, r"column 'b'.*missing='mean'.*\(drop\)"),
        ({"time": [row // 2 for row in range(ROWS)]}, {}, r"60 repeated times.*drop=time.*series='COLUMN'"),
        ({"time": np.cumsum(1 + np.arange(ROWS) % 7 * 2)}, {}, r"gaps.*\(drop=time\)"),
        ({"kind": [row // 4 % 2 for row in range(ROWS)]}, {"label": "kind"}, r"label changes 29 times.*at most 2\."),
        ({}, {"stride": 200}, r"stride of at most 110\."),
        ({}, {"stride": 10**12}, r"stride of at most 110\."),
    ],
)
def test_why_too_few_windows_fit_and_what_helps(
    tmp_path: Path, columns: dict[str, object], options: dict[str, object], said: str
) -> None:
    named = {"a": VALUES, **columns}
    path = table(tmp_path / "log.csv", ",".join(named), *named.values())
    with says(UsageError, said.replace("drop=time", "drop='?time'?")):
        windows(path, **options)


def test_what_never_changes_and_classes_without_windows_are_said(tmp_path: Path) -> None:
    kinds = ["on"] * 60 + ["odd"] * 3 + ["off"] * 57
    data = windows(table(tmp_path / "log.csv", "a,b,kind", VALUES, [5] * ROWS, kinds), label="kind")
    assert data.class_names == ("off", "on")
    assert data.labels is not None
    assert data.labels.tolist() == [1] * 6 + [0] * 5
    assert any("one of the classes 'odd'" in note for note in data.notes)
    assert any("column 'b' never changes" in note for note in data.notes)


@pytest.mark.parametrize("index", ["2023-03-04T10:00:00", "04.03.2023 10:00"])
def test_semicolons_and_decimal_commas_in_two_columns(tmp_path: Path, index: str) -> None:
    values = [str(value).replace(".", ",") for value in VALUES]
    times = [t.strftime("%Y-%m-%dT%H:%M:%S" if "T" in index else "%d.%m.%Y %H:%M") for t in moments(60)]
    data = windows(table(tmp_path / "log.csv", "Zeit;Temperatur", times, values, separator=";"))
    np.testing.assert_array_equal(data.values.ravel(), VALUES)
    assert data.origin.details["decimal"] == ","


@pytest.mark.parametrize("units", [("s", "degC", "%"), ("[s]", "", "m/s^2"), ("yyyy-mm-dd", "C", "V")])
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_line_of_units_below_the_names_is_no_sample(tmp_path: Path, units: tuple[str, ...], suffix: str) -> None:
    if suffix == "csv":
        path = table(tmp_path / "log.csv", "time,a,b", [units[0], *range(ROWS)], [units[1], *VALUES], [units[2], *MORE])
    else:
        openpyxl = pytest.importorskip("openpyxl")
        book, path = openpyxl.Workbook(), tmp_path / "log.xlsx"
        rows = zip(range(ROWS), VALUES.tolist(), MORE.tolist(), strict=True)
        for row in (("time", "a", "b"), units, *rows):
            book.active.append(list(row))
        book.save(path)
    data = windows(path)
    np.testing.assert_array_equal(data.values[:, 0], np.stack([VALUES, MORE], axis=1).reshape(-1, 10, 2))
    assert any("it holds units" in note and repr(units[2]) in note for note in data.notes)


def test_a_line_with_one_number_is_a_sample(tmp_path: Path) -> None:
    path = table(tmp_path / "log.csv", "time,a,b", range(ROWS), ["x", *VALUES[1:]], MORE)
    with says(DataError, r"column 'a' holds numbers, and 'x' in row 0"):
        windows(path)


def test_texts_that_are_no_dates_are_not_taken_for_time(tmp_path: Path) -> None:
    versions = [f"1.{row % 9}.{row % 7}" for row in range(ROWS)]
    with says(DataError, r"column 'version' holds text, not numbers: '1\.0\.0'"):
        windows(table(tmp_path / "log.csv", "version,a", versions, VALUES))
    counter = 1_600_000_000 + np.cumsum(np.random.default_rng(1).integers(0, 90, ROWS))
    data = windows(table(tmp_path / "meter.csv", "a,counter", VALUES, counter))
    np.testing.assert_array_equal(data.values[:, 0, :, 1].ravel(), counter)


def test_a_few_times_that_cannot_be_read_are_breaks(tmp_path: Path) -> None:
    times = [t.strftime("%d.%m.%Y %H:%M") for t in moments(60)]
    times[33] = "lamp replaced"
    data = windows(table(tmp_path / "log.csv", "when,a", times, VALUES))
    starts = [0, 10, 20, *range(34, ROWS - 9, 10)]
    np.testing.assert_array_equal(data.values[:, 0], VALUES[starts])
    assert any("2 times that cannot be read" in note for note in data.notes)


@pytest.mark.parametrize(("name", "said"), [("segment", "--series|series='segment'"), ("label", "label='label'")])
def test_columns_that_look_like_recordings_or_labels_are_said(tmp_path: Path, name: str, said: str) -> None:
    data = windows(table(tmp_path / "log.csv", f"a,{name}", VALUES, np.arange(ROWS) // 30))
    assert any(name in note and re.search(said, note) for note in describe(data).warnings)
