"""Processes of one training that watch over each other, so that none waits for one that is dead or stopped.

Each keeps a connection to process 0, on which both sides say every second that they are there, and at the end how they
ended. A thread of its own does so: whatever the process is busy with, a long save or a measurement, it answers.
"""

import contextlib
import json
import os
import selectors
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gansmith.errors import GansmithError, PeerLost, option, quoted, remark
from gansmith.storage.json_text import parsed
from gansmith.training.checkpoint import newest_whole

BEAT = 1.0  # seconds
SILENCE = 60.0  # after which a process that says nothing is taken for stopped
GRACE = 15.0  # in which one whose peer died may find out by itself, and end in good order
_MOST = 1 << 16  # bytes of a line
_TOLD = {"rank", "code", "text"}  # of what was lost


class Link:
    """A connection to one other process, and for how many beats it has been silent."""

    def __init__(self, connection: socket.socket, rank: int) -> None:
        self.connection, self.rank = connection, rank
        self.silent = 0
        self._held = b""

    def say(self, message: dict[str, Any]) -> None:
        """Send a line, or none where the other side is gone or does not read."""
        try:
            self.connection.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            return

    def part(self) -> None:
        """Close the connection once the other side has read all: what is closed before may be lost on the way."""
        with contextlib.suppress(OSError), self.connection:
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(BEAT)
            while self.connection.recv(_MOST):
                continue

    def hear(self) -> list[dict[str, Any]] | None:
        """Return what has arrived; None where the other side is gone."""
        try:
            came = self.connection.recv(_MOST)
        except (BlockingIOError, InterruptedError):
            return []
        except OSError:
            return None
        if not came or len(self._held) > _MOST:
            return None
        self.silent = 0
        *lines, self._held = (self._held + came).split(b"\n")
        try:
            said = [parsed(line) for line in lines]
        except ValueError:
            return None
        return said if all(map(_is_message, said)) else None


def _is_message(said: Any) -> bool:
    return isinstance(said, dict) and ("text" not in said or {*said} >= _TOLD)


class Peers:
    """The other processes, as this one sees them; `lost` says what became of the first that left before its time.

    place is where the run lies, as process 0 has told, so that any can say how it goes on.
    """

    def __init__(
        self, rank: int, size: int, links: Iterable[Link], *, beat: float = BEAT, silence: float | None = None
    ) -> None:
        self.rank, self.size, self.beat = rank, size, beat
        self.silence = SILENCE if silence is None else silence
        self.place = ""
        self.lost: PeerLost | None = None
        self._links = {link.rank: link for link in links}
        self._known, self._closed = threading.Event(), threading.Event()
        self._bell, self._ear = socket.socketpair()  # wakes the thread up when it is to end
        self._waited = self._busy = 0
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._watch, name="peers", daemon=True)
        self._thread.start()

    def tell(self, place: str) -> None:
        """Let all know where the run lies."""
        self.place = place
        self._broadcast({"place": place})

    @contextmanager
    def unhurried(self) -> Iterator[None]:
        """Let this process finish what it does alone, as a save, before the loss of another one ends it."""
        self._busy += 1
        try:
            yield
        finally:
            self._busy -= 1

    def cause(self, seconds: float) -> PeerLost | None:
        """Return what became of the first process that was lost, if it is known within so many seconds."""
        self._known.wait(seconds)
        return self.lost

    def leave(self, error: BaseException | None = None) -> None:
        """Say farewell, and why, and watch no more."""
        self._closed.set()
        with contextlib.suppress(OSError):  # it may have looked by itself a moment ago
            self._bell.send(b"!")
        self._thread.join(5 * self.beat)
        farewell = {"left": self.rank} if error is None else {"left": self.rank, **_ending(error, self.rank, self.size)}
        self._broadcast(farewell)
        for link in self._links.values():
            link.part()

    def words(self) -> str:
        """Return what was lost and how to go on, in a few seconds at most, however slow the disk is."""
        said: list[str] = []
        asking = threading.Thread(target=lambda: said.append(_going_on(self.place)), daemon=True)
        asking.start()
        asking.join(5.0)
        return " ".join([str(self.lost), *said]).strip()

    def _broadcast(self, message: dict[str, Any], but: int | None = None) -> None:
        with self._lock:
            for link in list(self._links.values()):
                if link.rank != but:
                    link.say(message)

    def _watch(self) -> None:
        with selectors.DefaultSelector() as selector, self._bell, self._ear:
            selector.register(self._ear, selectors.EVENT_READ)
            for link in self._links.values():
                selector.register(link.connection, selectors.EVENT_READ, link)
            last = time.monotonic()
            while not self._closed.is_set():
                for key, _ in selector.select(self.beat):
                    if key.data is not None and not self._listen(key.data):
                        selector.unregister(key.fileobj)
                        self._links.pop(key.data.rank).connection.close()
                if time.monotonic() - last >= self.beat:
                    last = time.monotonic()
                    self._tick()

    def _listen(self, link: Link) -> bool:
        """Take in what a process says; return whether more may come."""
        said = link.hear()
        if said is None:
            self._lose(link.rank, 75, f"Process {link.rank} of {self.size} is gone: it was killed, or its machine was.")
            return False
        for message in said:
            self.place = message.get("place", self.place)
            if "text" in message:
                self._lose(message["rank"], message["code"], message["text"])
            if "left" in message:
                return False
        return True

    def _tick(self) -> None:
        """Say that this process is there; count by its own beats, which stand still while it is stopped itself."""
        self._broadcast({})
        for link in list(self._links.values()):
            link.silent += 1
            if link.silent * self.beat > self.silence:
                self._lose(
                    link.rank,
                    75,
                    f"Process {link.rank} of {self.size} has not answered for {self.silence:g} s: it is stopped, or "
                    "the way to its machine is cut.",
                )
                self._waited += round(GRACE / self.beat)  # whoever waits for it would wait for ever
        if self.lost is not None and not self._busy:
            self._waited += 1
            if self._waited * self.beat >= GRACE and not self._closed.is_set():
                self._end()

    def _lose(self, rank: int, code: int, text: str) -> None:
        if self.lost is not None:
            return
        self.lost = PeerLost(text, code, rank)
        self._known.set()
        if self.rank == 0:
            self._broadcast({"rank": rank, "code": code, "text": text}, but=rank)

    def _end(self) -> None:
        """End this process, whose main thread waits for what will never come."""
        assert self.lost is not None  # noqa: S101
        remark(self.words())
        os._exit(self.lost.exit_code)


def _going_on(place: str) -> str:
    """Return how a run in that place goes on, "" where none is known."""
    if not place:
        return ""
    step = newest_whole(Path(place) / "checkpoints")
    if step is None:
        return "It had no checkpoint yet: start it anew."
    return (
        f"Its checkpoint of step {step:,} is whole: go on by the same command with "
        f"{option('resume', quoted(Path(place)))}."
    )


def _ending(error: BaseException, rank: int, size: int) -> dict[str, Any]:
    """Return what others are told of a process that ends by an error, or by what it was told itself."""
    if isinstance(error, PeerLost):
        return {"rank": error.rank, "code": error.exit_code, "text": error.cause}
    if isinstance(error, KeyboardInterrupt):
        reason, code = "it was stopped at once.", 130
    elif isinstance(error, GansmithError):
        reason, code = str(error), error.exit_code
    else:
        reason, code = f"{type(error).__name__}: {error}", GansmithError.exit_code
    return {"rank": rank, "code": code, "text": f"Process {rank} of {size} ended: {reason}"}
