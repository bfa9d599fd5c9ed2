"""What a process that reads files and the one it reads for send each other: JSON, with descriptors of open files."""

import json
import os
import socket
from contextlib import suppress
from typing import Any

from gansmith.storage.json_text import parsed

MOST_FILES = 3  # that go with a message: values, labels and conditions
_LENGTH = 8  # bytes before each message that say how long it is
_LONGEST = 1 << 30


class Closed(Exception):
    """The other side has gone."""


def send(channel: socket.socket, document: dict[str, Any], descriptors: list[int]) -> None:
    """Send one message and open files with it. Raises OSError where nobody listens."""
    content = json.dumps(document).encode()
    length = len(content).to_bytes(_LENGTH, "big")
    if descriptors:
        socket.send_fds(channel, [length], descriptors)
    else:
        channel.sendall(length)
    channel.sendall(content)


def receive(channel: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Return the next message and the descriptors with it, which the caller closes. Raises Closed at the end."""
    descriptors: list[int] = []
    try:
        length, descriptors, _, _ = socket.recv_fds(channel, _LENGTH, MOST_FILES)
        expected = int.from_bytes(length + _exactly(channel, _LENGTH - len(length)) if length else b"", "big")
        if not 0 < expected <= _LONGEST:
            raise Closed
        document: dict[str, Any] = parsed(_exactly(channel, expected), most=_LONGEST)
    except (OSError, ValueError, Closed) as error:
        close(descriptors)
        raise Closed from error
    return document, descriptors


def close(descriptors: list[int]) -> None:
    """Close descriptors that came with a message."""
    for descriptor in descriptors:
        with suppress(OSError):
            os.close(descriptor)


def _exactly(channel: socket.socket, count: int) -> bytes:
    parts, left = [], count
    while left:
        part = channel.recv(min(left, 1 << 20))
        if not part:
            raise Closed
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
