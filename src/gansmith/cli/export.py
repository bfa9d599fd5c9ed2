"""The commands `export` and `push`."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from gansmith.cli.options import Json, OwnRecipe, Quiet, flag
from gansmith.cli.words import say
from gansmith.errors import printable

Layout = Annotated[
    Literal["data", "torch-fidelity"],
    flag("layout of samples: that of the data, or uint8 images (N, 3, H, W), which torch-fidelity reads"),
]


def export(
    run: Annotated[Path, flag("run, checkpoint or model directory", "RUN")],
    /,
    *,
    output: Annotated[
        Path, flag("output: a .onnx or .pt2 file, or a new folder for a model that gansmith reads", "--output", "-o")
    ],
    layout: Layout = "data",
    range: Annotated[
        tuple[float, float] | None,
        flag("for --layout torch-fidelity, the values that become black and white, as in --range 0 1"),
    ] = None,
    back: Annotated[bool, flag("translation in the other direction, from targets to sources (cyclegan)")] = False,
    method: OwnRecipe = None,
    quiet: Quiet = False,
    json: Json = False,
) -> int:
    """Export a model for programs without gansmith: ONNX, torch.export, or a folder for a model hub."""
    from gansmith.api.export import export_model

    made = export_model(run, output, layout=layout, range=range, back=back, recipe=method)
    say(printable(str(made), keep="\n"), made.to_json(), quiet, json)
    return 0


def push(
    run: Annotated[Path, flag("run, checkpoint or model directory", "RUN")],
    repo: Annotated[str, flag("repository of the hub, as NAMESPACE/NAME", "REPO")],
    /,
    *,
    private: Annotated[
        bool, Parameter(help="a new repository that only its owner sees (default), or --public", negative="--public")
    ] = True,
    endpoint: Annotated[
        str | None, flag("address of the hub (default: the variable HF_ENDPOINT, else https://huggingface.co)")
    ] = None,
    dry_run: Annotated[bool, flag("list of the files that would be uploaded, and no upload")] = False,
    method: OwnRecipe = None,
    quiet: Quiet = False,
    json: Json = False,
) -> int:
    """Upload a model to a hub of Hugging Face, with a model card and an ONNX file."""
    from gansmith.api.push import push_model

    made = push_model(run, repo, private=private, endpoint=endpoint, dry_run=dry_run, recipe=method)
    say(printable(str(made), keep="\n"), made.to_json(), quiet, json)
    return 0
