"""An exported folder stands alone: gansmith reads it, a short script without gansmith runs it, a hub takes it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exported_models import trained
from stub_hub import Hub, hub

import gansmith
from gansmith.cli import main
from gansmith.errors import DataError, GansmithError, UsageError

FILES = ["README.md", "codec.safetensors", "generator.safetensors", "manifest.json", "model.json", "model.onnx"]
WITHOUT = """
import sys
sys.modules["gansmith"] = sys.modules["torch"] = None
try:
    import gansmith
except ImportError:
    pass
else:
    raise SystemExit("gansmith is there")
"""


def test_gansmith_reads_an_exported_folder_as_the_model(run: Path, folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == FILES
    assert np.array_equal(gansmith.load(folder).sample(20, seed=4), gansmith.load(run).sample(20, seed=4))


def test_people_and_hubs_may_change_the_readme_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(folder, tmp_path / "copy")
    (tmp_path / "copy" / "README.md").write_text("my own words")
    (tmp_path / "copy" / ".gitattributes").write_text("*.onnx filter=lfs")
    gansmith.load(tmp_path / "copy").sample(2)
    (tmp_path / "copy" / "model.onnx").write_bytes(b"other")
    with pytest.raises(DataError, match=r"model\.onnx is damaged"):
        gansmith.load(tmp_path / "copy")


def scripts(folder: Path) -> list[str]:
    return re.findall(r"```python\n(.*?)```", (folder / "README.md").read_text(), re.DOTALL)


def test_ten_lines_without_gansmith_and_torch_make_samples(folder: Path) -> None:
    (script,) = [text for text in scripts(folder) if "onnxruntime" in text]
    assert len(script.strip().splitlines()) <= 10
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT + script], cwd=folder, capture_output=True, text=True, check=False, env=bare()
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["(16,", "5)", "float32"]


def test_the_script_gives_conditions_as_the_data_has_them(run: Path, folder: Path) -> None:
    (script,) = [text for text in scripts(folder) if "onnxruntime" in text]
    (line,) = [line for line in script.splitlines() if line.startswith("inputs = ")]
    names: dict[str, Any] = {"np": np, "rng": np.random.default_rng(0)}
    exec(line, names)  # noqa: S102 - a line that this package wrote
    told, condition = gansmith.load(run).card.conditions, names["inputs"]["condition"]
    assert told is not None
    assert (condition.shape, condition.dtype) == ((16, 1), np.float64)
    with np.load(run.parent / "told.npz") as data:
        assert np.abs(condition - np.median(data["age"])).max() <= 1


def bare() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def test_a_translator_is_exported_with_a_script_of_images(tmp_path: Path) -> None:
    made = gansmith.export_model(trained("cyclegan", tmp_path), tmp_path / "folder").path
    assert "pipeline_tag: image-to-image" in (made / "README.md").read_text()
    (script,) = [text for text in scripts(made) if "onnxruntime" in text]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT + script], cwd=made, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("(16, 16, 16")
    assert gansmith.load(made).back is not None


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    pytest.importorskip("huggingface_hub")
    from huggingface_hub import constants

    with hub() as found:
        monkeypatch.setenv("HF_TOKEN", found.token)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
        yield found


def test_a_folder_is_uploaded_privately_and_loads_again(
    server: Hub, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["push", str(folder), "me/rows", "--endpoint", server.address]) == 0
    shown = capsys.readouterr()
    assert server.private == {"me/rows"}
    assert sorted(server.files) == FILES
    for name in FILES:
        assert f"{name}: {(folder / name).stat().st_size:,} bytes" in shown.err
    assert "can reproduce parts of its training data" in shown.err
    assert f"{server.address}/me/rows (private) has 6 files" in shown.out
    assert server.token not in shown.out + shown.err
    for name, content in server.files.items():
        (tmp_path / name).write_bytes(content)
    assert np.array_equal(gansmith.load(tmp_path).sample(3), gansmith.load(folder).sample(3))


def test_a_run_is_exported_for_the_upload(server: Hub, run: Path) -> None:
    made = gansmith.push_model(run, "me/rows", private=False, endpoint=server.address)
    assert (server.public, sorted(server.files), made.private) == ({"me/rows"}, FILES, False)


def test_a_dry_run_lists_the_files_and_asks_the_hub_nothing(server: Hub, folder: Path) -> None:
    made = gansmith.push_model(folder, "me/rows", endpoint=server.address, dry_run=True)
    assert (server.asked, made.uploaded, [name for name, _ in made.files]) == ([], False, FILES)


def test_a_public_repository_is_not_used_unasked(server: Hub, folder: Path) -> None:
    server.public.add("me/open")
    with pytest.raises(UsageError, match=r"is public, so everybody would see the model.*give private=False\."):
        gansmith.push_model(folder, "me/open", endpoint=server.address)
    assert not server.files
    assert gansmith.push_model(folder, "me/open", endpoint=server.address, private=False).uploaded


def test_a_private_repository_is_not_called_public(
    server: Hub, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.private.add("me/rows")
    assert main(["push", str(folder), "me/rows", "--public", "--endpoint", server.address]) == 0
    shown = capsys.readouterr()
    assert "stays private" in shown.err
    assert "me/rows (private) has" in shown.out


def test_an_upload_whose_answer_is_lost_is_not_said_to_be_none(
    server: Hub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)  # between the tries of the library
    server.mute = True
    with pytest.raises(GansmithError, match=r"did not confirm the upload.*The same command") as failed:
        gansmith.push_model(folder, "me/rows", endpoint=server.address)
    assert sorted(server.files) == FILES
    assert "nothing was uploaded" not in str(failed.value)


def test_the_card_of_a_table_says_what_its_numbers_mean_and_of_signals_that_they_are_no_images(
    of_table: Path, tmp_path: Path
) -> None:
    made = gansmith.export_model(of_table, tmp_path / "table").path
    assert "a category is the place of its name" in (made / "README.md").read_text()
    np.save(tmp_path / "signals.npy", np.cumsum(np.random.default_rng(0).normal(size=(60, 64, 3)), 1))
    how: dict[str, Any] = {"validate_every": 0, "sample_every": 0, "network": "mlp", "width": 8}
    run = gansmith.train(tmp_path / "signals.npy", "gan", steps=1, out=tmp_path / "run", **how).path
    card = (gansmith.export_model(run, tmp_path / "signals").path / "README.md").read_text()
    assert "1 x 64 x 3" in card
    assert "pipeline_tag" not in card


def test_a_hub_that_refuses_is_told_in_a_paragraph_without_the_token(
    server: Hub, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_wrong")
    assert main(["push", str(folder), "me/rows", "--endpoint", server.address]) == 1
    shown = capsys.readouterr()
    assert "the hub does not let you write there" in shown.err
    assert "hf_wrong" not in shown.err
    assert "Traceback" not in shown.err
    with pytest.raises(UsageError, match="is no name of a repository"):
        gansmith.push_model(folder, "a/b/c", endpoint=server.address)


def test_a_hub_that_is_not_there_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with pytest.raises(GansmithError, match="nothing was uploaded"):
        gansmith.push_model(folder, "me/rows", endpoint="http://127.0.0.1:9")
