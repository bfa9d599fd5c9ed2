"""The one table of file formats: how each is named, read and written, and which options it knows.

A new format is a file with a reader and a writer, and a row here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

_WINDOWS = ("window", "stride")
_ARRAYS = ("variable", "samples_axis", "axes", "label", "condition", "unlabelled", *_WINDOWS)
OF_IMAGES = ("labels_from", "unreadable")  # options of images alone
_IMAGES = ("label", "condition", "unlabelled", *OF_IMAGES)
_BESIDE = ("samples_axis", "axes", "unlabelled")
_OF_FIELDS = ("drop", "columns", "keep_index")  # of structured arrays, which are tables
_FIELDS = ("label", *_OF_FIELDS)
_OF_TABLES = ("drop", "columns", "keep_index", "column", *_WINDOWS, "series", "dates")
_COLUMNS = ("label", "condition", "unlabelled", *_OF_TABLES)
_SHEETS = (*_COLUMNS, "header", "missing_values")
_TEXTS = (*_SHEETS, "separator", "decimal", "encoding")
_VOXELS = ("affine", "rows_run_up", "axes_lead_to")


@dataclass(frozen=True)
class Format:
    """A file format: its suffixes, and the functions and options to read and write it.

    Attributes
    ----------
    name : str
        Name of the format.
    suffixes : tuple of str
        Endings of file names, in lower case.
    module : str
        Module of `gansmith.data.formats` that implements it.
    read : str
        Function of the module that reads a file.
    write : str
        Function of the module that writes a file.
    options : tuple of str
        Data options that apply to the format.
    library : str or None
        Native library that parses the file. Such files are read in a separate process.
    kept : tuple of str
        Details of one file that are kept of a folder of them, each a sample, as its writer needs them.
    """

    name: str
    suffixes: tuple[str, ...]
    module: str
    read: str
    write: str
    options: tuple[str, ...]
    library: str | None = None
    kept: tuple[str, ...] = ()

    @property
    def reader(self) -> Callable[..., Any]:
        """The function (path, choices) -> Dataset."""
        return self._function(self.read)

    @property
    def writer(self) -> Callable[..., None]:
        """The function (path, Contents) -> None."""
        return self._function(self.write)

    def _function(self, name: str) -> Callable[..., Any]:
        function: Callable[..., Any] = getattr(import_module(f"gansmith.data.formats.{self.module}"), name)
        return function


FORMATS = {
    one.name: one
    for one in (
        Format("mat", (".mat",), "mat", "read_mat", "write_mat", _ARRAYS, "scipy.io"),
        Format("npy", (".npy",), "npy", "read_npy", "write_npy", (*_BESIDE, "condition", *_FIELDS, *_WINDOWS)),
        Format("npz", (".npz",), "npy", "read_npz", "write_npz", (*_ARRAYS, *_OF_FIELDS)),
        Format("csv", (".csv", ".csv.gz"), "text_table", "read_csv", "write_csv", _TEXTS, "pyarrow.csv"),
        Format("tsv", (".tsv", ".tab", ".tsv.gz"), "text_table", "read_csv", "write_csv", _TEXTS, "pyarrow.csv"),
        Format("txt", (".txt", ".dat", ".data"), "text_table", "read_csv", "write_csv", _TEXTS, "pyarrow.csv"),
        Format("xlsx", (".xlsx",), "excel", "read_xlsx", "write_xlsx", ("variable", *_SHEETS), "openpyxl"),
        Format("parquet", (".parquet",), "parquet", "read_parquet", "write_parquet", _COLUMNS, "pyarrow.parquet"),
        Format("h5", (".h5", ".hdf5"), "hdf5", "read_hdf5", "write_hdf5", (*_ARRAYS, *_OF_FIELDS), "h5py"),
        Format("nii", (".nii", ".nii.gz"), "nifti", "read_nii", "write_nii", ("axes",), "nibabel", _VOXELS),
        Format("dcm", (".dcm",), "dicom", "read_dcm", "write_dcm", (), "pydicom", ("slope",)),
        Format("wav", (".wav",), "recording", "read_wav", "write_wav", _WINDOWS, "numpy", ("rate", "bits")),
        Format("zip", (".zip",), "image_zip", "read_zip", "write_zip", _IMAGES),
        Format("idx", (".idx", "-ubyte", ".gz"), "idx", "read_idx", "write_idx", _BESIDE),
    )
}
_BEFORE, _DICOM = 128, b"DICM"  # bytes of any content, and those that follow in DICOM files
_INDEX = "DICOMDIR"  # a table of contents beside DICOM images
BESIDE = ("idx", "npy")  # formats whose labels lie in a file of their own
FILE_KINDS = ", ".join(suffix for one in FORMATS.values() for suffix in one.suffixes)
SCANS = ("nii", "dcm")  # formats of medical images
ARRAY_SUFFIXES = (".npy", ".mat", ".csv", ".txt", ".wav", ".nii", ".nii.gz", ".dcm")  # of files of one sample each
SHEETS = (".xls", ".xlsm", ".ods", ".numbers")  # of other programs than those we read
IMAGE_SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".jfif", ".jpe", ".webp", ".bmp", ".tif", ".tiff"),
    *(".gif", ".pgm", ".ppm", ".pbm", ".pnm", ".pfm"),
)


def format_of(path: Path) -> str | None:
    """Return the format a file name's ending stands for, None if there is none that we know."""
    if re.search(r"\.(txt|xlsx|parquet|mat|npy|npz|h5|tar)\.gz$", path.name.lower()):
        return None  # only IDX and tables as text are read through gzip
    name = path.name.lower()
    return next((one.name for one in FORMATS.values() if name.endswith(one.suffixes)), None)


def kind_of_file(path: Path) -> str | None:
    """Return the format of a file that is there, by its name, or "dcm" where its name does not say and it is one.

    DICOM images have often no ending, or one of a maker such as .IMA.
    """
    return format_of(path) or ("dcm" if path.name.upper() != _INDEX and is_dicom(path) else None)


def is_dicom(path: Path) -> bool:
    """Whether a file can be read, and begins as DICOM files do."""
    try:
        with path.open("rb") as file:
            return file.read(_BEFORE + len(_DICOM))[_BEFORE:] == _DICOM
    except OSError:
        return False


def ending_of(kind: str, path: str) -> str:
    """Return the ending of a new file of a format: that of the file read where it is one of its endings."""
    endings = [ending for ending in FORMATS[kind].suffixes if ending.startswith(".") and ending != ".gz"]
    name = path.lower()
    return max((ending for ending in endings if name.endswith(ending)), key=len, default=endings[0])


def labels_path(images: Path) -> Path:
    """Return where labels of an IDX or .npy file lie: MNIST's spelling where it is used, else NAME-labels.SUFFIX."""
    renamed = re.sub(r"idx\d", "idx1", images.name.replace("images", "labels"))
    if renamed == images.name:
        stem, dot, suffix = images.name.partition(".")
        renamed = f"{stem}-labels{dot}{suffix}"
    return images.parent / renamed  # a stored path may be empty, and with_name wants a name
