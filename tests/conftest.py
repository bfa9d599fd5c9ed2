"""What all tests share: one thread, Ctrl-C, and no network."""

import os
import signal
import socket

import pytest
from hypothesis import settings

settings.register_profile("gansmith", deadline=None)  # time is no law here: the machine may be busy
settings.load_profile("gansmith")


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """Keep torch on one thread, here and in processes started here: barriers collapse where processes share cores."""
    import torch

    torch.set_num_threads(1)
    os.environ["OMP_NUM_THREADS"] = "1"


@pytest.fixture(scope="session", autouse=True)
def heard() -> None:
    """Let signals be heard where the tests were started in the background of a script, or by nohup."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture
def no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where this process tries to connect, to send or to look up a name."""

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
