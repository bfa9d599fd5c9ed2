"""Small good files of every format that is read: what damage is done to."""

import gzip
import io
import struct
import zipfile
from functools import cache

import h5py
import numpy as np
import pyarrow
import pyarrow.csv
import pyarrow.parquet

from benchmarks.reliability import good_matlab, good_media, good_scans
from benchmarks.reliability.good_records import hdf5_of_records, npy_of_records
from benchmarks.reliability.good_values import LABELS, PICTURES, VALUES

FILES = {  # format -> the name of its file
    "npy": "a.npy",
    "npy-fields": "a.npy",
    "npz": "a.npz",
    "mat4": "a.mat",
    "mat5": "a.mat",
    "mat5-compressed": "a.mat",
    "mat5-inside": "a.mat",
    "mat7.3": "a.mat",
    "mat7.3-inside": "a.mat",
    "h5": "a.h5",
    "h5-fields": "a.h5",
    "csv": "a.csv",
    "tsv": "a.tsv",
    "parquet": "a.parquet",
    "idx": "a.idx",
    "idx.gz": "a.idx.gz",
    "png": "1.png",
    "jpg": "1.jpg",
    "webp": "1.webp",
    "tiff": "1.tiff",
    "bmp": "1.bmp",
    "gif": "1.gif",
    "ppm": "1.ppm",
    "wav": "1.wav",
    "wav-windows": "a.wav",
    "csv-windows": "a.csv",
    "zip": "a.zip",
    "nii": "a.nii",
    "nii.gz": "a.nii.gz",
    "dcm": "1.dcm",
}
CHOICES = {"wav-windows": {"window": 5, "stride": 3}, "csv-windows": {"window": 4, "stride": 2}}  # of reading
IMAGES = ("png", "jpg", "webp", "tiff", "bmp", "gif", "ppm")
FOLDERS = (*IMAGES, "wav", "dcm")  # of which a folder is read


@cache
def good_file(format: str, variant: int) -> bytes:
    """Return one of three good files of a format, small enough that a change of any byte is likely to matter."""
    if format in IMAGES:
        return good_media.image(format, variant)
    return {
        "npy": _npy,
        "npy-fields": npy_of_records,
        "npz": _npz,
        "mat4": good_matlab.mat4,
        "mat5": good_matlab.mat5,
        "mat5-compressed": good_matlab.mat5_compressed,
        "mat5-inside": good_matlab.mat5_inside,
        "mat7.3": good_matlab.mat73,
        "mat7.3-inside": good_matlab.mat73_inside,
        "h5": _h5,
        "h5-fields": hdf5_of_records,
        "csv": _csv,
        "tsv": _tsv,
        "parquet": _parquet,
        "idx": _idx,
        "idx.gz": _idx_gz,
        "wav": good_media.wav,
        "wav-windows": good_media.long_wav,
        "csv-windows": _log,
        "zip": good_media.zip_of_images,
        "nii": good_scans.nii,
        "nii.gz": good_scans.packed_nii,
        "dcm": good_scans.dcm,
    }[format](variant)


def _npy(variant: int) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, (VALUES, PICTURES, np.asfortranarray(VALUES.astype(">f8")))[variant])
    return buffer.getvalue()


def _npz(variant: int) -> bytes:
    buffer = io.BytesIO()
    method = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED)[variant]
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, array in (("data", VALUES), ("labels", LABELS)):
            member = io.BytesIO()
            np.save(member, array)
            archive.writestr(f"{name}.npy", member.getvalue())
    return buffer.getvalue()


def _log(variant: int) -> bytes:
    """Return a table of moments: dates of a day and month, times since 1970, or two recordings between each other."""
    start = np.datetime64("2024-03-04T22:00")
    times = [str(start + np.timedelta64(10 * row, "m")) for row in range(60)]
    if variant == 0:
        first = [f"{t[8:10]}/{t[5:7]}/{t[:4]} {t[11:]}" for t in times]
    else:
        first = [str(int((np.datetime64(t) - np.datetime64(0, "s")) / np.timedelta64(1, "s"))) for t in times]
    rows = [f"{first[row // 2 if variant == 2 else row]},{row % 2},{VALUES.ravel()[row]:.4f}" for row in range(60)]
    return "\n".join(["time,sensor,a", *rows, ""]).encode()


def _h5(variant: int) -> bytes:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w", libver="latest" if variant == 1 else None) as file:
        filters = {"chunks": (5, 3), "compression": "gzip", "shuffle": True, "fletcher32": True}
        file.create_dataset("group/data", data=VALUES, **(filters if variant else {}))
        file["labels"] = LABELS
        if variant == 2:
            file["text"] = "text"
            file["link"] = h5py.SoftLink("/labels")
    return buffer.getvalue()


def _table(variant: int) -> pyarrow.Table:
    columns = {f"c{i}": VALUES[:, i] for i in range(3)} | {"n": LABELS, "name": [f"k{i}" for i in LABELS]}
    names = (["c0", "c1", "c2"], ["c0", "c1", "n"], ["c0", "n", "name"])[variant]
    return pyarrow.table({name: columns[name] for name in names})


def _csv(variant: int) -> bytes:
    buffer = io.BytesIO()
    pyarrow.csv.write_csv(_table(variant), buffer)
    return buffer.getvalue()


def _tsv(variant: int) -> bytes:
    return _csv(variant).replace(b",", b"\t")


def _parquet(variant: int) -> bytes:
    buffer = io.BytesIO()
    compression = ("none", "snappy", "zstd")[variant]
    pyarrow.parquet.write_table(_table(variant), buffer, compression=compression, use_dictionary=variant > 0)
    return buffer.getvalue()


def _idx(variant: int) -> bytes:
    array = (PICTURES, VALUES.astype(">f4"), LABELS.astype(np.uint8))[variant]
    header = struct.pack(f">HBB{array.ndim}I", 0, (8, 13, 8)[variant], array.ndim, *array.shape)
    return header + array.tobytes()


def _idx_gz(variant: int) -> bytes:
    return gzip.compress(_idx(variant), mtime=0)
