"""JSON of others: no more values and no deeper brackets than a document of ours has."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gansmith.data.formats.label_files import read_label_file
from gansmith.data.formats.wanted_types import entries_of
from gansmith.data.left_out import left_out_of
from gansmith.errors import DataError
from gansmith.storage.atomic import read_json
from gansmith.storage.json_text import MOST_VALUES, TooMuch, parsed
from gansmith.storage.manifest import verify_manifest

BOMBS = {
    "open brackets": b"[" * (8 << 20),
    "empty lists": b"[" + b"[]," * (MOST_VALUES // 2) + b"[]]",
    "empty objects": b"[" + b"{}," * (MOST_VALUES // 2) + b"{}]",
    "numbers": b"[" + b"1," * MOST_VALUES + b"1]",
    "nested deeper than anything is": b"[" * 200 + b"]" * 200,
    "nested objects": b'{"a":' * 900 + b"1" + b"}" * 900,
    "in another encoding": ("[" * 5000 + "]" * 5000).encode("utf-16"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_at_once_in_a_paragraph(bomb: str, tmp_path: Path) -> None:
    (tmp_path / "model.json").write_bytes(BOMBS[bomb])
    begun = time.process_time()
    with pytest.raises(DataError, match=r"model\.json is damaged: it.* more than .*Restore it") as found:
        read_json(tmp_path / "model.json")
    assert time.process_time() - begun < 5
    assert "\n" not in str(found.value)


READERS: dict[str, Callable[[Path], object]] = {
    "file of types": lambda folder: entries_of(str(folder / "file.json")),
    "labels": lambda folder: read_label_file(folder / "file.json", None, lambda name: True),
    "lines of labels": lambda folder: read_label_file(folder / "file.jsonl", None, lambda name: True),
    "manifest": lambda folder: verify_manifest(folder),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("bomb", ["open brackets", "nested deeper than anything is", "nested objects"])
def test_every_reader_of_files_of_others_refuses_it(reader: str, bomb: str, tmp_path: Path) -> None:
    for name in ("file.json", "file.jsonl", "manifest.json"):
        (tmp_path / name).write_bytes(BOMBS[bomb])
    with pytest.raises(DataError) as found:
        READERS[reader](tmp_path)
    assert "\n" not in str(found.value)


def test_what_is_nested_as_a_document_may_be_is_read() -> None:
    assert json.dumps(parsed("[" * 64 + "]" * 64)) == "[" * 64 + "]" * 64
    assert parsed(b'"' + b"[" * 1000 + b'"') == "[" * 1000
    with pytest.raises(TooMuch):
        parsed("[" * 65 + "]" * 65)


def test_texts_in_a_card_are_bounded_too() -> None:
    assert left_out_of({"left_out_columns": "[" * 100_000}) == {}
