"""A user's mistake is answered with one paragraph that names the thing and the remedy; nothing else escapes."""

import gzip
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gansmith.data import trouble
from gansmith.data.codec import Codec
from gansmith.data.open import open_data
from gansmith.data.write import write_data
from gansmith.errors import DataError, GansmithError, UsageError

pytest.importorskip("pyarrow")
h5py = pytest.importorskip("h5py")
scipy_io = pytest.importorskip("scipy.io")


def says(error: type[GansmithError], pattern: str) -> "pytest.RaisesExc[GansmithError]":
    return pytest.raises(error, match=pattern, check=lambda e: "\n" not in str(e))


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("planet", r"'planet'\. Did you mean 'planets'\?"),
        ("rinng", r"Did you mean 'ring'\?"),
        ("xyzzy", r"Built-in sets: planets, digits, ring, grid; files: \.mat"),
        ("nowhere/data.npy", r"no file or folder 'nowhere/data.npy'"),
    ],
)
def test_an_unknown_name(name: str, pattern: str) -> None:
    with says(DataError, pattern):
        open_data(name)


def test_a_mistyped_file(tmp_path: Path) -> None:
    np.save(tmp_path / "spectra.npy", np.eye(3))
    with says(DataError, r"Did you mean 'spectra\.npy'\?"):
        open_data(tmp_path / "spectre.npy")


@pytest.mark.parametrize("name", ["a.mat", "a.npy", "a.npz", "a.csv", "a.parquet", "a.h5", "a.idx", "a-ubyte.gz"])
def test_an_empty_file_and_a_file_of_rubbish(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with says(DataError, f"{name} is empty"):
        open_data(tmp_path / name)
    (tmp_path / name).write_bytes(b"\x89rubbish\n\xff\xfe" * 40)
    with says(DataError, name):
        open_data(tmp_path / name)


@pytest.mark.parametrize("name", ["a.txt", "a.png", "a", "a.csv.gz"])
def test_an_unknown_ending(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("1 2 3")
    with says(DataError, r"Readable are \.mat, .*folders of images"):
        open_data(tmp_path / name)


def test_a_folder_where_nothing_fits(tmp_path: Path) -> None:
    with says(DataError, "It holds nothing"):
        open_data(tmp_path)
    (tmp_path / "a.txt").touch()
    (tmp_path / "b.csv").touch()
    with says(DataError, r"It holds 1 \.(txt|csv), 1 \.(txt|csv)\. Name one of its files, such as .*b\.csv"):
        open_data(tmp_path)


@pytest.mark.parametrize(
    ("values", "pattern"),
    [
        (np.array([[object()], [object()]]), "Python objects"),
        (np.array([["a"], ["b"]]), "text"),
        (np.array([[1j], [2j]]), "complex.*real"),
        (np.zeros((2, 2), "datetime64[s]"), "dates"),
        (np.zeros(2, [("a", "f4"), ("b", "f4")]), "records"),
        (np.zeros((2, 2), "longdouble"), r"float64"),
        (np.zeros((2, 2, 2, 2, 2)), "5 axes"),
        (np.zeros(()), "0 axes"),
        (np.zeros((1, 30)), r"1 samples .*--samples-axis 1"),
        (np.zeros((1, 1)), r"1 samples .*Add more"),
        (np.zeros((0, 3)), "0 samples"),
        (np.zeros((5, 0)), "no numbers"),
    ],
)
def test_arrays_that_are_no_data(tmp_path: Path, values: np.ndarray, pattern: str) -> None:
    with says(DataError, pattern):
        open_data(values)
    if values.dtype.kind != "O" and values.dtype.itemsize <= 8:
        np.save(tmp_path / "a.npy", values)
        with says(DataError, pattern):
            open_data(tmp_path / "a.npy")


def test_pickles_are_not_opened(tmp_path: Path) -> None:
    canary = tmp_path / "canary"

    class Mine:
        def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
            return Path.touch, (canary,)

    np.save(tmp_path / "a.npy", np.array([[Mine()]], dtype=object), allow_pickle=True)
    np.savez(tmp_path / "a.npz", allow_pickle=True, data=np.array([[Mine()]], dtype=object))
    for name in ("a.npy", "a.npz"):
        with says(DataError, name):
            open_data(tmp_path / name)
    assert not canary.exists()


@pytest.mark.parametrize("kind", ["cell", "struct", "char", "sparse"])
def test_matlab_variables_that_are_no_arrays(tmp_path: Path, kind: str) -> None:
    import scipy.sparse

    value = {
        "cell": np.array([[1, "a"]], dtype=object),
        "struct": {"a": 1},
        "char": "text",
        "sparse": scipy.sparse.csc_array(np.eye(3)),
    }[kind]
    scipy_io.savemat(tmp_path / "a.mat", {"thing": value, "data": np.eye(3)})
    assert open_data(tmp_path / "a.mat").origin.variable == "data"
    with says(DataError, f"thing is a MATLAB {kind}"):
        open_data(tmp_path / "a.mat", variable="thing")


def test_complex_matlab_variables(tmp_path: Path) -> None:
    scipy_io.savemat(tmp_path / "a.mat", {"data": np.eye(3) * 1j})
    with says(DataError, "data holds complex numbers"):
        open_data(tmp_path / "a.mat")


@pytest.mark.parametrize("choice", [{"variable": "a"}, {"samples_axis": 1}, {"label": "a"}])
def test_choices_that_do_not_apply(choice: dict[str, object]) -> None:
    with says(UsageError, "means nothing for the built-in set ring"):
        open_data("ring", **choice)


def test_sizes_that_do_not_apply() -> None:
    with says(UsageError, "--size"):
        open_data(np.eye(3), size=(4, 4))
    with says(UsageError, "--size"):
        open_data(np.zeros((3, 4, 4)), size=(0, 4))


TABLES = {
    "a,b\n1,x\n2,3\n": r"column 'b' holds string, not numbers: 'x' in row 0.*--label 'b'",
    "a;b\n1;2\n2;3\n": "semicolons",
    "a,a\n1,2\n": "two columns called 'a'",
    "a,b\n1,2\n3\n": r"a\.csv",
    "a,b\n": "0 samples",
    "a\n2020-01-01\n2020-01-02\n": "date32",
    "\n1,2\n": "empty line",
}


@pytest.mark.parametrize("text", TABLES)
def test_bad_tables(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_text(text)
    with says(DataError, TABLES[text]):
        open_data(tmp_path / "a.csv")


def test_labels_a_table_does_not_have(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("mass,kind\n1,2\n2,3.5\n")
    with says(DataError, r"no column 'kinds'. Did you mean 'kind'\? Its columns: mass, kind"):
        open_data(tmp_path / "a.csv", label="kinds")
    with says(DataError, r"kind holds 3\.5, which names no class"):
        open_data(tmp_path / "a.csv", label="kind")
    (tmp_path / "a.csv").write_text("kind\n1\n2\n")
    with says(DataError, "no column of numbers beside the label"):
        open_data(tmp_path / "a.csv", label="kind")


def test_a_missing_cell_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("mass,size\n1,2\n2,\n")
    with says(DataError, r"a\.csv: row 1, column 'size' is nan"):
        Codec.fit(open_data(tmp_path / "a.csv"))


def test_a_missing_extra_answers_with_the_pip_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trouble.importlib.util, "find_spec", lambda _: None)
    (tmp_path / "a.csv").write_text("a\n1\n2\n")
    with says(UsageError, r"pip install 'gansmith\[table\]'"):
        open_data(tmp_path / "a.csv")
    with says(UsageError, r"pip install 'gansmith\[digits\]'"):
        open_data("digits")


def idx(shape: tuple[int, ...], nbytes: int, code: int = 8) -> bytes:
    return struct.pack(f">HBB{len(shape)}I", 0, code, len(shape), *shape) + bytes(nbytes)


@pytest.mark.parametrize(
    ("content", "pattern"),
    [
        (idx((3, 2, 2), 11), "is cut short: 11 of 12 bytes"),
        (idx((3, 2, 2), 13), "longer than"),
        (idx((3, 2, 2), 12)[:9], "header"),
        (idx((1 << 31, 1 << 31, 1 << 31), 12), "cannot hold them"),
        (idx((3, 2), 6, code=7), "00 00 07 02"),
        (b"\0\0", "it starts with 00 00"),
    ],
)
@pytest.mark.parametrize("name", ["a.idx", "a.idx.gz"])
def test_damaged_idx(tmp_path: Path, content: bytes, pattern: str, name: str) -> None:
    packed = name.endswith("gz")
    (tmp_path / name).write_bytes(gzip.compress(content) if packed else content)
    with says(DataError, pattern):
        open_data(tmp_path / name)


def test_labels_that_do_not_fit_their_images(tmp_path: Path) -> None:
    (tmp_path / "train-images-idx3-ubyte").write_bytes(idx((3, 2, 2), 12))
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(idx((4,), 4))
    with says(DataError, "3 samples"):
        open_data(tmp_path)


def test_a_broken_image_among_a_thousand(tmp_path: Path) -> None:
    for i in range(1000):
        Image.new("L", (3, 3), i % 256).save(tmp_path / f"{i:03d}.png")
    whole = (tmp_path / "617.png").read_bytes()
    for broken in (b"", b"no image at all", whole[:45]):
        (tmp_path / "617.png").write_bytes(broken)
        with says(DataError, r"617\.png"):
            open_data(tmp_path)


def test_images_that_would_not_be_read_exactly(tmp_path: Path) -> None:
    Image.new("L", (3, 3)).save(tmp_path / "a.png")
    Image.fromarray(np.zeros((3, 3), np.float32)).save(tmp_path / "b.tif")
    with says(DataError, r"b\.tif has F pixels"):
        open_data(tmp_path)
    frames = [Image.new("L", (3, 3), i) for i in range(3)]
    frames[0].save(tmp_path / "b.tif", save_all=True, append_images=frames[1:])
    with says(DataError, r"b\.tif holds several pictures"):
        open_data(tmp_path)
    Image.fromarray(np.zeros((3, 3), np.uint16)).save(tmp_path / "b.tif")
    with says(DataError, r"b\.tif is 16-bit grey and .*a\.png is 8-bit L"):
        open_data(tmp_path)


def test_an_image_bomb(tmp_path: Path) -> None:
    Image.new("1", (60_000, 2000)).save(tmp_path / "a.png")
    with says(DataError, r"a\.png"):
        open_data(tmp_path)


def test_a_zip_of_too_many_members(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        for i in range(1001):
            archive.writestr(f"{i}.npy", b"")
    with says(DataError, "1,001 members"):
        open_data(tmp_path / "a.npz")


def write_all(folder: Path) -> list[Path]:
    """One good file of every kind that is read within this process."""
    values = np.random.default_rng(0).integers(0, 255, (6, 4, 4)).astype(np.uint8)
    origin = open_data(values).origin
    names = ("a.npy", "a.npz", "a.h5", "a.csv", "a.parquet", "a.idx", "a.gz", "images")
    bare = ("a.npy", "a.csv", "a.parquet")  # a text column that nobody named as labels would be refused as it is
    return [
        write_data(folder / name, values, origin, None if name in bare else np.arange(6), "uvwxyz") for name in names
    ]


def test_mutated_files_raise_nothing_else(tmp_path: Path) -> None:
    rng = random.Random(0)
    for path in write_all(tmp_path):
        file = sorted(path.rglob("*.png"))[2] if path.is_dir() else path
        whole = file.read_bytes()
        for _ in range(60):
            mutant = bytearray(whole)
            for _ in range(rng.randint(1, 4)):
                mutant[rng.randrange(len(mutant))] = rng.randrange(256)
            file.write_bytes(bytes(mutant[: rng.randrange(len(mutant))]) if rng.random() < 0.3 else bytes(mutant))
            try:
                open_data(path)
            except GansmithError as error:
                assert "\n" not in str(error)  # noqa: PT017
        file.write_bytes(whole)
