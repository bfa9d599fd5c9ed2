"""Files of a command about latent space: figures, films, arrays in the units of the data, and latents."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.data.formats.mark_writers import figure_facts, marked_gif, marked_png
from gansmith.data.formats.marks import require_free_mark
from gansmith.data.formats.registry import format_of
from gansmith.data.formats.write import require_writable, write_data
from gansmith.data.outputs import require_apart, require_free
from gansmith.drawing.lettering import rendered
from gansmith.errors import UsageError
from gansmith.latent.figures import Row, film, rows_figure
from gansmith.latent.latents import Latents, require_noise
from gansmith.models.load import Recipe, load
from gansmith.models.marked import mark_of
from gansmith.models.model import Model
from gansmith.records.run_record import learned_from
from gansmith.storage.atomic import write_bytes
from gansmith.storage.places import possible

FIGURES = (".png", ".pdf", ".svg")
FILM = ".gif"
LATENTS = (".npy", ".npz")
Outputs = str | Path | Sequence[str | Path] | None


@dataclass(frozen=True)
class Written:
    """What may be written of a result: the rows of its figure, its samples (N, ...), and for a film its stops.

    latents are written in place of the samples where they are given.
    """

    rows: Sequence[Row]
    samples: np.ndarray
    labels: np.ndarray | None = None
    stops: Sequence[int] = ()
    latents: Latents | None = None


def opened(run: str | Path | Model, recipe: Recipe | None) -> Model:
    """Return the model of a place, or the model itself; raises UsageError for a translator."""
    model = run if isinstance(run, Model) else load(run, recipe=recipe)
    require_noise(model)
    return model


def places(
    outputs: Outputs,
    run: str | Path | Model,
    model: Model,
    *,
    mark: bool,
    inputs: Sequence[Any] = (),
    films: bool = False,
    latents: bool = False,
) -> list[Path]:
    """Return the files to write; raises UsageError, before any work is done, for one that cannot be written.

    mark: whether files say that they are synthetic; inputs: what else the command reads; films: whether a .gif can be
    written; latents: whether files of arrays hold latents, and no samples.
    """
    several = [] if outputs is None else [outputs] if isinstance(outputs, str | Path) else list(outputs)
    found = [possible(output) for output in several]
    require_apart(found)
    read: list[str | Path] = [] if isinstance(run, Model) else [*learned_from(Path(run))]
    read += [given for given in inputs if isinstance(given, str | Path)]
    for output in found:
        require_free(output, (*read, model.card.origin.path))
        suffix = output.suffix.lower()
        if suffix in FIGURES or (films and suffix == FILM):
            continue
        if suffix == FILM:
            raise UsageError(f"{output}: only a walk becomes a film. Use {', '.join(FIGURES)}, or a file of arrays.")
        if latents:
            _require_latents(output)
            continue
        scale = model.card.codec.scale
        _require_levels(output, model)
        if mark and format_of(output) is not None:
            require_free_mark(output)
        require_writable(output, scale.low, model.card.origin, (scale.low.min().item(), scale.high.max().item()))
    return found


def _require_levels(output: Path, model: Model) -> None:
    """Raise UsageError where images would have to hold numbers that are not whole."""
    from gansmith.data.formats.image_writing import written_deep

    kind, low, origin = format_of(output), model.card.codec.scale.low, model.card.origin
    of_arrays = origin.format == "arrays" or "window" in origin.details
    is_of_images = kind == "zip" or (kind is None and not output.suffix and not of_arrays)
    if is_of_images and low.ndim > 1 and low.dtype.kind == "f" and not written_deep(low.shape, low.dtype, origin):
        raise UsageError(
            f"{output}: images hold whole numbers, and samples are {low.dtype}. Name a file such as samples.npy."
        )


def _require_latents(output: Path) -> None:
    if output.suffix.lower() not in LATENTS:
        raise UsageError(
            f"{output}: latents are {' or '.join(LATENTS)}, and figures {', '.join(FIGURES)}. Choose one of these."
        )


def write(
    outputs: Sequence[Path], model: Model, made: Written, *, seed: int | None, mark: bool, title: str = ""
) -> None:
    """Write each output as its suffix says; raises StorageError, or UsageError for values that a format cannot hold.

    seed: of the noise, None where the latents were given. mark: whether files say that they are synthetic; files of
    latents, which are no samples, never do.
    """
    put = mark_of(model, len(made.samples), seed=seed) if mark and outputs else None
    for output in outputs:
        suffix = output.suffix.lower()
        if suffix in FIGURES:
            kind = suffix.lstrip(".")
            drawn = rendered(rows_figure(model, made.rows, title=title), kind, figure_facts(kind, put))
            write_bytes(output, drawn if put is None or kind != "png" else marked_png(drawn, put))
        elif suffix == FILM:
            moving = film(model, made.samples, made.stops)
            write_bytes(output, moving if put is None else marked_gif(moving, put))
        elif made.latents is not None:
            write_bytes(output, _content(made.latents, suffix))
        else:
            names = model.card.class_names
            known = names if made.labels is not None else ()
            write_data(output, made.samples, model.card.origin, made.labels, known, mark=put)


def _content(latents: Latents, suffix: str) -> bytes:
    content = io.BytesIO()
    if suffix == ".npy":
        np.save(content, latents.matrix(), allow_pickle=False)
    else:
        arrays: dict[str, Any] = dict(latents.parts())
        np.savez(content, **arrays)
    return content.getvalue()


def whole_classes(latents: Latents) -> np.ndarray | None:
    """Return the class (N,) of each point; None where there are none, and where one lies between classes."""
    shares = latents.shares
    if shares is None or (shares.max(axis=1) != 1).any():
        return None
    return np.asarray(shares.argmax(axis=1), np.int64)
