"""How far a command has come that takes a while, drawn where a person watches."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TextIO


@contextmanager
def progress_on(stream: TextIO, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Yield what is to be told (done, of how many); it draws a bar on a terminal and nothing elsewhere, nor when quiet.

    The bar appears with the first word of more to come, and is gone when the block ends.
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
