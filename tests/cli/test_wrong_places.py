"""A detector, a model or a search that is given to the wrong command is called what it is, with what takes it."""

from pathlib import Path

import numpy as np
import pytest

from gansmith.cli import main

FILES = {
    "detector": ("detector.json", "detector.safetensors", "manifest.json"),
    "study": ("plan.json", "journal.log"),
    "model": ("model.json", "manifest.json"),
    "checkpoint": ("state.json", "state.safetensors", "manifest.json"),
    "run": ("config.json", "data.json"),
}
DETECTOR = "detector is a detector, for `gansmith detect score detector FILE`"
SAID = {
    "generate detector -n 1 -o x.npy": (3, DETECTOR),
    "walk detector -o x.npy": (3, DETECTOR),
    "features detector rows.npy -o x.npy": (3, DETECTOR),
    "export detector -o x.pt2": (3, DETECTOR),
    "classify detector rows.npy": (2, f"{DETECTOR}, and no run nor part of one. Name a run of sgan or acgan"),
    "classify rows.npy rows.npy": (2, "rows.npy is no run nor part of one. Name a run of sgan or acgan"),
    "evaluate detector": (2, f"{DETECTOR}, and no run"),
    "plot detector -o x.png": (2, f"{DETECTOR}, and not a run"),
    "data detector": (3, f"{DETECTOR}, and not data"),
    "data model": (3, "model is a model, for `gansmith generate model -n 1000 -o samples.npy`, and not data"),
    "data checkpoint": (3, "checkpoint is a checkpoint, for `gansmith generate checkpoint"),
    "data model.onnx": (3, "It is an exported model, for other programs"),
    "generate model.onnx -n 1 -o x.npy": (3, "model.onnx is an exported model, for other programs, and holds no model"),
    "generate study -n 1 -o x.npy": (3, "study is a search, whose runs are study/default and those in study/trials"),
    "train study --steps 1 --out new": (3, "study is a search, whose runs are study/default"),
    "detect score run rows.npy": (
        3,
        "run is a run, for `gansmith generate run -n 1000 -o samples.npy`, and no detector",
    ),
    "detect score model.pt2 rows.npy": (3, "model.pt2 is an exported model, for other programs, and no detector"),
    "detect score rows.npy rows.npy": (3, "rows.npy is no detector"),
}


@pytest.mark.parametrize("command", SAID)
def test_it_is_called_what_it_is(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder, names in FILES.items():
        (tmp_path / folder).mkdir()
        for name in names:
            (tmp_path / folder / name).write_text("{}")
    (tmp_path / "study" / "trials.png").write_bytes(b"a figure")
    for name in ("model.onnx", "model.pt2"):
        (tmp_path / name).write_text("x")
    np.save("rows.npy", np.arange(12.0).reshape(6, 2))
    code, said = SAID[command]
    assert main(command.split()) == code
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1
