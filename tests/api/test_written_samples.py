"""What `generate` writes is what came in: variable, orientation, dtype, shape of a sample, range; in every format."""

import gzip
from pathlib import Path

import h5py
import numpy as np
import pytest
import scipy.io
from PIL import Image
from real_files import real_data
from tiny_runs import pictures, rows, tiny, tiny_flags

import gansmith
from gansmith.cli import main
from gansmith.data.formats.read import open_data

COUNT = 11
FILES = ("mat", "npy", "npz", "csv", "tsv", "parquet", "h5", "idx", "idx.gz")


def trained(data: object, out: Path, **reading: object) -> Path:
    gansmith.train(data, "gan", steps=1, out=out, data_options=reading, **tiny("gan"))  # type: ignore[arg-type]
    return out


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("dtype", ["float32", "float64", "int16"])
def test_a_mat_file_comes_back_as_it_was(axis: int, dtype: str, tmp_path: Path) -> None:
    data = rows().astype(dtype)
    scipy.io.savemat(tmp_path / "in.mat", {"data_single": data.T if axis else data})
    run = trained(tmp_path / "in.mat", tmp_path / "run", samples_axis=axis)
    gansmith.generate(run, COUNT, tmp_path / "out.mat")
    back = scipy.io.loadmat(tmp_path / "out.mat")
    assert [name for name in back if not name.startswith("__")] == ["data_single"]
    made = back["data_single"]
    assert (made.dtype, made.shape) == (np.dtype(dtype), (4, COUNT) if axis else (COUNT, 4))
    assert data.min() <= made.min() <= made.max() <= data.max()


def test_a_mat_file_of_version_7_3_comes_back_as_one(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "in.mat", "w", userblock_size=512) as file:
        file["cube"] = rows().T
        file["cube"].attrs["MATLAB_class"] = np.bytes_("single")
    header = b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM"
    with (tmp_path / "in.mat").open("r+b") as raw:
        raw.write(header)
    gansmith.generate(trained(tmp_path / "in.mat", tmp_path / "run"), COUNT, tmp_path / "out.mat")
    with h5py.File(tmp_path / "out.mat") as file:
        assert list(file) == ["cube"]
        assert (file["cube"].shape, file["cube"].dtype) == ((4, COUNT), np.float32)


@pytest.mark.parametrize("kind", ["vectors", "pictures"])
def test_every_format_is_written_and_read_back(kind: str, tmp_path: Path) -> None:
    data = rows() if kind == "vectors" else pictures()
    run = trained(data, tmp_path / "run")
    for suffix in FILES:
        out = tmp_path / f"out.{suffix}"
        made = gansmith.generate(run, COUNT, out)
        assert (made.shape, made.dtype) == ((COUNT, *data.shape[1:]), data.dtype)
        back = open_data(out).values
        assert len(back) == COUNT
        assert np.allclose(back.reshape(made.shape).astype(made.dtype), made, rtol=1e-6), suffix
    assert gzip.decompress((tmp_path / "out.idx.gz").read_bytes()) == (tmp_path / "out.idx").read_bytes()


@pytest.mark.parametrize(
    ("mode", "shape", "dtype"),
    [("grey", (8, 6), "uint8"), ("rgb", (8, 6, 3), "uint8"), ("rgba", (8, 6, 4), "uint8"), ("deep", (8, 6), "uint16")],
)
def test_a_folder_of_images_comes_back_as_one(mode: str, shape: tuple[int, ...], dtype: str, tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    for number in range(6):
        (tmp_path / "in" / f"class-{number % 2}").mkdir(parents=True, exist_ok=True)
        picture = random.integers(0, np.iinfo(dtype).max, shape).astype(dtype)
        Image.fromarray(picture).save(tmp_path / "in" / f"class-{number % 2}" / f"{number}.png")
    run = trained(tmp_path / "in", tmp_path / "run")
    made = gansmith.generate(run, COUNT, tmp_path / "out")
    files = sorted((tmp_path / "out").iterdir())
    assert len(files) == COUNT
    opened = [np.asarray(Image.open(file)) for file in files]
    assert opened[0].dtype == np.dtype(dtype)
    assert np.array_equal(np.stack(opened), made)


def test_a_table_comes_back_with_its_columns(tmp_path: Path) -> None:
    lines = [f"{a:.3f},{int(b)},{'cat' if b > 70 else 'dog'}" for a, b in rows(width=2)]
    (tmp_path / "in.csv").write_text("mass,size,kind\n" + "\n".join(lines) + "\n")
    gansmith.generate(trained(tmp_path / "in.csv", tmp_path / "run", label="kind"), COUNT, tmp_path / "out.csv")
    header, *body = (tmp_path / "out.csv").read_text().splitlines()
    assert header.split(",")[:2] == ["mass", "size"]
    assert len(body) == COUNT


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "method", "shape"), [("mnist", "dcgan", (28, 28)), ("pokemon/regular", "wgan-gp", (56, 68, 4))]
)
def test_real_data(name: str, method: str, shape: tuple[int, ...], tmp_path: Path) -> None:
    source = real_data(name)
    command = ["train", str(source), "--method", method, *tiny_flags(method), "--steps", "2", "--quiet"]
    assert main([*command, "--out", str(tmp_path / "run")]) == 0
    made = gansmith.generate(tmp_path / "run", 3, tmp_path / "out.npy")
    assert len(made) == 3
    assert made.shape[1:3] == shape[:2]
    assert made.dtype == np.uint8
