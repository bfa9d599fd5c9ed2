"""Windows of recordings that are written: what a file of an array does not hold of them, and what cannot hold them."""

from pathlib import Path

from gansmith.data.dataset import Origin
from gansmith.data.formats.window_rows import time_step
from gansmith.data.reader.library_errors import shown
from gansmith.errors import UsageError

_LISTED = 20  # channels that are named


def lost_of_windows(origin: Origin) -> str:
    """Return what a file of an array does not hold of windows, and a table of them does; "" for no windows."""
    if "window" not in origin.details:
        return ""
    parts, rate = list[str](), int(origin.details.get("rate", 0))
    if rate > 1:
        parts.append(f"there are {rate:,} moments a second")
    elif step := time_step(origin):
        parts.append(f"moments are {step:.6g} apart")
    if len(origin.columns) > 1:
        more = " and so on" if len(origin.columns) > _LISTED else ""
        parts.append(f"channels are {', '.join(map(shown, origin.columns[:_LISTED]))}{more}")
    return ", ".join(parts)


def require_no_images(target: Path, kind: str | None, origin: Origin) -> None:
    """Raise UsageError where windows would be written as images."""
    as_images = kind == "zip" or (kind is None and origin.format in ("folder", "zip"))
    if "window" in origin.details and as_images:
        raise UsageError(
            f"{target}: windows of recordings are no images. Name a folder, without an ending, for a file of each "
            "window, or a file such as samples.npy."
        )
