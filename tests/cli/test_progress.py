"""The bar of progress is drawn where a person watches, and is gone when all is done."""

import io

import pytest
from toy_terminal import Terminal

from gansmith.cli.progress import progress_on


def test_progress_is_drawn_where_a_person_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    shown = Terminal()
    with progress_on(shown, quiet=False) as tell:
        tell(1, 1200)
        tell(1200, 1200)
    assert "1200/1200" in shown.getvalue()
    assert shown.getvalue().endswith(("\x1b[?25h", "\x1b[2K"))  # the cursor is back, the bar is gone
    for stream, quiet, count in ((io.StringIO(), False, 9), (Terminal(), True, 9), (Terminal(), False, 1)):
        with progress_on(stream, quiet) as tell:
            tell(1, count)
        assert stream.getvalue() == ""
    monkeypatch.setenv("TERM", "dumb")
    with progress_on(shown := Terminal(), quiet=False) as tell:
        tell(1, 2)
    assert shown.getvalue() == ""
