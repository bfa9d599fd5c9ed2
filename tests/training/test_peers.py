"""Processes that watch over each other: the dead and the silent are named, the busy are left alone."""

import contextlib
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from gansmith.errors import DataError, PeerLost
from gansmith.training.checkpoint import save_checkpoint
from gansmith.training.peers import Link, Peers

BEAT, SILENCE = 0.02, 0.4


def linked() -> tuple[socket.socket, socket.socket]:
    """Return both ends of a connection, neither of which waits."""
    ends = socket.socketpair()
    for end in ends:
        end.setblocking(False)
    return ends


@contextlib.contextmanager
def watching(size: int, *links: tuple[int, list[Link]]) -> Iterator[list[Peers]]:
    """Let processes of these ranks, all of them in this one, watch over each other by their links."""
    peers = [Peers(rank, size, some, beat=BEAT, silence=SILENCE) for rank, some in links]
    try:
        yield peers
    finally:
        for each in peers:
            with contextlib.suppress(OSError):
                each.leave()


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The exit codes with which this process would have ended."""
    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", codes.append)
    monkeypatch.setattr("gansmith.training.peers.GRACE", 0.1)
    return codes


def wait_for(codes: list[int], seconds: float = 10.0) -> None:
    patience = time.monotonic() + seconds
    while not codes and time.monotonic() < patience:
        time.sleep(BEAT)


def test_who_is_there_is_not_lost_however_long_it_is_busy(ended: list[int]) -> None:
    one, other = linked()
    with watching(2, (0, [Link(one, 1)]), (1, [Link(other, 0)])) as peers:
        time.sleep(3 * SILENCE)
        assert [each.cause(0) for each in peers] == [None, None]
    assert ended == []


def test_who_leaves_in_good_order_is_not_lost(ended: list[int]) -> None:
    one, other = linked()
    with watching(2, (0, [Link(one, 1)]), (1, [Link(other, 0)])) as (first, second):
        second.leave()
        assert first.cause(3 * SILENCE) is None
    assert ended == []


def test_whose_connection_breaks_is_gone_at_once_and_the_rest_ends_if_it_does_not_find_out(
    ended: list[int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = linked()
    save_checkpoint(tmp_path / "checkpoints", 7, {"a": torch.ones(1)}, {})
    with watching(2, (0, [Link(one, 1)])) as (first,):
        first.tell(str(tmp_path))
        other.close()
        cause = first.cause(5)
        assert cause is not None
        assert (cause.rank, cause.exit_code) == (1, 75)
        wait_for(ended)
    assert set(ended) == {75}
    said = capsys.readouterr().err.splitlines()[0]
    assert said == (
        "gansmith: Process 1 of 2 is gone: it was killed, or its machine was. Its checkpoint of step 7 is whole: go on "
        f"by the same command with gansmith.resume({tmp_path})."
    )


def test_who_says_nothing_for_long_is_stopped(ended: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    one, other = linked()
    with other, watching(2, (0, [Link(one, 1)])) as (first,):
        begun = time.monotonic()
        assert first.cause(10) is not None
        assert time.monotonic() - begun >= SILENCE
        wait_for(ended)
    assert set(ended) == {75}
    assert "Process 1 of 2 has not answered for 0.4 s: it is stopped" in capsys.readouterr().err


def test_what_one_does_alone_is_finished_first(ended: list[int]) -> None:
    one, other = linked()
    with watching(2, (0, [Link(one, 1)])) as (first,):
        with first.unhurried():
            other.close()
            assert first.cause(5) is not None
            time.sleep(SILENCE)
            assert ended == []
        wait_for(ended)
    assert set(ended) == {75}


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (DataError("x.npy is empty."), 3, "Process 1 of 3 ended: x.npy is empty."),
        (KeyboardInterrupt(), 130, "Process 1 of 3 ended: it was stopped at once."),
        (ValueError("no"), 1, "Process 1 of 3 ended: ValueError: no"),
        (PeerLost("Process 3 of 4 is gone.", 75, 3), 75, "Process 3 of 4 is gone."),
    ],
)
def test_all_learn_of_the_first_why_one_ended(error: BaseException, code: int, said: str, ended: list[int]) -> None:
    to_one, one, to_two, two = *linked(), *linked()
    hub, rest = [Link(to_one, 1), Link(to_two, 2)], ((1, [Link(one, 0)]), (2, [Link(two, 0)]))
    with watching(3, (0, hub), *rest) as (first, second, third):
        second.leave(error)
        for each in (first, third):
            cause = each.cause(5)
            assert cause is not None
            assert (cause.exit_code, str(cause)) == (code, said)


@pytest.mark.parametrize("noise", [b"\x00\xff{{{\n", b"[1]\n", b'{"text": 3}\n', b"x" * 200_000])
def test_noise_on_the_line_is_a_loss_and_not_an_error(noise: bytes, ended: list[int]) -> None:
    one, other = linked()
    with other, watching(2, (0, [Link(one, 1)])) as (first,):
        while noise:
            noise = noise[other.send(noise) :] if first.cause(BEAT) is None else b""
        assert first.cause(5) is not None
