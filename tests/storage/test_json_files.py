"""A JSON file gives back what was written; what is not JSON is neither written nor read."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gansmith.errors import DataError
from gansmith.storage.atomic import read_json, write_json

OLD = {"version": "old"}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(JSON)
def test_json_round_trip_is_the_identity(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    path = tmp_path_factory.getbasetemp() / "value.json"
    try:
        write_json(path, value)
    except UnicodeEncodeError:  # a lone surrogate is not text
        return
    assert read_json(path) == value


@pytest.mark.parametrize("value", [float("nan"), [float("inf")], {"a": -float("inf")}])
def test_numbers_that_are_none_are_refused_and_the_file_stays(tmp_path: Path, value: object) -> None:
    write_json(tmp_path / "x.json", OLD)
    with pytest.raises(ValueError):
        write_json(tmp_path / "x.json", value)
    assert read_json(tmp_path / "x.json") == OLD


@pytest.mark.parametrize("content", [b"", b"{", b"NaN", b"[Infinity]", b"\xff\xfe", b"[" * 100_000])
def test_what_is_not_json_is_a_data_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(DataError, match=r"x\.json is (not valid JSON|damaged: its brackets)"):
        read_json(tmp_path / "x.json")
    with pytest.raises(DataError, match=r"y\.json cannot be read: No such file"):
        read_json(tmp_path / "y.json")
