"""Export: a trained model as a file that other programs run, or as a folder for a model hub."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gansmith.data.outputs import require_free
from gansmith.errors import remark
from gansmith.models.load import Recipe, load
from gansmith.records.run_record import learned_from
from gansmith.storage.places import possible

if TYPE_CHECKING:
    from gansmith.export.result import Export


def export_model(
    path: str | Path,
    output: str | Path,
    *,
    layout: Literal["data", "torch-fidelity"] = "data",
    range: tuple[float, float] | None = None,
    back: bool = False,
    recipe: Recipe | None = None,
) -> "Export":
    """Write a model so that programs without gansmith generate samples with it, in the units of the data.

    The file holds the generator and its codec, takes any batch size, and is compared with torch at batches of 1, 2, 7
    and 64 before it takes its place. Rounding, categories and the calibration of tables are those of `Model.sample`.

    Parameters
    ----------
    path : str or Path
        A run, a checkpoint or a model directory.
    output : str or Path
        The file to write: .onnx, or .pt2 for a program of `torch.export`. Without a suffix, a new folder that
        `gansmith.load` reads, with an ONNX file and a model card in it.
    layout : {"data", "torch-fidelity"}, default "data"
        Layout of samples: that of the data, or what torch-fidelity reads, uint8 (N, 3, H, W).
    range : (float, float), optional
        For the layout of torch-fidelity, the values that become black and white. By default samples must be uint8.
    back : bool, default False
        For a model that translates: the direction from targets to sources.
    recipe : callable or str, optional
        For a model of a method of your own: its function, or where it is, as "file.py:function".

    Returns
    -------
    Export
        The output, how near it is to torch, and its inputs.

    Raises
    ------
    UsageError
        An option does not suit the model, a library is missing, or the output would replace something.
    GansmithError
        The written file does not make what torch makes, or cannot be written. Nothing is left.
    DataError
        There is no model, or it is damaged.

    Examples
    --------
    >>> import gansmith
    >>> run = gansmith.train("ring", "gan", steps=2, network="mlp", width=8, validate_every=0, sample_every=0)
    >>> exported = gansmith.export_model(run.path, "ring.onnx")
    >>> [one["name"] for one in exported.facts["inputs"]], exported.agreement.largest < 1e-5
    (['z', 'chance'], True)
    """
    from gansmith.export.program import program_of
    from gansmith.export.write import require_output, write_export

    place = possible(output)
    require_output(place, layout)
    model = load(path, recipe=recipe)
    require_free(place, (*learned_from(Path(path)), model.card.origin.path))
    made = write_export(place, program_of(model, layout=layout, range=range, back=back))
    for note in made.notes:
        remark(f"{place}: {note}.")
    return made
