"""A document and its digest: whatever is changed, added or left out is noticed, and a round trip is not."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gansmith.errors import DataError
from gansmith.storage.atomic import json_bytes, read_json, write_json
from gansmith.storage.seal import is_sealed, read_sealed, sealed

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(), parts, max_size=3),
    max_leaves=8,
)
DOCUMENTS = st.dictionaries(st.text().filter(lambda name: name != "digest"), VALUES, max_size=5)


@given(DOCUMENTS, st.text(), VALUES)
def test_a_digest_is_of_one_document_alone(document: dict[str, object], name: str, value: object) -> None:
    again = json.loads(json_bytes(sealed(document)))
    assert is_sealed(again)
    if name != "digest" and json.dumps(document.get(name, again)) != json.dumps(value):
        assert not is_sealed(again | {name: value})
    for left_out in again:
        assert not is_sealed({other: part for other, part in again.items() if other != left_out})


def test_keys_that_json_makes_words_of_and_tuples_have_the_digest_of_what_is_read_again() -> None:
    assert is_sealed(json.loads(json_bytes(sealed({"counts": {2: (1, 2), 10: None}}))))


@pytest.mark.parametrize("text", ['{"digest": 1}', '{"a": 1e999, "digest": ""}', '{"digest": null, "b": 2}'])
def test_a_wrong_digest_is_refused_and_none_is_taken(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(DataError, match="its own digest"):
        read_sealed(tmp_path / "a.json")
    (tmp_path / "a.json").write_text('{"b": 2}')
    assert read_sealed(tmp_path / "a.json") == {"b": 2}


@given(st.text(st.characters(min_codepoint=0xD7F0, max_codepoint=0xE010) | st.sampled_from('a\\"\n\U0001f600')))
def test_half_a_surrogate_pair_is_written_as_json_escapes_it(text: str) -> None:
    written = json_bytes({text: text})
    assert written.decode("utf-8")
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")  # halves that meet are one
    assert json.loads(written) == {whole: whole}


def test_names_that_are_no_text_come_back(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"failure": "\udcff"})
    assert read_json(tmp_path / "a.json") == {"failure": "\udcff"}
