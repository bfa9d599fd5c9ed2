"""Figures of matplotlib, imported when the first is drawn and without a look at the current folder.

matplotlib takes its settings from a file called matplotlibrc in the current folder, where data of strangers may lie:
such a file can have every text run through LaTeX, or be none at all. The settings of whoever runs the command, and of
whoever imported matplotlib before, hold as ever.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal


def canvas(size: tuple[float, float], layout: Literal["constrained", "tight"] = "constrained", dpi: int = 100) -> Any:
    """Return a new canvas without a window; `figure` of it has so many inches."""
    with _elsewhere():
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

    return FigureCanvasAgg(Figure(figsize=size, dpi=dpi, layout=layout))


SIGNAL = 32  # vectors of more values are drawn as signals, each on axes of its own: over each other they hide noise


@contextmanager
def _elsewhere() -> Iterator[None]:
    """Import matplotlib from the root folder, and come back, where such a file lies in the current one."""
    if "matplotlib" in sys.modules or not os.path.lexists("matplotlibrc"):
        yield
        return
    here = os.open(os.curdir, os.O_RDONLY)
    os.chdir(os.sep)
    try:
        yield
    finally:
        os.fchdir(here)
        os.close(here)
