"""Logs and notes of a run that were damaged: they are named, left out or asked for anew, and never a traceback."""

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tiny_contests
from damages import fill_with_zeros, truncate
from numbered_checkpoints import flip_bit
from tiny_contests import contest
from tiny_runs import rows, tiny_flags

from gansmith.cli import main
from gansmith.errors import GansmithError
from gansmith.records.lock import RunLock
from gansmith.training.callbacks.record import JsonLines, read_record

here, trained = tiny_contests.here, tiny_contests.trained
LOGS, NOTES = ("log.jsonl", "quality.jsonl"), ("env.json", "data.json", "metrics.json", "run.lock")
RUN = ["train", "rows.npy", "--method", "gan", *tiny_flags("gan"), "--steps", "8", "--validate-every", "2"]
RUN += ["--log-every", "1", "--sample-every", "4", "--out", "whole", "--quiet"]
STRANGE = [b"", b"[]", b"1", b'"text"', b"null", b"[" * 100_000, b"\xff\xfe", b'{"step": []}', b'{"a": 1e999}', b"{}"]
LINES = [*STRANGE, b'{"step": true}', b'{"step": 1, "seconds": "x"}', b'{"step": -1}', b'{"step": 3, "a": "nan"}']
LINES += [b'{"step": 1, "loss/critic": {}}', b'{"step": 1e308}', b'{"step": 1, "a": %s}' % (b"9" * 400)]
LINES += [b'{"step": 2, "images": null}', b'{"step": 2, "seconds": -1}', bytes(512), b'{"quality/kid": 1}']
Damage = Callable[[Path, random.Random], None]


def by(way: Callable[[Path, int], None]) -> Damage:
    return lambda path, draw: way(path, draw.getrandbits(40))


def replace(path: Path, draw: random.Random) -> None:
    path.write_bytes(draw.choice(STRANGE))


def change_a_value(path: Path, draw: random.Random) -> None:
    document = json.loads(path.read_bytes() or b"{}") if path.suffix == ".json" else {}
    name = draw.choice(sorted(document) or ["x"])
    path.write_text(json.dumps({**document, name: draw.choice([None, [], {}, -1, "x", 10**400, True])}))


def insert_lines(path: Path, draw: random.Random) -> None:
    lines = path.read_bytes().split(b"\n")
    for _ in range(3):
        lines.insert(draw.randrange(len(lines)), draw.choice(LINES))
    path.write_bytes(b"\n".join(lines))


READERS = (["evaluate", "run"], ["plot", "run", "-o", "x.png"], ["features", "run", "-o", "x.npz"])
DAMAGES: list[Damage] = [by(flip_bit), by(truncate), by(fill_with_zeros), replace, change_a_value, insert_lines]


@pytest.fixture
def whole(here: Path) -> Path:
    """A run that has been evaluated."""
    np.save("rows.npy", rows(200))
    assert main(RUN) == 0
    assert main(["evaluate", "whole", "--quiet"]) == 0
    return here / "whole"


@pytest.mark.slow
@pytest.mark.parametrize("name", [*LOGS, *NOTES])
def test_every_command_goes_on_or_says_what_is_damaged(
    name: str, whole: Path, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(len(DAMAGES)):
        draw, run = random.Random(f"{name} {number}"), here / "run"
        shutil.rmtree(run, ignore_errors=True)
        shutil.copytree(whole, run)
        if (run / name).stat().st_size == 0:
            (run / name).write_text("{}\n")
        DAMAGES[number % len(DAMAGES)](run / name, draw)
        for words in (*READERS, ["train", "--resume", "run"]):
            capsys.readouterr()
            code, said = main([*words, "--quiet"]), capsys.readouterr().err
            assert code == 0 or (code == 3 and name in said), (number, words, said)
        steps = [line["step"] for line in read_record(run / "log.jsonl")]
        assert steps == sorted(steps)
        assert main(["train", "--resume", "run", "--steps", "10", "--quiet"]) in (0, 3)


@pytest.mark.parametrize("line", LINES, ids=range(len(LINES)))
def test_a_damaged_line_is_said_and_left_out_and_the_record_goes_on(line: bytes, tmp_path: Path) -> None:
    path, said = tmp_path / "log.jsonl", list[str]()
    record = JsonLines(path)
    record(1, {"loss": 1.0})
    with path.open("ab") as file:
        file.write(line + b"\n")
    record(2, {"loss": 2.0})
    assert [found["step"] for found in read_record(path, said.append)] == [1, 2]
    resumed = JsonLines(path, 2, say=said.append)
    assert said == [f"{path}: 1 of 3 lines are damaged and left out."] * 2
    resumed(3, {"loss": 3.0})
    assert [found["step"] for found in read_record(path, pytest.fail)] == [1, 2, 3]


@pytest.mark.parametrize("name", ["plan.json", "comparison.json", "gan-0/failed.json", "gan-0/metrics.json"])
def test_a_comparison_goes_on_or_says_what_is_damaged(name: str, trained: list[list[str]], here: Path) -> None:
    contest()
    whole = next(path.name for path in (here / "out").iterdir() if path.is_dir())
    path = here / "out" / name.replace("gan-0", whole)
    kept = path.read_bytes() if path.is_file() else json.dumps({"failure": "it diverged."}).encode()
    for number in range(12):
        path.write_bytes(kept)
        DAMAGES[number % len(DAMAGES)](path, random.Random(f"{name} {number}"))
        try:
            contest()
        except GansmithError as error:
            assert path.name in str(error) or "holds a comparison" in str(error)  # noqa: PT017
    path.unlink()


@pytest.mark.parametrize("content", STRANGE, ids=range(len(STRANGE)))
def test_whoever_holds_the_lock_is_told_of_as_far_as_that_is_known(content: bytes, tmp_path: Path) -> None:
    with RunLock(tmp_path):
        (tmp_path / "run.lock").write_bytes(content)
        with pytest.raises(GansmithError, match="is being trained by another process"), RunLock(tmp_path):
            pass
