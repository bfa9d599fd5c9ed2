"""Data that is whole but bad: missing, endless, huge or equal values, too few rows, mixed types, a broken image."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.reliability.hostile_images import png

_ROW, _COLUMN = 7, 2


@dataclass(frozen=True)
class Case:
    """What is written, how it is read, and the words the refusal must hold; none where it is to be read."""

    write: Callable[[Path], Path]
    words: tuple[str, ...] = ()
    missing: str = "error"
    choices: dict[str, Any] = field(default_factory=dict)


def fault(case: Case, refusal: str) -> str:
    """Return what is wrong with the answer to a case, "" if nothing."""
    if not case.words:
        return f"it was refused: {refusal}" if refusal else ""
    lacking = [word for word in case.words if word not in refusal]
    return f"{lacking} not in {refusal!r}" if lacking else ""


def _values(dtype: str = "f8", shape: tuple[int, ...] = (60, 4)) -> np.ndarray:
    values = np.random.default_rng(0).normal(size=shape)
    return (100 * values).astype(dtype)


def _npy(values: np.ndarray) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        np.save(folder / "a.npy", values)
        return folder / "a.npy"

    return write


def _text(name: str, values: np.ndarray) -> Callable[[Path], Path]:
    """Write a table with names, whose empty places are NaN."""

    def write(folder: Path) -> Path:
        mark = "\t" if name.endswith("tsv") else ","
        lines = [mark.join(f"c{i}" for i in range(values.shape[1]))]
        lines += [mark.join("" if value != value else repr(float(value)) for value in row) for row in values]
        (folder / name).write_text("\n".join(lines) + "\n")
        return folder / name

    return write


def _with(value: float, dtype: str = "f8", shape: tuple[int, ...] = (60, 4)) -> np.ndarray:
    """Return good values but for one, in row 7 and column 2."""
    values = _values(dtype, shape)
    values.reshape(len(values), -1)[_ROW, _COLUMN] = value
    return values


def _column(value: float) -> np.ndarray:
    values = _values()
    values[:, _COLUMN] = value
    return values


def _images(broken: bytes, count: int) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        for number in range(count):
            (folder / f"{number:04d}.png").write_bytes(broken if number == count // 2 else png(6, 4))
        return folder

    return write


def _missing() -> dict[str, Case]:
    """Return missing values under each policy: refused with the place, filled, or left out with their row."""
    cases = {}
    for name, value in (("NaN", np.nan), ("+Inf", np.inf), ("-Inf", -np.inf)):
        for dtype in ("f2", "f4", "f8"):
            write = _npy(_with(value, dtype))
            cases[f"{name} in {dtype}"] = Case(write, ("row 7", "column 2", "missing='mean'"))
            cases[f"{name} in {dtype}, filled"] = Case(write, missing="mean")
            cases[f"{name} in {dtype}, left out"] = Case(write, missing="drop")
        pixel = _npy(_with(value, "f4", (60, 3, 3)))
        cases[f"{name} in a picture"] = Case(pixel, ("row 7", "pixel 0,2"))
        cases[f"a column of {name}"] = Case(_npy(_column(value)), ("column 2", "Leave it out"), missing="mean")
    for name in ("a.csv", "a.tsv"):
        cases[f"an empty place in {name}"] = Case(_text(name, _with(np.nan)), ("row 7", "column 'c2'"))
        cases[f"an empty column in {name}"] = Case(_text(name, _column(np.nan)), ("column 'c2'", "no value"), "mean")
    cases["all rows miss something"] = Case(_npy(_column(np.nan)), ("no missing value",), missing="drop")
    return cases


def _huge() -> dict[str, Case]:
    """Return values at the ends of their type: floats train, integers that wide are refused with their places."""
    ends = {"f2": (65504,), "f4": (3.4e38, 1e-45), "f8": (1.7e308, -1.7e308, 5e-324)}
    cases = {f"{v:g} in {dtype}": Case(_npy(_with(v, dtype))) for dtype, values in ends.items() for v in values}
    for dtype in ("i1", "u1", "i2", "u2", "i4", "u4"):
        cases[f"the largest {dtype}"] = Case(_npy(_with(np.iinfo(dtype).max, dtype)))
    for dtype in ("i8", "u8"):
        cases[f"the largest {dtype}"] = Case(_npy(_with(np.iinfo(dtype).max, dtype)), ("a.npy", "row 7", "column 2"))
    cases["1.7e308 in a table"] = Case(_text("a.csv", _with(1.7e308)))
    return cases


def _alike() -> dict[str, Case]:
    """Return data without variety, or hardly any data."""
    one_pixel = {f"pictures of {h} x {w}": Case(_npy(_values("u1", (60, h, w)))) for h, w in ((1, 9), (9, 1), (1, 1))}
    return one_pixel | {
        "a constant column": Case(_npy(_column(3.0))),
        "all columns equal": Case(_npy(np.repeat(_values()[:, :1], 4, axis=1))),
        "all rows equal": Case(_npy(np.ones((60, 4))), ("a.npy", "all 60 samples are the same")),
        "one row": Case(_npy(_values()[:1]), ("a.npy", "1 sample ")),
        "no row": Case(_npy(_values()[:0]), ("a.npy", "0 samples")),
        "no column": Case(_npy(_values()[:, :0]), ("a.npy",)),
        "one column": Case(_npy(_values()[:, :1])),
        "one row of a table": Case(_text("a.csv", _values()[:1]), ("a.csv", "1 sample ")),
        "pictures of another size among 40": Case(_images(png(5, 4), 40), ("0020.png", "size=")),
        "a broken picture among 1,000": Case(_images(png(6, 4)[:45], 1000), ("0500.png",)),
        "an empty picture among 40": Case(_images(b"", 40), ("0020.png",)),
    }


def _mixed() -> dict[str, Case]:
    """Return tables whose columns are of different types."""

    def table(*lines: str) -> Callable[[Path], Path]:
        def write(folder: Path) -> Path:
            (folder / "a.csv").write_text("\n".join(lines) + "\n")
            return folder / "a.csv"

        return write

    return {
        "integers and fractions": Case(table("a,b", "1,2.5", "3,4.5", "5,6")),
        "truth values and numbers": Case(table("a,b", "true,2", "false,4")),
        "a text among numbers": Case(table("a,b", "1,2", "3,many", "5,6"), ("column 'b'", "'many'", "row 1")),
        "a column of text": Case(table("a,name", "1,x", "3,y")),
        "dates": Case(table("a,day", "1,2020-01-01", "3,2020-01-02")),
        "labels that are fractions": Case(table("a,y", "1,0.5", "3,1"), ("y", "0.5"), choices={"label": "y"}),
        "labels that miss": Case(table("a,y", "1,x", "3,"), choices={"label": "y"}),
    }


CASES: dict[str, Case] = _missing() | _huge() | _alike() | _mixed()
