"""The command `features`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from gansmith.cli.options import Json, OwnRecipe, Quiet, flag
from gansmith.cli.words import say
from gansmith.errors import printable

if TYPE_CHECKING:
    from gansmith.api.extract_features import Extracted

LAYERS = Parameter(
    help="layers, as in --layers conv2 dense1, or all (default: the convolutional ones, or all if there are none)",
    consume_multiple=True,
)


def features(
    run: Annotated[Path, flag("run, or one of its checkpoints", "RUN")],
    data: Annotated[str | None, flag("samples like those of the run (default: the data of the run)", "DATA")] = None,
    /,
    *,
    output: Annotated[Path, flag("output file, .npy, .npz, .mat, .csv or .parquet", "--output", "-o")],
    layers: Annotated[tuple[str, ...], LAYERS] = (),
    method: OwnRecipe = None,
    quiet: Quiet = False,
    json: Json = False,
) -> int:
    """Extract features of samples: the hidden layers of a discriminator, one row per sample."""
    from gansmith.api.extract_features import extracted

    made = extracted(run, data, output, layers=layers, recipe=method)
    say(_text(output, made), {"output": str(output), **made.to_json()}, quiet, json)
    return 0


def _text(output: Path, made: "Extracted") -> str:
    rows, columns = made.features.shape
    parts = ", ".join(f"{name} {count:,}" for name, count in made.layers.items())
    many = f"{columns:,} features of {rows:,} sample{'s' * (rows != 1)}"
    line = f"{output}: {many}, by the discriminator at step {made.step:,}: {parts}."
    known = [f"  labels: {len(made.class_names):,} classes"] if made.labels is not None else []
    return "\n".join(map(printable, [line, *known, *(f"  note: {note}" for note in made.notes)]))
