"""The command that a training ends with is accepted as it stands, and makes samples in the format of the data."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tiny_runs import pictures, rows, tiny_flags
from tiny_translators import coloured

from gansmith.cli import main
from gansmith.data import open_data, write_data
from gansmith.errors import UsageError

KINDS = np.arange(20) % 2


def written(name: str, values: np.ndarray) -> None:
    write_data(name, values, open_data(values).origin, KINDS[: len(values)], ("a", "b"))


def table(name: str) -> None:
    frame = open_data(rows(20))
    write_data(name, frame.values, frame.origin)


def images(name: str, make: Callable[[int], np.ndarray], suffix: str) -> None:
    Path(name).mkdir()
    for number in range(12):
        Image.fromarray(make(number)).save(Path(name) / f"{number}.{suffix}")


def arrays(name: str, suffix: str) -> None:
    Path(name).mkdir()
    for number, sample in enumerate(rows(12, 6)):
        if suffix == "npy":
            np.save(Path(name) / f"{number}.npy", sample)
        else:
            np.savetxt(Path(name) / f"{number}.csv", sample[:, np.newaxis], delimiter=",")


DATA: dict[str, tuple[str, Callable[[], None], str]] = {  # the name of the data, what makes it, and the output
    "mat": ("d.mat", lambda: written("d.mat", pictures()), "samples.mat"),
    "npy": ("d.npy", lambda: np.save("d.npy", rows()), "samples.npy"),
    "npy of that name": ("samples.npy", lambda: np.save("samples.npy", rows()), "samples-2.npy"),
    "npz": ("d.npz", lambda: written("d.npz", pictures()), "samples.npz"),
    "csv": ("d.csv", lambda: table("d.csv"), "samples.csv"),
    "csv packed": ("d.csv.gz", lambda: table("d.csv.gz"), "samples.csv.gz"),
    "tsv": ("d.tab", lambda: table("d.tab"), "samples.tab"),
    "txt": ("d.dat", lambda: table("d.dat"), "samples.dat"),
    "xlsx": ("d.xlsx", lambda: table("d.xlsx"), "samples.xlsx"),
    "parquet": ("d.parquet", lambda: table("d.parquet"), "samples.parquet"),
    "h5": ("d.hdf5", lambda: written("d.hdf5", pictures()), "samples.hdf5"),
    "zip": ("d.zip", lambda: written("d.zip", pictures()), "samples.zip"),
    "idx": ("d-images-idx3-ubyte", lambda: written("d-images-idx3-ubyte", pictures()), "samples.idx"),
    "folder": ("d", lambda: written("d", pictures()), "samples"),
    "folder of that name": ("samples", lambda: written("samples", pictures()), "samples-2"),
    "tiff": ("d", lambda: images("d", lambda at: pictures()[at].astype(np.float32) / 255, "tiff"), "samples"),
    "arrays": ("d", lambda: arrays("d", "npy"), "samples"),
    "arrays of text": ("d", lambda: arrays("d", "csv"), "samples"),
    "builtin": ("ring", lambda: None, "samples.npy"),
}
LIBRARIES = {"xlsx": "openpyxl", "parquet": "pyarrow", "hdf5": "h5py", "csv": "pyarrow"}


def hint(said: str, verb: str) -> list[str]:
    (line,) = re.findall(rf"^  gansmith ({verb} .*)$", said, re.MULTILINE)
    return shlex.split(line)


@pytest.mark.parametrize("kind", DATA)
def test_the_hint_of_a_training_is_run_and_makes_its_kind(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if library := next((LIBRARIES[part] for part in LIBRARIES if part in DATA[kind][0]), None):
        pytest.importorskip(library)
    monkeypatch.chdir(tmp_path)
    data, make, output = DATA[kind]
    make()
    network = ["--network", "mlp", "--fold", "none"] if open_data(data).values.ndim == 2 else []
    train = ["train", data, "--method", "gan", "--steps", "1", "--out", "run", *tiny_flags("gan"), *network]
    assert main(train) == 0
    words = hint(capsys.readouterr().out, "generate")
    assert words[-1] == output
    assert main(words) == 0
    first, made = open_data(data), open_data(output)
    assert made.origin.format == ("npy" if data == "ring" else first.origin.format)
    assert (len(made), made.sample_shape) == (1000, first.sample_shape)
    assert main(["train", "--resume", "run", "--steps", "2"]) == 0
    assert hint(capsys.readouterr().out, "generate")[-1] != output  # which is there now


@pytest.mark.parametrize(("kind", "ending"), [("arrays", ".npy"), ("folder", ""), ("deep", ".npy")])
def test_the_hint_of_a_translator_fits_what_it_learned_from(
    kind: str, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    if kind == "arrays":
        np.save("a.npy", coloured((3,)))
        np.save("b.npy", coloured(()).astype(np.float32))
        names = ["a.npy", "b.npy"]
    else:
        names = ["a", "b"]
        deep = (lambda at: coloured(())[at].astype(np.float32)) if kind == "deep" else (lambda at: coloured((3,))[at])
        for name in names:
            images(name, deep, "tiff" if kind == "deep" else "png")
    flags = ["--steps", "1", "--out", "run", *tiny_flags("pix2pix")]
    assert main(["train", "--pairs", *names, "--method", "pix2pix", *flags]) == 0
    words = hint(capsys.readouterr().out, "translate")
    assert words[2:] == [f"IMAGES{ending}", "-o", f"translated{ending}"]
    if kind == "deep":
        np.save("IMAGES.npy", open_data("a").values)
    else:
        Path(names[0]).rename(f"IMAGES{ending}")
    assert main(words) == 0
    assert len(open_data(f"translated{ending}")) == 12


@pytest.mark.parametrize("name", ["d.csv", "d.npy", "d.mat"])
def test_a_refusal_names_a_file_of_the_kind_of_the_data(tmp_path: Path, name: str) -> None:
    data = open_data(rows(20))
    write_data(tmp_path / name, data.values, data.origin)
    first = open_data(tmp_path / name)
    with pytest.raises(UsageError, match=f"such as samples{name[1:]}"):
        write_data(tmp_path / "images", first.values, first.origin)
