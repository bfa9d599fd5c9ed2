"""An exported model as a program of torch.export, which torch runs without this package."""

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

from gansmith.errors import GansmithError, MemoryShortage
from gansmith.export.agreement import Agreement, compared
from gansmith.export.facts import facts_of
from gansmith.export.program import Program, quiet_torch

FACTS = "gansmith.json"  # the extra file in it with what is to be known
_OF_THIS_MACHINE = ("stack_trace", "source_fn_stack")  # which name its folders


def write_pt2(path: Path, program: Program, graph: Any) -> Agreement:
    """Write a traced program, and compare what it makes, read again, with torch.

    Raises GansmithError where torch does not save it, or makes something else of it.
    """
    for node in graph.graph.nodes:
        for name in _OF_THIS_MACHINE:
            node.meta.pop(name, None)
    facts = json.dumps(facts_of(program), ensure_ascii=False, sort_keys=True)
    content = io.BytesIO()  # as torch's own writer ends the process where a disk is full
    try:
        with quiet_torch():
            torch.export.save(graph, content, extra_files={FACTS: facts})
    except Exception as error:  # torch raises errors of many kinds
        if MemoryShortage.is_one(error):
            raise
        raise GansmithError(f"This model cannot be written as a .pt2: {str(error).strip()[:200]}") from error
    path.write_bytes(content.getbuffer())
    with quiet_torch(), path.open("rb") as written:
        module = torch.export.load(written).module()

    def run(given: dict[str, np.ndarray]) -> np.ndarray:
        with torch.inference_mode():
            samples: np.ndarray = module(*(torch.from_numpy(array) for array in given.values())).numpy()
        return samples

    return compared(program, run, "torch")
