"""Text in drawings: shown letter for letter, whoever wrote it, and the drawing as a file."""

import io
import warnings
from collections.abc import Mapping
from typing import Any

from gansmith.errors import printable, within

_LONGEST = 60  # characters of a name that fit above a plot


def literal(text: str) -> str:
    """Return text as matplotlib shows it letter for letter: no formula between $, no control character, not too long.

    A legend leaves out what begins with an underscore, so that a space goes before it.
    """
    shown = within(printable(text), _LONGEST)
    return (" " if shown.startswith("_") else "") + shown.replace("$", r"\$")


def rendered(figure: Any, kind: str = "png", facts: Mapping[str, str] | None = None) -> bytes:
    """Return the content of a file of a figure, of the kind png, pdf or svg; letters no font has are shown as boxes.

    facts: metadata of the file, by the names that matplotlib has for its kind.
    """
    drawn = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from")
        figure.savefig(drawn, dpi=110, format=kind, metadata=dict(facts or {}))
    return drawn.getvalue()
