"""What notebooks show: fragments of HTML, whose text is escaped, and figures. Only a kernel imports IPython."""

import base64
import sys
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from gansmith.errors import printable

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDEST = 640  # pixels that a picture is shown at
_CELL = "text-align:left;padding:1px 12px 1px 0"


def in_notebook() -> bool:
    """Tell whether this process is the kernel of a notebook (Jupyter, Colab, VS Code)."""
    return _kernel() is not None


def text(words: object) -> str:
    """Return words as HTML shows them, letter for letter."""
    return escape(printable(str(words)))


def image(png: bytes, alternative: str) -> str:
    """Return an HTML element that holds a picture, with the text that stands for it elsewhere."""
    data = base64.b64encode(png).decode("ascii")
    return f'<img alt="{text(alternative)}" style="max-width:{WIDEST}px" src="data:image/png;base64,{data}">'


def table(rows: Iterable[Sequence[object]], head: Sequence[object] = ()) -> str:
    """Return rows of words as an HTML table; the first cell of each is in bold."""
    first = "".join(f'<th style="{_CELL}">{text(cell)}</th>' for cell in head)
    lines = [f"<tr>{first}</tr>"] if head else []
    for start, *rest in rows:
        cells = "".join(f'<td style="{_CELL}">{text(cell)}</td>' for cell in rest)
        lines.append(f'<tr><td style="{_CELL}"><b>{text(start)}</b></td>{cells}</tr>')
    return f"<table>{''.join(lines)}</table>"


def shown(figure: "Figure") -> "Figure":
    """Return a figure, which a notebook shows as a picture from then on where it is the value of a cell."""
    shell = _kernel()
    if shell is not None:
        from IPython.core.pylabtools import select_figure_formats

        formats = shell.display_formatter.formatters
        if not any(type(figure) in formats[kind].type_printers for kind in ("image/png", "image/svg+xml")):
            select_figure_formats(shell, {"png"})  # type: ignore[no-untyped-call]
    return figure


def _kernel() -> Any:
    """Return the shell of a notebook's kernel; None elsewhere, in IPython on a terminal as well."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return shell if hasattr(shell, "kernel") else None
