"""A model to an ONNX file, a program of torch.export or a folder, whole and compared with torch, or not at all."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gansmith.data.reader.library_errors import shown
from gansmith.errors import UsageError, first_few, option
from gansmith.export.agreement import Agreement
from gansmith.export.facts import facts_of, metadata_of, restored_shares
from gansmith.export.onnx_file import require_onnx, write_onnx
from gansmith.export.program import Program
from gansmith.export.pt2_file import write_pt2
from gansmith.export.readme import readme_of
from gansmith.export.result import Export
from gansmith.models.directory import ONNX_FILE, write_model
from gansmith.storage.atomic import atomic_file, writing
from gansmith.storage.leftovers import scratch

ENDINGS = (".onnx", ".pt2", "")
_NAMED = 5  # columns of which a note gives the names


def require_output(output: Path, layout: str) -> None:
    """Raise UsageError for an ending that is none of an exported model, or a folder that is not empty."""
    if output.suffix.lower() not in ENDINGS:
        raise UsageError(f"{output}: let the name end in .onnx or .pt2, or in nothing for a folder of the model.")
    if output.suffix:
        if output.is_dir():
            raise UsageError(f"{output} is a folder. Choose another name.")
    elif output.is_dir() and any(output.iterdir()):
        raise UsageError(f"{output} is a folder that is not empty. Name a new one for the model.")
    elif output.is_file():
        raise UsageError(f"{output} is a file. Name a new folder, or end the name in .onnx or .pt2.")
    elif layout != "data":
        raise UsageError(f"{option('layout', layout)} is for .onnx and .pt2 files: a folder is as gansmith reads it.")
    if output.suffix.lower() != ".pt2":
        require_onnx()


def write_export(output: Path, program: Program) -> Export:
    """Write a program; raises GansmithError where what is written is not what torch makes, and leaves nothing."""
    facts, graph = facts_of(program), program.traced()
    if output.suffix.lower() == ".onnx":
        with atomic_file(output) as temporary:
            agreement = write_onnx(temporary, program, graph, metadata_of(program))
    elif output.suffix.lower() == ".pt2":
        with atomic_file(output) as temporary:
            agreement = write_pt2(temporary, program, graph)
    else:
        agreement = _write_folder(output, program, graph, facts)
    return Export(output, agreement, facts, notes_of(program))


def notes_of(program: Program) -> tuple[str, ...]:
    """Return what an exported model does not do as gansmith does."""
    card, notes = program.model.card, list[str]()
    if card.rules:
        notes.append(f"samples are not chosen by the {len(card.rules)} rules of the model: drop those that break them")
    if columns := restored_shares(program.model):
        named = first_few([shown(repr(column)) for column in columns], _NAMED)
        notes.append(
            f"values of {named} come as often as the generator makes them: gansmith keeps samples by chance, "
            "so that they come as often as in the training data"
        )
    if card.source is not None:
        sides = " x ".join(map(str, card.codec.scale.low.shape[:2]))
        notes.append(f"it takes images of {sides} pixels alone; `gansmith translate` takes other sizes")
    if card.codec.table is not None and any(column.is_named for column in card.codec.table.columns):
        notes.append("categories are numbers: the metadata lists the names of each column")
    if card.codec.dtype.name == "uint64":
        notes.append("integers are int64 in place of uint64")
    return tuple(notes)


def _write_folder(output: Path, program: Program, graph: Any, facts: Mapping[str, Any]) -> Agreement:
    model = program.model
    networks = {"generator": model.network} | ({} if model.back is None else {"back": model.back})
    with writing(output), scratch("export") as place:
        onnx = place / ONNX_FILE
        agreement = write_onnx(onnx, program, graph, metadata_of(program))
        weights = {name: network.state_dict() for name, network in networks.items()}
        write_model(output, model.card, weights, onnx=onnx, readme=readme_of(program, facts))
    return agreement
