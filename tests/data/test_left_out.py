"""The columns that are left out of a table are kept in one place, with the reasons of those that are none to learn."""

import json
from pathlib import Path

import pytest

import gansmith
from gansmith.data import open_data
from gansmith.data.left_out import LEFT_OUT, as_left_out, left_out_of

pytest.importorskip("pyarrow")


def test_names_and_reasons_come_back_in_their_order() -> None:
    kept = as_left_out(["name", "id", "x" * 300], {"id": "as it numbers the rows"})
    assert left_out_of(kept) == {"name": "", "id": "as it numbers the rows"}
    assert as_left_out([], {"id": "unused"}) == {}
    assert left_out_of({}) == {}


@pytest.mark.parametrize(
    ("stored", "found"),
    [('["a", 3, "b"]', {"a": "", "b": ""}), ("3", {}), ("{", {}), ("[" * 100_000, {}), ('{"a": 1}', {"a": "1"})],
    ids=["names alone", "a number", "cut off", "deep", "another reason"],
)
def test_what_is_stored_otherwise_is_read_as_far_as_it_goes(stored: str, found: dict[str, str]) -> None:
    assert left_out_of({LEFT_OUT: stored}) == found


def test_a_dropped_column_has_no_reason_and_one_of_texts_has(tmp_path: Path) -> None:
    lines = [f"{row % 7},{row * row},text number {row} of many\n" for row in range(60)]
    (tmp_path / "a.csv").write_text("a,b,said\n" + "".join(lines))
    origin = open_data(str(tmp_path / "a.csv"), drop=("b",)).origin
    left_out = left_out_of(origin.details)
    assert left_out.keys() == {"b", "said"}
    assert left_out["b"] == ""
    assert left_out["said"] != ""
    schema = gansmith.describe_data(str(tmp_path / "a.csv"), {"drop": ("b",)}).schema
    assert [one for one in schema["columns"] if one["type"] == "out"] == [
        {"name": "said", "type": "out", "because": left_out["said"]}
    ]
    assert json.loads(json.dumps(dict(schema))) == schema
