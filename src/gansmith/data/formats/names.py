"""Which kind of file a name stands for."""

import re
from pathlib import Path

SUFFIXES = {
    ".mat": "mat",
    ".npy": "npy",
    ".npz": "npz",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".h5": "h5",
    ".hdf5": "h5",
    ".idx": "idx",
    "-ubyte": "idx",
    ".gz": "idx",
}
FILE_KINDS = ", ".join(SUFFIXES)

IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff")


def format_of(path: Path) -> str | None:
    """Return the format a file name's ending stands for, None if there is none that we know."""
    if re.search(r"\.(csv|tsv|mat|npy|tar)\.gz$", path.name.lower()):
        return None  # only IDX is read through gzip
    return next((kind for suffix, kind in SUFFIXES.items() if path.name.lower().endswith(suffix)), None)


def labels_path(images: Path) -> Path:
    """Return where the labels of an IDX file lie: MNIST's spelling where it is used, else NAME-labels.SUFFIX."""
    renamed = re.sub(r"idx\d", "idx1", images.name.replace("images", "labels"))
    if renamed == images.name:
        stem, dot, suffix = images.name.partition(".")
        renamed = f"{stem}-labels{dot}{suffix}"
    return images.with_name(renamed)
