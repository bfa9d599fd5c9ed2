"""Names that the data declares are names, whatever else such a text means; gaps stay gaps in every library."""

import json
from pathlib import Path

import numpy as np
import pytest
from one_paragraph import says

from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Origin
from gansmith.data.formats.read import open_data
from gansmith.data.formats.table_choices import TableChoices
from gansmith.data.formats.write import write_data
from gansmith.data.frames import FrameKind, as_arrow
from gansmith.errors import DataError

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
pytest.importorskip("pyarrow")

NAMES = ["", "NA", "None", "a", None] * 8
NUMBERS = np.random.default_rng(0).normal(size=40)


def frames() -> list[object]:
    names = polars.Series(NAMES, dtype=polars.Enum(["", "NA", "None", "a"]))
    return [
        pandas.DataFrame({"kind": pandas.Categorical(NAMES), "x": NUMBERS}),
        polars.DataFrame({"kind": names, "x": NUMBERS}),
    ]


@pytest.mark.parametrize("frame", frames(), ids=["pandas", "polars"])
def test_names_of_declared_categories_are_no_missing_values(frame: object) -> None:
    table, options = as_arrow(frame)
    assert options == ()
    data = open_data(table)
    assert data.schema[0].categories == ("", "NA", "None", "a")
    assert not data.notes
    codes = [np.nan if name is None else data.schema[0].categories.index(name) for name in NAMES]
    np.testing.assert_array_equal(data.values[:, 0], codes)
    again = FrameKind.of(frame).of_samples(data.values, data.origin)
    found = [None if name != name else name for name in again["kind"]]
    assert found == NAMES
    assert open_data(table, conventions=4).schema[0].categories == ("a",)


def test_a_list_of_categories_declares_names_in_a_table_as_text(tmp_path: Path) -> None:
    rows = "".join(f"{name},{number}\n" for name, number in zip(["NA", "a", "b"] * 9, range(27), strict=True))
    (tmp_path / "a.csv").write_text(f"kind,x\n{rows}")
    wanted = json.dumps({"name": "kind", "type": "category", "categories": ["NA", "a", "b"]})
    schema = tmp_path / "types.json"
    schema.write_text(json.dumps({"columns": [json.loads(wanted)]}))
    data = open_data(tmp_path / "a.csv", table=TableChoices.among(_Options(schema=str(schema))))
    assert data.schema[0].categories == ("NA", "a", "b")
    assert np.isfinite(data.values).all()
    assert np.isnan(open_data(tmp_path / "a.csv").values[:, 0]).sum() == 9


class _Options(TableChoices):
    """Options of a table with a file of types."""

    def __init__(self, schema: str) -> None:
        super().__init__()
        object.__setattr__(self, "schema", schema)


@pytest.mark.parametrize(
    ("kind", "values"), [("Int64", [1, None, 3]), ("UInt8", [None, 2, 3]), ("boolean", [True, None, False])]
)
def test_gaps_of_pandas_stay_gaps_in_parquet(kind: str, values: list[object], tmp_path: Path) -> None:
    frame = pandas.DataFrame({"n": pandas.array(values * 9, kind), "x": np.arange(27.0)})
    frame.to_parquet(tmp_path / "a.parquet")
    data = open_data(tmp_path / "a.parquet")
    again = pandas.read_parquet(write_data(tmp_path / "b.parquet", data.values, data.origin))
    assert str(again["n"].dtype) == kind
    assert again["n"].tolist() == frame["n"].tolist()
    assert str(again["x"].dtype) == "float64"
    np.testing.assert_array_equal(open_data(tmp_path / "b.parquet").values, data.values)


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        (["5.456e-02", "1.000e+00"], "with a power of ten, such as 5.456e-02"),
        ([".480", ".512"], "without a 0 before the decimal mark, such as .480"),
        (["0x1F", "0x02"], "in hexadecimal, such as 0x1F"),
    ],
)
def test_forms_of_numbers_that_are_lost_are_told(cells: list[str], what: str, tmp_path: Path) -> None:
    rows = "".join(f"{cells[row % 2]},{row}.5\n" for row in range(9))
    (tmp_path / "a.csv").write_text(f"odd,x\n{rows}")
    (note,) = [note for note in open_data(tmp_path / "a.csv").notes if "usual form" in note]
    assert note == f"numbers {what}, are written back in the usual form in 'odd'"


def test_very_small_numbers_keep_their_power_of_ten(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("p,x\n" + "".join(f"{row}.5e-09,{row}\n" for row in range(1, 9)))
    assert not [note for note in open_data(tmp_path / "a.csv").notes if "usual form" in note]


def test_several_columns_are_left_out_in_good_grammar(tmp_path: Path) -> None:
    frame = pandas.DataFrame({"a": pandas.to_timedelta(range(9), unit="s"), "x": NUMBERS[:9]})
    frame.to_parquet(tmp_path / "one.parquet")
    frame.assign(b=frame["a"]).to_parquet(tmp_path / "two.parquet")
    assert "column 'a' is left out: it holds spans of time" in open_data(tmp_path / "one.parquet").notes
    assert "columns 'a', 'b' are left out: each holds spans of time" in open_data(tmp_path / "two.parquet").notes


@pytest.mark.parametrize(
    "wrong",
    [{"format": "x" * 1000}, {"dtype": "z" * 1000}, {"y" * 1000: 1}, {"details": {"label_at": "w" * 1000}}],
)
def test_a_hostile_origin_is_refused_in_a_few_words(wrong: dict[str, object]) -> None:
    document = {"format": "npy", "path": "a.npy", "dtype": "float32", "stored_shape": [3, 2], "samples_axis": 0}
    with says(DataError, "stored origin of the data is damaged") as caught:
        Origin.from_json(document | wrong)
    assert len(str(caught.value)) < 220


def test_a_background_that_is_no_number_is_refused_with_what_helps(tmp_path: Path) -> None:
    images = np.random.default_rng(0).normal(size=(6, 8, 9)).astype(np.float32)
    images[:, :2] = np.nan
    np.save(tmp_path / "a.npy", images)
    for missing in ("auto", "mean"):
        with says(DataError, r"pixel 0,0 .*Fill such pixels with a number first, as numpy\.nan_to_num"):
            Codec.fit(open_data(tmp_path / "a.npy"), missing=missing)
