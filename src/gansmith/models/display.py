"""How a model shows itself: in a line, and in a notebook with some of its samples."""

from contextlib import suppress
from typing import TYPE_CHECKING

from gansmith.data.reader.library_errors import shown
from gansmith.drawing.notebook import image, table
from gansmith.errors import GansmithError, printable
from gansmith.methods.own import without_folders
from gansmith.training.callbacks.image_grids import grid, png_bytes

if TYPE_CHECKING:
    from gansmith.models.model import Model

_SHOWN = 16  # samples in a notebook
_NAMED = 10  # conditions that a line names


def as_line(model: "Model") -> str:
    """Return what a model makes and how it was trained, in a line."""
    method, *rest = (fact for _, fact in _facts(model))
    return f"Model({method}: {', '.join(rest)})"


def as_html(model: "Model") -> str:
    """Return the same for a notebook, with some samples."""
    drawn = ""
    with suppress(GansmithError):  # a translator has none without sources; a diverged model has no finite ones
        drawn = image(png_bytes(grid(model.sample(_SHOWN))), f"{_SHOWN} samples")
    return f"{table(_facts(model))}{drawn}"


def _facts(model: "Model") -> list[tuple[str, str]]:
    card = model.card
    made, count = card.codec.scale.low, sum(parameter.numel() for parameter in model.network.parameters())
    facts = [
        ("method", printable(without_folders(card.method))),
        ("samples", f"{' x '.join(map(str, made.shape))} {made.dtype}"),
    ]
    facts += [("trained", f"{card.steps:,} steps"), ("generator", f"{count:,} parameters")]
    told = [shown(quantity.name) for quantity in card.origin.conditions]
    facts += [("conditions", f"conditions {' '.join(told[:_NAMED])}")] if told else []
    return facts + ([("classes", f"{len(card.class_names):,} classes")] if card.class_names else [])
