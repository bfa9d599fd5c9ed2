"""What is no data, or is asked for in vain, is answered with one paragraph that names the thing and the remedy."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from one_paragraph import says

from gansmith.data.formats.read import open_data
from gansmith.data.reader import library_errors as trouble
from gansmith.errors import DataError, UsageError

pytest.importorskip("pyarrow")
h5py = pytest.importorskip("h5py")
scipy_io = pytest.importorskip("scipy.io")


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


@pytest.mark.parametrize("name", ["a.doc", "a.png", "a", "a.npy.gz"])
def test_an_unknown_ending(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("1 2 3")
    with says(DataError, r"Readable are \.mat, .*folders of images"):
        open_data(tmp_path / name)


def test_a_folder_where_nothing_fits(tmp_path: Path) -> None:
    with says(DataError, "It holds nothing"):
        open_data(tmp_path)
    (tmp_path / "a.doc").touch()
    (tmp_path / "b.csv").touch()
    with says(DataError, r"It holds 1 \.(doc|csv), 1 \.(doc|csv)\. Name one of its files, such as .*b\.csv"):
        open_data(tmp_path)


@pytest.mark.parametrize(
    ("values", "pattern"),
    [
        (np.array([[object()], [object()]]), "Python objects"),
        (np.array([["a"], ["b"]]), "text"),
        (np.array([[1j], [2j]]), "complex.*real"),
        (np.zeros((2, 2), "datetime64[s]"), "dates"),
        (np.zeros((2, 2), "longdouble"), r"float64"),
        (np.zeros((2, 2, 2, 2, 2)), "5 axes"),
        (np.zeros(()), "0 axes"),
        (np.zeros((1, 30)), r"1 sample .*samples_axis=1"),
        (np.zeros((1, 1)), r"1 sample .*Add more"),
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


@pytest.mark.parametrize(("kind", "value"), [("cell", np.array([[1, "a"]], dtype=object)), ("struct", {"a": 1})])
def test_matlab_variables_that_are_no_arrays(tmp_path: Path, kind: str, value: object) -> None:
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
    with says(UsageError, "size"):
        open_data(np.eye(3), size=(4, 4))
    with says(UsageError, "size"):
        open_data(np.zeros((3, 4, 4)), size=(0, 4))


def test_a_missing_extra_answers_with_the_pip_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trouble.importlib.util, "find_spec", lambda _: None)
    (tmp_path / "a.csv").write_text("a\n1\n2\n")
    with says(UsageError, r"pip install 'gansmith\[table\]'"):
        open_data(tmp_path / "a.csv")
    with says(UsageError, r"pip install 'gansmith\[digits\]'"):
        open_data("digits")
