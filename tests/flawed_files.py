"""Files and folders as people have them: a few that are good, and many with a flaw each."""

import gzip
from pathlib import Path

import h5py
import numpy as np
import scipy.io
from PIL import Image
from tiny_runs import pictures, rows


def write_flawed_files(folder: Path) -> None:
    """Write all of them, none of which is a run."""
    _write_arrays(folder)
    _write_files(folder)
    _write_pictures(folder)


def _write_arrays(folder: Path) -> None:
    data = rows()
    np.save(folder / "rows.npy", data)
    np.save(folder / "other.npy", data + 1)
    np.save(folder / "wide.npy", rows(width=6))
    np.save(folder / "one.npy", data[:1])
    np.save(folder / "same.npy", np.ones((20, 3)))
    for name, value, spot in (("nan", np.nan, (3, 2)), ("inf", np.inf, (5, 1))):
        bad = data.copy()
        bad[spot] = value
        np.save(folder / f"{name}.npy", bad)
    np.save(folder / "text.npy", np.array(["a", "b"] * 5))
    np.save(folder / "objects.npy", np.array([{"a": 1}] * 5, dtype=object))
    scipy.io.savemat(folder / "two.mat", {"first": data, "second": data[:, :3]})
    scipy.io.savemat(folder / "cells.mat", {"cells": np.array([["a", {"b": 1}]], dtype=object)})
    with h5py.File(folder / "whole.h5", "w") as file:
        file["x"] = data
    (folder / "short.h5").write_bytes((folder / "whole.h5").read_bytes()[:-300])
    idx = b"\x00\x00\x08\x03" + b"".join(n.to_bytes(4, "big") for n in (20, 8, 8)) + pictures().tobytes()
    (folder / "short.idx").write_bytes(idx[:700])
    (folder / "short.idx.gz").write_bytes(gzip.compress(idx)[:-40])


def _write_files(folder: Path) -> None:
    for name in ("empty.npy", "empty.csv"):
        (folder / name).touch()
    (folder / "hollow").mkdir()
    (folder / "notes.docx").write_text("notes")
    (folder / "fake.npy").write_text("this is no array")
    (folder / "nan.csv").write_text("mass,size\n1,2\n,3\n4,5\n")
    (folder / "text.csv").write_text("mass,kind\n1,cat\n2,dog\n3,cat\n")


def _write_pictures(folder: Path) -> None:
    for name, count in (("pictures", 3), ("broken", 100), ("sizes", 2)):
        (folder / name).mkdir()
        for number, picture in enumerate(pictures(count)):
            stem = f"{number:03d}" if name == "broken" else str(number)
            Image.fromarray(picture[: 6 if (name, number) == ("sizes", 1) else 8]).save(folder / name / f"{stem}.png")
    torn = folder / "broken" / "077.png"
    torn.write_bytes(torn.read_bytes()[:60])
