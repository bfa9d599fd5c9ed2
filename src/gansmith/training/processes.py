"""How many processes there are: torchrun says so in the environment, and this joins them."""

import contextlib
import ipaddress
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import torch
import torch.distributed as dist

from gansmith.core.replicas import Replicas
from gansmith.errors import GansmithError, MemoryShortage, PeerLost, UsageError
from gansmith.training.peers import Link, Peers

MEETING, MEETING_NEARBY = 300.0, 30.0  # seconds that the first to come waits, for other machines or on its own
LONGEST = timedelta(hours=6)  # in which one process may do what the others wait for; the dead are noticed otherwise
NOTICE = 5.0  # seconds in which it is known who was lost, once something waited for in vain


@dataclass(frozen=True)
class Company(Replicas):
    """Processes that watch over each other."""

    peers: Peers | None = None


@contextmanager
def process_group(device: torch.device) -> Iterator[Replicas]:
    """Join the processes torchrun started, nccl between GPUs and gloo otherwise, and leave them at the end.

    Raises PeerLost where another one died, stopped or ended by an error, or did not come.
    """
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        yield Replicas()
        return
    _meet("cpu:gloo,cuda:nccl" if device.type == "cuda" else "gloo", size)
    try:
        peers = _watch_over(Replicas(dist.get_rank(), size))
    except (OSError, RuntimeError) as error:
        raise PeerLost(f"A process was lost while all {size} met. Start all of them again.", 75, -1) from error
    try:
        yield Company(dist.get_rank(), size, peers=peers)
    except BaseException as error:
        cause = None if isinstance(error, GansmithError | KeyboardInterrupt) else _cause(peers, error)
        peers.leave(cause or error)
        with contextlib.suppress(RuntimeError):
            if device.type != "cuda":  # whose streams may wait for the lost one
                dist.destroy_process_group()
        if cause is None:
            raise
        raise PeerLost(peers.words(), cause.exit_code, cause.rank) from None
    peers.leave()
    dist.destroy_process_group()


def unhurried(replicas: Replicas) -> AbstractContextManager[None]:
    """Return the context in which this process may finish what it does alone although another one was lost."""
    peers = replicas.peers if isinstance(replicas, Company) else None
    return nullcontext() if peers is None else peers.unhurried()


def lies_at(replicas: Replicas, place: Path) -> None:
    """Let all processes know where the run lies."""
    if isinstance(replicas, Company) and replicas.peers is not None:
        replicas.peers.tell(str(place))


def _cause(peers: Peers, error: BaseException) -> PeerLost | None:
    """Return who was lost, where that is why this process failed."""
    return peers.cause(NOTICE) if isinstance(error, RuntimeError) and not MemoryShortage.is_one(error) else None


def _meet(backend: str, size: int) -> None:
    """Wait for the other processes, so that Ctrl-C is heard meanwhile."""
    try:
        nearby = ipaddress.ip_address(socket.gethostbyname(os.environ.get("MASTER_ADDR", "localhost"))).is_loopback
    except OSError:
        nearby = False
    seconds = MEETING_NEARBY if nearby else MEETING
    trouble: list[BaseException] = []

    def meet() -> None:
        try:
            dist.init_process_group(backend, timeout=LONGEST)
        except BaseException as error:
            trouble.append(error)

    meeting = threading.Thread(target=meet, daemon=True)
    meeting.start()
    meeting.join(seconds)
    if meeting.is_alive() or trouble:
        reason = f" ({str(trouble[0]).splitlines()[0]})" if trouble else ""
        raise PeerLost(
            f"Process {os.environ.get('RANK')} of {size} did not meet the others within {seconds:g} s{reason}. Start "
            "all of them at once, with the same MASTER_ADDR, MASTER_PORT and WORLD_SIZE and a RANK of their own.",
            75,
            -1,
        )


def _watch_over(replicas: Replicas) -> Peers:
    """Connect every process with the first one, which tells the others where it listens by the way they have."""
    host = os.environ["MASTER_ADDR"]
    if replicas.rank:
        port, word = (int(replicas.agree(0)) for _ in range(2))
        with socket.create_connection((host, port), timeout=MEETING_NEARBY) as connection:
            connection.sendall(f"{word} {replicas.rank}\n".encode())
            links = [Link(_quick(connection.dup()), 0)]
    else:
        with _listener(host) as listener:
            word = secrets.randbits(50)  # a float64 holds it
            replicas.agree(listener.getsockname()[1])
            replicas.agree(word)
            links = _greeted(listener, word, replicas.size - 1)
    return Peers(replicas.rank, replicas.size, links)


def _listener(host: str) -> socket.socket:
    """Return a socket that listens at this host's address by which the others know it, or at all that it has."""
    for address in (host, ""):
        with contextlib.suppress(OSError):
            return socket.create_server((address, 0))
    raise UsageError("No port of this machine is free for the other processes. See MASTER_ADDR.")


def _greeted(listener: socket.socket, word: int, count: int) -> list[Link]:
    """Return the links to so many processes that know the word; whoever does not is sent away."""
    links: dict[int, Link] = {}
    listener.settimeout(MEETING_NEARBY)
    while len(links) < count:
        connection, _ = listener.accept()
        connection.settimeout(MEETING_NEARBY)
        said = b""
        while not said.endswith(b"\n") and (came := connection.recv(64)):
            said += came
        given, _, rank = said.decode(errors="replace").strip().partition(" ")
        if given == str(word) and rank.isdecimal():
            links[int(rank)] = Link(_quick(connection), int(rank))
        else:
            connection.close()
    return list(links.values())


def _quick(connection: socket.socket) -> socket.socket:
    connection.setblocking(False)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection
