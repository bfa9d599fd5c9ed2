"""A report in a real browser that has no network: it asks for nothing, complains of nothing, and is all drawn."""

import shutil
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from pages import contest_page, page
from PIL import Image

from gansmith.report import comparison_page as contest
from gansmith.report.page import html

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on PATH (apt install chromium)")
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
MAGENTA = np.array([255, 0, 255])


class Gate:
    """A proxy that lets nothing through and notes what was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        gate = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                gate.asked.append(self.path)
                self.send_error(502)

            do_CONNECT = do_POST = do_HEAD = do_GET

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    thread = Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def seen(document: str, gate: Gate, folder: Path, *flags: str) -> tuple[list[str], np.ndarray]:
    """Open a document and return what the console says, and how it looks (H, W, 3)."""
    (folder / "page.html").write_text(document, encoding="utf-8")
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", *QUIET, *flags]
    command += [f"--user-data-dir={folder / 'profile'}", f"--proxy-server=127.0.0.1:{gate.server.server_port}"]
    command += ["--proxy-bypass-list=<-loopback>", "--enable-logging=stderr", "--window-size=1000,1600"]
    command += [f"--screenshot={folder / 'shot.png'}", (folder / "page.html").as_uri()]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    said = [line for line in ended.stderr.splitlines() if "CONSOLE" in line]
    return said, np.asarray(Image.open(folder / "shot.png").convert("RGB")).astype(int)


def from_elsewhere(asked: list[str]) -> list[str]:
    """Return what a page asked for, without what the browser asks its maker for by itself."""
    return [path for path in asked if "google" not in path and "gvt1" not in path]


@pytest.mark.parametrize("document", [html(page()), contest.html(contest_page())], ids=["page", "contest"])
def test_it_opens_without_network_and_complaint(document: str, gate: Gate, tmp_path: Path) -> None:
    said, picture = seen(document, gate, tmp_path)
    assert said == []
    assert from_elsewhere(gate.asked) == []
    assert (np.abs(picture - MAGENTA).max(axis=-1) < 20).sum() > 10_000  # the plate is there
    assert picture[2, 2].min() > 240  # on light paper
    right = picture[:, -4:]
    assert np.ptp(right.reshape(-1, 3), axis=0).max() == 0  # nothing sticks out


def test_it_is_dark_where_that_is_preferred(gate: Gate, tmp_path: Path) -> None:
    said, picture = seen(html(page()), gate, tmp_path, "--blink-settings=preferredColorScheme=0")
    assert said == []
    assert picture[2, 2].max() < 40
    assert picture[:60].max() > 180  # and the title is light


def test_the_gate_and_the_console_tell_of_a_page_that_does_ask_and_complain(gate: Gate, tmp_path: Path) -> None:
    bad = '<!doctype html><img src="http://example.invalid/x.png"><script>console.error("no")</script>'
    said, _ = seen(bad, gate, tmp_path)
    assert len(said) == 1
    assert from_elsewhere(gate.asked) == ["http://example.invalid/x.png"]
