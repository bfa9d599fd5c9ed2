"""Push: a trained model to a hub of Hugging Face, as a folder with a model card."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gansmith.errors import remark
from gansmith.models.load import Recipe, load
from gansmith.storage.leftovers import scratch
from gansmith.storage.places import possible

if TYPE_CHECKING:
    from gansmith.export.hub import Pushed


def push_model(
    path: str | Path,
    repo: str,
    *,
    private: bool = True,
    endpoint: str | None = None,
    dry_run: bool = False,
    recipe: Recipe | None = None,
) -> "Pushed":
    """Upload a model to a hub of Hugging Face, with a model card and an ONNX file.

    The files and their sizes are listed on stderr first. The token is the one that huggingface_hub finds. The model is
    uploaded, not its data; but a model can reproduce parts of its training data.

    Parameters
    ----------
    path : str or Path
        A run, a checkpoint or a model directory. The folder that `export_model` wrote is uploaded as it is, with
        changes of yours to its README.md.
    repo : str
        Name of the repository, as NAMESPACE/NAME. It is made if there is none.
    private : bool, default True
        Whether only its owner sees a new repository. A public one is refused if this is True.
    endpoint : str, optional
        Address of the hub. By default the variable HF_ENDPOINT, else https://huggingface.co.
    dry_run : bool, default False
        List the files, and upload nothing.
    recipe : callable or str, optional
        For a model of a method of your own: its function, or where it is, as "file.py:function".

    Returns
    -------
    Pushed
        Address of the repository, and its files.

    Raises
    ------
    UsageError
        The library is missing, the name or the address is none, or the repository is public.
    GansmithError
        The hub refuses the files, or cannot be reached.
    DataError
        There is no model, or it is damaged.
    """
    from gansmith.export.hub import Pushed, address, client, files_of, require_name, upload
    from gansmith.export.readme import REVEALS

    api = client(endpoint)
    require_name(repo)
    with _folder(possible(path), recipe) as folder:
        files, url = files_of(folder), address(api, repo)
        remark(f"{url} {'would get' if dry_run else 'gets'} these files:")
        for name, size in files:
            remark(f"  {name}: {size:,} bytes")
        remark(REVEALS)
        if not dry_run:
            url, private = upload(api, folder, repo, private=private)
    return Pushed(url, files, private, not dry_run)


@contextmanager
def _folder(path: Path, recipe: Recipe | None) -> Iterator[Path]:
    """Yield the folder of a model: an exported one as it is, else a new one that is removed afterwards."""
    from gansmith.export.program import program_of
    from gansmith.export.write import require_output, write_export
    from gansmith.models.directory import CARD_FILE, ONNX_FILE, README

    model = load(path, recipe=recipe)
    if all((path / name).is_file() for name in (CARD_FILE, ONNX_FILE, README)):
        yield path
        return
    with scratch("push") as place:
        folder = place / "model"
        require_output(folder, "data")
        for note in write_export(folder, program_of(model)).notes:
            remark(f"model.onnx: {note}.")
        yield folder
