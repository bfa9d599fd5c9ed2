"""No command writes over what it reads, what a model learned from, or a part of a run: all stays as it was."""

import os
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from gansmith.cli import main
from gansmith.data.formats.contents import Contents
from gansmith.data.formats.idx import write_idx
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data
from gansmith.data.outputs import require_free
from gansmith.errors import UsageError

RUN = (
    "--method",
    "cgan",
    "--network",
    "mlp",
    "--steps",
    "1",
    "--quiet",
    "--validation-fraction",
    "0.3",
    "--validate-every",
    "0",
)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with IDX files, a run on the folder, a run on the images, a run on an .npz, and two sets."""
    folder = tmp_path_factory.mktemp("outputs")
    values = np.random.default_rng(0).integers(0, 255, (40, 8, 8)).astype(np.uint8)
    labels, names = np.arange(40) % 2, ("0", "1")
    (folder / "idxd").mkdir()
    write_data(folder / "idxd/train-images-idx3-ubyte", values, open_data(values).origin, labels, names)
    np.savez(folder / "d.npz", x=values, labels=labels)
    for name in ("v", "w"):
        np.save(folder / f"{name}.npy", np.random.default_rng(1).normal(size=(40, 3)).astype(np.float32))
    for source, out in (("idxd", "by-folder"), ("idxd/train-images-idx3-ubyte", "by-file"), ("d.npz", "by-npz")):
        assert main(["train", str(folder / source), "--out", str(folder / out), *RUN]) == 0
    return folder


LOSSES = (
    "evaluate v.npy w.npy --report w.npy",
    "evaluate v.npy w.npy --report v.npy",
    "evaluate v.npy w.npy --markdown v.npy",
    "evaluate v.npy w.npy --markdown r.md --card r.md",
    "evaluate by-npz --markdown d.npz",
    "evaluate by-npz --card by-npz/config.json",
    "evaluate by-npz --card by-npz/model/README.md",
    "evaluate by-npz --report by-npz/samples/new.html",
    "evaluate by-npz --card by-npz",
    "generate by-folder -n 4 -o idxd/train-images-idx3-ubyte",
    "generate by-folder -n 4 -o idxd/train-labels-idx1-ubyte",
    "generate by-file -n 4 -o idxd/train-images-idx3-ubyte",
    "generate by-file -n 4 -o idxd/train-labels-idx1-ubyte",
    "generate by-npz -n 4 -o d.npz",
    "generate by-npz -n 4 -o by-npz/model/x.npz",
    "generate by-npz -n 4 -o by-npz/checkpoints/x",
    "picture by-npz -o by-npz/model/x.png",
    "picture by-npz -o by-npz/samples/x.png",
)


@pytest.mark.parametrize("command", LOSSES)
def test_what_would_be_lost_is_named_and_stays(
    command: str, trained: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(trained)
    before = contents(trained)
    assert main(command.split()) == 2
    said = capsys.readouterr().err
    assert command.rsplit(maxsplit=1)[-1] in said
    assert "Traceback" not in said
    assert contents(trained) == before


def test_usual_places_are_free(trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(trained)
    for _ in range(2):  # the second time what was written is replaced
        assert main(["generate", "by-folder", "-n", "4", "-o", "made-images-idx3-ubyte", "--quiet"]) == 0
        assert main(["plot", "by-npz", "-o", "by-npz/picture.png", "--quiet"]) == 0
    for place in ("by-npz/report.html", "by-npz/CARD.md", "new.txt", "card"):
        require_free(Path(place), ["d.npz", "by-npz"])


def test_labels_of_somebody_else_are_neither_replaced_nor_taken(tmp_path: Path) -> None:
    values = np.zeros((4, 5, 5), np.uint8)
    origin, labels = open_data(values).origin, np.array([0, 1, 0, 1])
    (tmp_path / "a-labels.idx").write_bytes(b"somebody else's")
    for given in (labels, None):
        with pytest.raises(UsageError, match=r"a-labels\.idx would be"):
            write_data(tmp_path / "a.idx", values, origin, given, ("0", "1"))
    write_idx(tmp_path / "a.idx", Contents(values, origin))
    with pytest.raises(UsageError, match=r"a-labels\.idx would be replaced"):
        write_data(tmp_path / "a.idx", values, origin, labels, ("0", "1"))
    assert (tmp_path / "a-labels.idx").read_bytes() == b"somebody else's"


def test_a_link_to_the_data_and_a_source_that_has_gone(tmp_path: Path) -> None:
    (tmp_path / "data.npy").write_bytes(b"x")
    (tmp_path / "soft.npy").symlink_to("data.npy")
    (tmp_path / "hard.npy").hardlink_to(tmp_path / "data.npy")
    for name in ("soft.npy", "hard.npy"):
        with pytest.raises(UsageError, match="would be lost"):
            require_free(tmp_path / name, [tmp_path / "data.npy"])
    with pytest.raises(UsageError, match="would be lost"):
        require_free(tmp_path / "data.npy", ["data.npy"])


MISTAKEN = {
    "generate by-npz -n 4 --output=-": "nothing is written to standard output",
    "generate by-npz -n 4 -o folder.npy": "is not a regular file",
    "generate by-npz -n 4 -o /dev/null": "is not a folder",
    "features by-npz -o folder.npy": "is not a regular file",
    "walk by-npz -o folder.png": "is not a regular file",
    "walk by-npz -o file": "is not a folder",
    "export by-npz -o folder.pt2": "is a folder",
    "augment d.npz --balance --steps 1 -o folder.npy": "is not a regular file",
    "data table.csv --write-schema other.csv": "let the name end in .json",
}


@pytest.mark.parametrize("command", MISTAKEN)
def test_a_place_of_another_kind_is_named_before_any_work(
    command: str, trained: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(trained)
    for name in ("folder.npy", "folder.png", "folder.pt2"):
        (trained / name).mkdir(exist_ok=True)
    for name in ("file", "table.csv", "other.csv"):
        (trained / name).write_text("a,b\n1,2\n2,3\n4,1\n")
    before = contents(trained)
    assert main(command.split()) == 2
    assert MISTAKEN[command] in capsys.readouterr().err
    assert contents(trained) == before


@pytest.mark.parametrize(("flags", "said"), [(0, "Permission denied"), (os.ST_RDONLY, "the file system is read-only")])
def test_a_closed_folder_is_named_before_any_work(
    flags: int, said: str, trained: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As for a user who may not write there; for root there is no such folder."""
    monkeypatch.chdir(trained)
    (trained / "closed").mkdir(exist_ok=True)
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "closed")
    monkeypatch.setattr(os, "statvfs", lambda path: SimpleNamespace(f_flag=flags))
    monkeypatch.setattr("gansmith.models.load.read_model", lambda *_: pytest.fail("work was done"))
    for verb in ("features by-npz", "augment d.npz --balance --steps 1", "detect train v.npy --fake w.npy"):
        assert main([*verb.split(), "-o", "closed/x.npy"]) == 1
        err = capsys.readouterr().err
        assert f"closed/x.npy could not be written: {said}" in err
        assert err.count("\n") == 1
