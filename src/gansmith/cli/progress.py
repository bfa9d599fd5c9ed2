"""A progress bar for commands that take a while, on a terminal."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TextIO


@contextmanager
def progress_on(stream: TextIO, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Yield a function of (done, total) that draws a bar on a terminal; it draws nothing elsewhere, or when quiet.

    The bar appears with the first call that leaves work to do, and disappears when the block ends.
    """
    if quiet or not stream.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda done, count: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # stdout is left alone: it carries the document of --json.
    bars = Progress(*columns, console=Console(file=stream), transient=True, redirect_stdout=False)
    task = bars.add_task("", total=None)
    with ExitStack() as shown:

        def tell(done: int, count: int) -> None:
            if not bars.live.is_started and done < count:
                shown.enter_context(bars)
            bars.update(task, completed=done, total=count)

        yield tell
