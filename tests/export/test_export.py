"""An exported model makes what the model makes, of any batch, by ONNX Runtime and torch.export, or is not written."""

import errno
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from exported_models import inputs_of_sample, run_onnx, trained
from faults import dying, failing, faults
from small_games import TRANSLATED, suited
from tiny_runs import pictures, tiny

import gansmith
from gansmith.cli import main
from gansmith.core.prior import Normal
from gansmith.core.sampling import chunk_of
from gansmith.errors import GansmithError, UsageError
from gansmith.export import onnx_file
from gansmith.export.agreement import TOLERANCE, compared
from gansmith.export.program import program_of
from gansmith.export.write import write_export
from gansmith.methods.registry import METHODS
from gansmith.models.calibration import calibrated
from gansmith.models.model import Model

TIED = 0.005  # share of cells that rounding may decide


def facts_of(path: Path) -> dict[str, Any]:
    import onnxruntime

    return json.loads(onnxruntime.InferenceSession(str(path)).get_modelmeta().custom_metadata_map["gansmith"])


def near(made: np.ndarray, expected: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
    """Check that samples are equal to 1e-5 of the spread, but for values that rounding or a tie decides otherwise."""
    assert (made.shape, made.dtype) == (expected.shape, expected.dtype)
    assert np.array_equal(np.isnan(made.astype(float)), np.isnan(expected.astype(float)))
    apart = np.abs(made.astype(float) - expected.astype(float)) > TOLERANCE * (high.astype(float) - low) + 1e-12
    assert apart.mean() < TIED


@pytest.mark.parametrize("method", METHODS)
def test_every_method_exports_and_samples_are_those_of_the_model(method: str, tmp_path: Path) -> None:
    run = trained(method, tmp_path)
    model, output = gansmith.load(run), tmp_path / "model.onnx"
    made = gansmith.export_model(run, output)
    assert made.agreement.largest <= TOLERANCE
    assert made.agreement.batches == (1, 2, 7, 64)
    scale = model.card.codec.scale
    if suited(method) is TRANSLATED:
        source = model.card.source
        assert source is not None
        images = pictures(3, 16).astype(source.dtype).reshape(3, *source.scale.low.shape)
        near(run_onnx(output, {"image": images}), model.translate(images), scale.low, scale.high)
        return
    count = chunk_of(model.network)
    near(run_onnx(output, inputs_of_sample(model, count, 3)), model.sample(count, seed=3), scale.low, scale.high)
    assert [one["name"] for one in facts_of(output)["inputs"]][:1] == ["z"]


def drawing(model: Model, draws: bool) -> Model:
    """Return the model with chances in its prior, by which the categories of a table are drawn, or without them."""
    prior = model.prior
    assert isinstance(prior, Normal)
    return replace(model, prior=replace(prior, chances=model.card.spec.chances if draws else 0))


@pytest.mark.parametrize("draws", [False, True])
def test_a_table_keeps_categories_dates_missing_values_and_calibration(of_table: Path, draws: bool) -> None:
    model = drawing(gansmith.load(of_table), draws)
    program = program_of(model)
    assert [one.name for one in program.inputs] == ["z", "chance"][: 1 + draws]
    inputs = inputs_of_sample(model, 256, 0)
    with torch.inference_mode():
        samples = program.module(*map(torch.from_numpy, inputs.values())).numpy()
    of_all = calibrated(model.card, model.prior, model.network, keeping=False)
    expected, plain = (
        replace(model, card=replace(model.card, codec=of_all)).drawn(256, 0, calibrate=False),
        model.drawn(256, 0, calibrate=False),
    )
    assert np.isnan(expected).any()
    assert np.array_equal(samples, expected, equal_nan=True)
    assert ((plain != expected) & ~np.isnan(expected)).any()  # so that the calibration is what is exported


def test_a_table_is_written_with_what_its_numbers_mean(of_table: Path, tmp_path: Path) -> None:
    model = drawing(gansmith.load(of_table), True)
    made = write_export(tmp_path / "model.onnx", program_of(model))
    samples, expected = run_onnx(tmp_path / "model.onnx", inputs_of_sample(model, 256, 0)), model.sample(256)
    ties = (samples != expected) & ~(np.isnan(samples) & np.isnan(expected))
    assert ties.mean() < TIED
    columns = {column["name"]: column for column in made.facts["output"]["columns"]}
    assert set(columns["colour"]["categories"]) == {"red", "green", "blue"}
    assert columns["day"]["type"] == "date"
    assert any("categories are numbers" in note for note in made.notes)


def test_a_program_of_torch_makes_the_same_and_names_no_folder(of_table: Path, tmp_path: Path) -> None:
    output = tmp_path / "model.pt2"
    gansmith.export_model(of_table, output)
    extra = {"gansmith.json": ""}
    with output.open("rb") as file:
        module = torch.export.load(file, extra_files=extra).module()
    model = gansmith.load(of_table)
    inputs = inputs_of_sample(model, 256, 5)
    made, expected = module(*map(torch.from_numpy, inputs.values())).numpy(), model.sample(256, seed=5)
    assert np.array_equal(made, expected, equal_nan=True)
    assert json.loads(extra["gansmith.json"])["method"] == "gan"
    assert str(Path(gansmith.__file__).parent).encode() not in output.read_bytes()


def test_classes_and_conditions_are_inputs_in_the_units_of_the_data(run: Path, folder: Path) -> None:
    model, output = gansmith.load(run), folder / "model.onnx"
    fed = facts_of(output)["inputs"]
    assert [one["name"] for one in fed] == ["z", "label", "condition"]
    assert fed[2]["names"] == ["age"]
    inputs = inputs_of_sample(model, 256, 1)
    scale = model.card.codec.scale
    near(run_onnx(output, inputs), model.sample(256, seed=1), scale.low, scale.high)
    inputs["condition"] = np.full_like(inputs["condition"], 31)
    near(run_onnx(output, inputs), model.sample(256, seed=1, condition={"age": 31}), scale.low, scale.high)
    old = run_onnx(output, inputs)
    inputs["condition"][:] = np.nan
    inputs["condition"][0] = model.card.conditions.mean  # type: ignore[union-attr]
    assert not np.array_equal(run_onnx(output, inputs), old)


@pytest.mark.parametrize("dtype", ["int8", "int64", "uint16", "uint64", "float16", "float64"])
def test_numbers_of_every_type_are_decoded_as_sampling_does(dtype: str, tmp_path: Path) -> None:
    values = (np.random.default_rng(0).random((30, 6, 6)) * 100).astype(dtype)
    values = values + np.asarray(2**40, dtype) if dtype in ("int64", "uint64") else values
    run = gansmith.train(
        values, "gan", steps=2, out=tmp_path / "run", width=6, network="mlp", validate_every=0, sample_every=0
    )
    model = gansmith.load(run.path)
    program = program_of(model)
    inputs = [torch.from_numpy(array) for array in inputs_of_sample(model, 256, 0).values()]
    with torch.inference_mode():
        made = program.module(*inputs).numpy()
    expected = model.sample(256)
    expected = expected.astype(np.int64) if dtype == "uint64" else expected
    if dtype == "float16":  # torch rounds to it by way of float32
        assert np.abs(made.astype(float) - expected).max() <= np.finfo(np.float16).eps * 100
    else:
        assert np.array_equal(made, expected)
    compared(program, lambda given: program.module(*map(torch.from_numpy, given.values())).numpy(), "torch")


def test_a_file_that_makes_something_else_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = trained("gan", tmp_path)
    (tmp_path / "model.onnx").write_text("mine")
    real = onnx_file.runner

    def faulty(path: Path, threads: int = 1) -> object:
        inner = real(path, threads)
        return lambda given: inner(given) * (1.01 if len(given["z"]) == 7 else 1)

    monkeypatch.setattr(onnx_file, "runner", faulty)
    with pytest.raises(GansmithError, match=r"differs from torch by .* at a batch of 7, more than 1e-05, so nothing"):
        gansmith.export_model(run, tmp_path / "model.onnx")
    assert (tmp_path / "model.onnx").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.npy", "model.onnx", "run"]


def test_outputs_that_would_replace_something_are_refused(of_table: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thing").touch()
    (tmp_path / "file").touch()
    for name, reason in {
        "model.txt": "end in .onnx or .pt2",
        "full": "not empty",
        "file": "is a file",
        "none/model.onnx": "no folder",
    }.items():
        with pytest.raises(UsageError, match=reason):
            gansmith.export_model(of_table, tmp_path / name)
    with pytest.raises(UsageError, match="is the place of a part of"):
        gansmith.export_model(of_table, of_table / "final" / "model.onnx")
    with pytest.raises(UsageError, match="back"):
        gansmith.export_model(of_table, tmp_path / "model.onnx", back=True)


def test_a_model_that_diverged_is_not_exported(tmp_path: Path) -> None:
    run = trained("gan", tmp_path)
    model = gansmith.load(run)
    model.network.load_state_dict({n: torch.full_like(t, torch.nan) for n, t in model.network.state_dict().items()})
    model.save(tmp_path / "bad")
    with pytest.raises(GansmithError, match="diverged"):
        gansmith.export_model(tmp_path / "bad", tmp_path / "model.onnx")
    assert not (tmp_path / "model.onnx").exists()


def test_torch_fidelity_is_given_colour_images_of_8_bits(tmp_path: Path) -> None:
    images = pictures(20, 8)
    options = tiny("cgan") | {"validate_every": 0, "sample_every": 0}
    np.savez(tmp_path / "data.npz", x=images, labels=np.arange(20) % 3)
    run = gansmith.train(tmp_path / "data.npz", "cgan", steps=2, out=tmp_path / "run", **options)  # type: ignore[arg-type]
    output, model = tmp_path / "model.onnx", gansmith.load(run.path)
    made = gansmith.export_model(run.path, output, layout="torch-fidelity")
    assert [one["name"] for one in made.facts["inputs"]] == ["z", "label"]  # its order: noise, then classes
    inputs = inputs_of_sample(model, 64, 0)
    levels, expected = run_onnx(output, inputs), model.sample(64)
    assert (levels.shape, levels.dtype) == ((64, 3, 8, 8), np.uint8)
    assert np.abs(levels.astype(int) - expected[:, None]).max() <= 1
    assert (levels != expected[:, None]).mean() < TIED
    with pytest.raises(UsageError, match=r"for \.onnx and \.pt2 files"):
        gansmith.export_model(run.path, tmp_path / "folder", layout="torch-fidelity")


def test_other_numbers_become_levels_where_their_range_is_said(of_table: Path, tmp_path: Path) -> None:
    images = np.random.default_rng(0).random((20, 8, 8)).astype(np.float32)
    options = tiny("dcgan") | {"validate_every": 0, "sample_every": 0}
    run = gansmith.train(images, "dcgan", steps=2, out=tmp_path / "run", **options)  # type: ignore[arg-type]
    output, model = tmp_path / "model.onnx", gansmith.load(run.path)
    with pytest.raises(UsageError, match="which values become black"):
        gansmith.export_model(run.path, output, layout="torch-fidelity")
    with pytest.raises(UsageError, match="for layout='torch-fidelity' alone"):
        gansmith.export_model(run.path, output, range=(0, 1))
    gansmith.export_model(run.path, output, layout="torch-fidelity", range=(0.25, 0.75))
    levels, expected = run_onnx(output, inputs_of_sample(model, 64, 0)), model.sample(64)
    wanted = np.rint(np.clip((expected.astype(float) - 0.25) / 0.5 * 255, 0, 255))
    assert np.abs(levels - wanted[:, None]).max() <= 1
    with pytest.raises(UsageError, match="fed chance too"):
        program_of(drawing(gansmith.load(of_table), True), layout="torch-fidelity")
    with pytest.raises(UsageError, match="images of 1 or 3 channels"):
        program_of(drawing(gansmith.load(of_table), False), layout="torch-fidelity")


def test_a_column_of_far_values_is_steep_and_exported_all_the_same(tmp_path: Path) -> None:
    rows = np.random.default_rng(1).standard_t(2, size=(400, 4))
    options: dict[str, Any] = {"validate_every": 0, "sample_every": 0, "width": 32}
    run = gansmith.train(rows, "gan", steps=20, out=tmp_path / "run", **options)
    assert gansmith.export_model(run.path, tmp_path / "far.onnx").agreement.largest <= 1e-5
    program = program_of(gansmith.load(run.path))
    given = program.drawn(256, 0).values()
    with torch.inference_mode():
        values, step, _ = program.exact(*given)
        encoded = program.module.encoded(*given)
        one, other = (program.module.decoder.exact(encoded + side * 9e-6).values for side in (-1, 1))
    moved = torch.maximum((one - values).abs(), (other - values).abs())
    spread = torch.from_numpy(program.spread.width)
    assert (moved / spread).max() > 1e-4  # so that the last digits of the scores are to be seen
    assert (moved <= step / 2 + 1e-6 * spread).all()
    assert (step / spread).median() < 1e-3


def test_a_file_of_a_table_that_makes_something_else_is_not_written(
    of_table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = onnx_file.runner

    def faulty(path: Path, threads: int = 1) -> object:
        inner = real(path, threads)
        return lambda given: inner({**given, "z": given["z"] * 1.001})

    monkeypatch.setattr(onnx_file, "runner", faulty)
    with pytest.raises(GansmithError, match="nothing is written"):
        gansmith.export_model(of_table, tmp_path / "model.onnx")


def test_a_full_disk_is_said_though_torchs_own_writer_ends_the_process(
    of_table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["export", str(of_table), "-o", str(tmp_path / "x.pt2"), "--quiet"]
    with faults(0, dying) as shim:
        assert main(command) == 0
    (tmp_path / "x.pt2").unlink()
    capsys.readouterr()
    with faults(shim.calls.index("file.write") + 1, failing(errno.ENOSPC)):
        assert main(command) == 1
    said = capsys.readouterr().err
    assert f"{tmp_path / 'x.pt2'} could not be written: the disk is full" in said
    assert list(tmp_path.iterdir()) == []
