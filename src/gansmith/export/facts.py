"""What is to be known of an exported model, as the metadata of its file: inputs, samples, classes, its method."""

import json
from typing import Any

from gansmith import __version__
from gansmith.data.quantities import names_of
from gansmith.export.program import OUTPUT, Program
from gansmith.methods.own import without_folders
from gansmith.models.digest import model_digest
from gansmith.models.model import Model

_MISSING = "NaN"


def facts_of(program: Program) -> dict[str, Any]:
    """Return all that is to be known of an exported model, as JSON values."""
    card = program.model.card
    document: dict[str, Any] = {
        "version": __version__,
        "method": without_folders(card.method),
        "steps": card.steps,
        "model_digest": model_digest(program.model),
        "synthetic": True,
        "inputs": [one.to_json() for one in program.inputs],
        "output": _output(program),
    }
    if program.model.prior.classes and card.source is None:
        document["classes"] = list(card.class_names[: program.model.prior.classes])
    if card.rules:
        document["rules_not_applied"] = list(card.rules)
    if columns := restored_shares(program.model):
        document["shares_not_restored"] = list(columns)
    if program.model.prior.conditions and card.conditions is not None:
        low, high = card.conditions.low.tolist(), card.conditions.high.tolist()
        names = names_of(card.origin.conditions)
        document["condition_ranges"] = {name: [low[k], high[k]] for k, name in enumerate(names)}
    return document


def restored_shares(model: Model) -> tuple[str, ...]:
    """Return the columns of a table for whose shares gansmith keeps samples by chance, which no exported file does."""
    table = model._calibrated.table
    return () if table is None else tuple(table.columns[place].name for place in table.keeping.added)


def metadata_of(program: Program) -> dict[str, str]:
    """Return the metadata of a file: the whole as JSON by the name of "gansmith", and the main parts by their own."""
    facts = facts_of(program)
    found = {"gansmith": json.dumps(facts, ensure_ascii=False, sort_keys=True)}
    noise = next((one for one in program.inputs if one.name == "z"), None)
    if noise is not None:
        found |= {"prior": noise.draw, "z_size": str(noise.shape[0])}
    found |= {"method": facts["method"], "units": facts["output"]["units"], "synthetic": "true"}
    if "classes" in facts:
        found["classes"] = json.dumps(facts["classes"], ensure_ascii=False)
    return found


def _output(program: Program) -> dict[str, Any]:
    codec = program.codec
    if program.layout == "torch-fidelity":
        shape = codec.scale.low.shape
        sides = [3, *shape[:2]]
        return {"name": OUTPUT, "shape": ["batch", *sides], "dtype": "uint8", "units": "levels of images, 0 to 255"}
    low, high = codec.scale.low.min().item(), codec.scale.high.max().item()
    found: dict[str, Any] = {
        "name": OUTPUT,
        "shape": ["batch", *codec.scale.low.shape],
        "dtype": _dtype(codec.dtype.name),
        "units": "those of the training data",
    }
    if codec.table is None:
        return found | {"low": low, "high": high}
    columns = [column.to_json() for column in codec.table.columns]
    text = "a category is the place of its name among its categories, from 0; a date counts its unit since 1970-01-01"
    return found | {"columns": columns, "values": f"{text}; a missing value is {_MISSING}"}


def _dtype(name: str) -> str:
    return "int64" if name == "uint64" else name
