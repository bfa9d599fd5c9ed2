"""Networks in files of the user's own."""

import importlib
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch

from gansmith.errors import UsageError
from gansmith.features.model_file import ModelFile

SAMPLES = np.random.default_rng(0).standard_normal((300, 4))


def script(path: Path, module: torch.nn.Module, example: torch.Tensor | None = None) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        traced = torch.jit.trace(module, torch.zeros(2, 4) if example is None else example)
        torch.jit.save(traced, path)
    return path


def test_a_torchscript_file_gives_its_network_s_output(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.Tanh())
    extractor = ModelFile.open(script(tmp_path / "mine.pt", network))
    expected = network(torch.from_numpy(SAMPLES).float()).detach().numpy()
    assert extractor(SAMPLES) == pytest.approx(expected, rel=1e-5, abs=1e-7)
    assert extractor(SAMPLES).dtype == np.float64


def test_the_name_changes_with_the_content(tmp_path: Path) -> None:
    one = ModelFile.open(script(tmp_path / "mine.pt", torch.nn.Linear(4, 3))).name
    other = ModelFile.open(script(tmp_path / "mine.pt", torch.nn.Linear(4, 2))).name
    assert one != other
    assert one.startswith("mine-")


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a file"):
        ModelFile.open(tmp_path / "absent.pt")
    (tmp_path / "text.pt").write_text("no network")
    with pytest.raises(UsageError, match="is not a TorchScript file"):
        ModelFile.open(tmp_path / "text.pt")


def test_samples_the_network_refuses_and_outputs_without_rows_are_said(tmp_path: Path) -> None:
    extractor = ModelFile.open(script(tmp_path / "mine.pt", torch.nn.Linear(4, 3)))
    with pytest.raises(UsageError, match=r"does not take samples of shape \(7,\)"):
        extractor(np.ones((5, 7)))

    class Total(torch.nn.Module):
        def forward(self, samples: torch.Tensor) -> torch.Tensor:
            return samples.sum()

    with pytest.raises(UsageError, match="not a row for each"):
        ModelFile.open(script(tmp_path / "total.pt", Total()))(SAMPLES)


def test_an_onnx_file_without_onnxruntime_is_answered_with_the_pip_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.onnx").write_bytes(b"")
    monkeypatch.setattr("gansmith.features.model_file.find_spec", lambda name: None)
    with pytest.raises(UsageError, match="pip install onnxruntime"):
        ModelFile.open(tmp_path / "mine.onnx")


def test_an_onnx_file_gives_its_network_s_output(tmp_path: Path) -> None:
    onnx, _ = pytest.importorskip("onnx"), pytest.importorskip("onnxruntime")
    helper, numbers = importlib.import_module("onnx.helper"), onnx.TensorProto
    weight = np.random.default_rng(1).standard_normal((4, 3)).astype(np.float32)
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"])],
        "mine",
        [helper.make_tensor_value_info("x", numbers.FLOAT, ["n", 4])],
        [helper.make_tensor_value_info("y", numbers.FLOAT, ["n", 3])],
        [helper.make_tensor("w", numbers.FLOAT, (4, 3), weight.ravel())],
    )
    model = helper.make_model(graph, ir_version=10, opset_imports=[helper.make_opsetid("", 17)])
    (tmp_path / "mine.onnx").write_bytes(model.SerializeToString())
    assert ModelFile.open(tmp_path / "mine.onnx")(SAMPLES) == pytest.approx(SAMPLES @ weight, rel=1e-4, abs=1e-5)
    (tmp_path / "text.onnx").write_text("no network")
    with pytest.raises(UsageError, match="is not an ONNX model"):
        ModelFile.open(tmp_path / "text.onnx")
