"""The one table of file formats: how each is named, read and written, and which options it knows.

A new format is a file with a reader and a writer, and a row here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

OF_IMAGES = ("labels_from", "unreadable")  # options of images alone
_ARRAYS = ("variable", "samples_axis", "label")
_TABLES = ("label", "drop")
_IMAGES = ("label", *OF_IMAGES)


@dataclass(frozen=True)
class Format:
    """A kind of file: endings, its module, the functions in it that read and write, and the options reading knows.

    library: the native library that parses it; such files are read in a process of their own (`reader/`).
    """

    name: str
    suffixes: tuple[str, ...]
    module: str
    read: str
    write: str
    options: tuple[str, ...]
    library: str | None = None

    @property
    def reader(self) -> Callable[..., Any]:
        """The function (path, choices) -> Dataset."""
        return self._function(self.read)

    @property
    def writer(self) -> Callable[..., None]:
        """The function (path, values, origin, labels, class names) -> None."""
        return self._function(self.write)

    def _function(self, name: str) -> Callable[..., Any]:
        function: Callable[..., Any] = getattr(import_module(f"gansmith.data.formats.{self.module}"), name)
        return function


FORMATS = {
    one.name: one
    for one in (
        Format("mat", (".mat",), "mat", "read_mat", "write_mat", _ARRAYS, "scipy.io"),
        Format("npy", (".npy",), "npy", "read_npy", "write_npy", ("samples_axis",)),
        Format("npz", (".npz",), "npy", "read_npz", "write_npz", _ARRAYS),
        Format("csv", (".csv",), "table", "read_csv", "write_csv", _TABLES, "pyarrow.csv"),
        Format("tsv", (".tsv",), "table", "read_csv", "write_csv", _TABLES, "pyarrow.csv"),
        Format("parquet", (".parquet",), "table", "read_parquet", "write_parquet", _TABLES, "pyarrow.parquet"),
        Format("h5", (".h5", ".hdf5"), "hdf5", "read_hdf5", "write_hdf5", _ARRAYS, "h5py"),
        Format("zip", (".zip",), "image_zip", "read_zip", "write_zip", _IMAGES),
        Format("idx", (".idx", "-ubyte", ".gz"), "idx", "read_idx", "write_idx", ("samples_axis",)),
    )
}
FILE_KINDS = ", ".join(suffix for one in FORMATS.values() for suffix in one.suffixes)
IMAGE_SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".jfif", ".jpe", ".webp", ".bmp", ".tif", ".tiff"),
    *(".gif", ".pgm", ".ppm", ".pbm", ".pnm", ".pfm"),
)


def format_of(path: Path) -> str | None:
    """Return the format a file name's ending stands for, None if there is none that we know."""
    if re.search(r"\.(csv|tsv|mat|npy|tar)\.gz$", path.name.lower()):
        return None  # only IDX is read through gzip
    name = path.name.lower()
    return next((one.name for one in FORMATS.values() if name.endswith(one.suffixes)), None)


def labels_path(images: Path) -> Path:
    """Return where the labels of an IDX file lie: MNIST's spelling where it is used, else NAME-labels.SUFFIX."""
    renamed = re.sub(r"idx\d", "idx1", images.name.replace("images", "labels"))
    if renamed == images.name:
        stem, dot, suffix = images.name.partition(".")
        renamed = f"{stem}-labels{dot}{suffix}"
    return images.with_name(renamed)
