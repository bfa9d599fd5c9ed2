"""An exported model as an ONNX file, with all that is to be known of its inputs and samples in its metadata."""

from pathlib import Path
from typing import Any

import numpy as np

from gansmith import __version__
from gansmith.data.reader.library_errors import require
from gansmith.errors import GansmithError, MemoryShortage, UsageError
from gansmith.export.agreement import Agreement, compared
from gansmith.export.program import OUTPUT, Program, quiet_torch

_LARGEST = 2**31 - 2**20  # bytes of one file of protocol buffers


def require_onnx() -> None:
    """Raise UsageError with the line that installs them where the libraries of ONNX are absent."""
    for module in ("onnx", "onnxscript", "onnxruntime"):
        require(module, "export", "Exporting to ONNX")


def write_onnx(path: Path, program: Program, graph: Any, facts: dict[str, str]) -> Agreement:
    """Write a traced program with facts as the file's metadata, and compare what it makes with torch.

    Raises GansmithError where ONNX lacks an operation, or where ONNX Runtime makes something else.
    """
    size = sum(tensor.numel() * tensor.element_size() for tensor in program.module.state_dict().values())
    if size > _LARGEST:
        raise UsageError(f"The model has {size:,} bytes, and an ONNX file holds {_LARGEST:,}. Export to .pt2.")
    save_onnx(path, graph, [one.name for one in program.inputs], facts)
    return compared(program, runner(path), "ONNX Runtime")


def save_onnx(path: Path, graph: Any, names: list[str], facts: dict[str, str]) -> None:
    """Write the graph of torch.export as ONNX; raises GansmithError where ONNX lacks an operation."""
    import torch

    try:
        with quiet_torch():
            made = torch.onnx.export(graph, input_names=names, output_names=[OUTPUT], dynamo=True, verbose=False)
            assert made is not None  # noqa: S101
            _tidy(made.model, facts)
            made.save(str(path), external_data=False)
    except Exception as error:  # a network of one's own may have operations that ONNX has not
        if isinstance(error, OSError) or MemoryShortage.is_one(error):
            raise
        reason = next((line for line in reversed(str(error).strip().splitlines()) if line.strip()), "")
        raise GansmithError(f"This model cannot be written as ONNX: {reason.strip()[:200]}") from error


def runner(path: Path, threads: int = 1) -> Any:
    """Return the function (inputs by name) -> samples of an ONNX file, by ONNX Runtime on the CPU."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = threads
    options.log_severity_level = 3  # errors alone
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def run(given: dict[str, np.ndarray]) -> np.ndarray:
        samples: np.ndarray = session.run([OUTPUT], given)[0]
        return samples

    return run


def _tidy(model: Any, facts: dict[str, str]) -> None:
    """Set the metadata, and remove what torch adds: lines and folders of the program that exported."""
    for node in model.graph.all_nodes():
        node.metadata_props.clear()
        node.doc_string = None
        for value in node.outputs:
            value.metadata_props.clear()
    for value in (*model.graph.inputs, *model.graph.outputs):
        value.shape = type(value.shape)(["batch", *list(value.shape)[1:]])  # which torch calls s47
    for value in (*model.graph.inputs, *model.graph.outputs, *model.graph.initializers.values()):
        value.metadata_props.clear()
    model.graph.metadata_props.clear()
    model.metadata_props.clear()
    model.metadata_props.update(facts)
    model.producer_name, model.producer_version = "gansmith", __version__
