"""The record tells one history, in valid JSON, whatever crashed."""

import json
import math
from pathlib import Path

import pytest
from faults import dying, failing, faults

from gansmith.errors import DataError, GansmithError
from gansmith.training.callbacks.record import JsonLines, read_record


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


def test_a_line_holds_step_images_seconds_and_the_scalars(tmp_path: Path) -> None:
    clock = Clock()
    record = JsonLines(tmp_path / "log.jsonl", clock=clock)
    clock.now += 1.5
    record(10, {"loss/critic": -0.1, "images": 320.0})
    assert (tmp_path / "log.jsonl").read_text() == (
        '{"step": 10, "images": 320, "seconds": 1.5, "loss/critic": -0.1}\n'
    )


def test_numbers_come_back_as_they_were_and_every_line_is_json(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    values = {"a": math.nan, "b": math.inf, "c": -math.inf, "d": 0.1, "e": 1e-300, "f": -0.0}
    JsonLines(path)(1, values)
    for line in path.read_text().splitlines():
        json.loads(line, parse_constant=refuse)
    (found,) = read_record(path)
    assert math.isnan(found.pop("a"))
    assert {tag: repr(found[tag]) for tag in "bcdef"} == {tag: repr(values[tag]) for tag in "bcdef"}


@pytest.mark.parametrize(
    "torn", [b"", b'{"step": 40, "ima', b'{"step": 20}', b"\0" * 100, b"\0\0\n", b"[1]\n", b"\xff\n"]
)
def test_resume_cuts_what_did_not_happen_and_what_was_torn(tmp_path: Path, torn: bytes) -> None:
    path, clock = tmp_path / "log.jsonl", Clock()
    record = JsonLines(path, clock=clock)
    for step in (10, 20, 30):
        clock.now += 2
        record(step, {"loss": float(step)})
    kept = path.read_bytes().splitlines(keepends=True)[:2]
    with path.open("ab") as file:
        file.write(torn)
    assert [line["step"] for line in read_record(path)] == [10, 20, 30]
    resumed = JsonLines(path, 20, clock=clock)
    assert path.read_bytes() == b"".join(kept)
    clock.now += 3
    resumed(30, {"loss": 30.0})
    assert [(line["step"], line["seconds"]) for line in read_record(path)] == [(10, 2.0), (20, 4.0), (30, 7.0)]
    JsonLines(path)
    assert path.read_bytes() == b""


def test_a_failed_write_names_the_file_and_leaves_the_rest_readable(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    record = JsonLines(path)
    record(1, {"loss": 1.0})
    with faults(0, dying) as shim:
        record(2, {"loss": 2.0})
    for nth in range(1, len(shim.calls) + 1):
        with (
            faults(nth, failing(28)),
            pytest.raises(GansmithError, match=r"log\.jsonl could not be written: the disk is full"),
        ):
            record(3, {"loss": 3.0})
    assert [line["step"] for line in read_record(path)] == [1, 2]


def test_a_missing_record_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"log\.jsonl cannot be read: No such file"):
        read_record(tmp_path / "log.jsonl")
